"""`zhamen scan`: whatever stands in a folder, a clear result; stopped and resumed; the report."""

import json
import os
import re
import signal
import socket
import subprocess
import time
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from running import COMMAND, environment, run

MARKED = "云岭集团（示例）\n机密★10年\n此处为示例内容"


def by_name(output: str) -> dict[str, dict[str, Any]]:
    """Return the verdicts of `--jsonl` by file name."""
    rows = [json.loads(line) for line in output.splitlines()]
    assert len({row["id"] for row in rows}) == len(rows)
    return {Path(row["id"]).name: row for row in rows}


def fill(folder: Path, count: int) -> None:
    """Make so many small innocent files."""
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:06}.txt").write_text(f"示例通知 {number}", "utf-8")


def test_whatever_stands_in_a_folder(tmp_path: Path) -> None:
    """Pipes, sockets, loops, broken links, holes of 2 GB: each has a reason, nothing hangs."""
    top = tmp_path / "top"
    (top / "deep" / "er").mkdir(parents=True)
    (top / "deep" / "marked.txt").write_text(MARKED, "utf-8")
    (top / "clean.txt").write_text("示例：明早开会", "utf-8")
    (top / "empty.txt").touch()
    (top / "deep" / "er" / "loop").symlink_to(top)
    (top / "nowhere").symlink_to(top / "gone")
    (top / "self").symlink_to(top / "self")
    os.mkfifo(top / "pipe")
    with (top / "sparse.bin").open("wb") as file:
        file.truncate(2 << 30)
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.getcwd()
        os.chdir(top)
        listener.bind("socket")
        os.chdir(here)
        done = run(tmp_path, "scan", "--jsonl", top)
    found = by_name(done.out)
    reasons = {name: row["unread"][0]["reason"] for name, row in found.items() if row["unread"]}

    assert done.status == 1
    assert found["marked.txt"]["decision"] == "block"
    assert {found["clean.txt"]["decision"], found["empty.txt"]["decision"]} == {"pass"}
    assert reasons == {
        "nowhere": "missing",
        "self": "loop",
        "pipe": "not_a_file",
        "socket": "not_a_file",
        "sparse.bin": "too_large",
    }


def test_a_file_without_permission_is_unread(tmp_path: Path) -> None:
    """What may not be opened is named, by whoever runs the scan."""
    top = tmp_path / "top"
    top.mkdir()
    (top / "locked.txt").write_text(MARKED, "utf-8")
    (top / "locked.txt").chmod(0)
    # Root may read anything, unless it gives that up.
    drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if not os.getuid() else []
    words = (*drop, *COMMAND, "scan", "--jsonl", "--jobs", "1", str(top))
    done = subprocess.run(words, capture_output=True, env=environment(tmp_path))

    found = by_name(done.stdout.decode())
    assert found["locked.txt"]["unread"][0]["reason"] == "permission"
    assert done.returncode == 2


def test_several_processes_answer_in_order(tmp_path: Path) -> None:
    """3,000 files on two processes: one line each, in the order of their names."""
    fill(tmp_path / "many", 3000)
    done = run(tmp_path, "scan", "--jsonl", "--jobs", 2, tmp_path / "many")
    names = [Path(json.loads(line)["id"]).name for line in done.out.splitlines()]

    assert names == sorted(names)
    assert (len(names), done.status) == (3000, 0)


@pytest.mark.slow
def test_a_hundred_thousand_files_in_one_folder(tmp_path: Path) -> None:
    """All are counted, and a second run takes every one from the journal."""
    fill(tmp_path / "many", 100_000)
    first = run(tmp_path, "scan", tmp_path / "many", seconds=300)
    second = run(tmp_path, "scan", tmp_path / "many", seconds=300)

    assert (first.status, second.status) == (0, 0)
    assert "100,000" in first.out
    assert "100,000 个沿用上次的结果" in second.out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_a_stopped_scan_goes_on(number: signal.Signals, tmp_path: Path) -> None:
    """The second run takes what is done from the journal and does the rest; none is lost."""
    fill(tmp_path / "many", 4000)
    words = ("scan", "--jsonl", "--jobs", 1, "--state", tmp_path / "journal", tmp_path / "many")
    with subprocess.Popen(
        [*COMMAND, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(tmp_path),
    ) as process:
        wait_for_lines(tmp_path / "journal", 300)
        process.send_signal(number)
        process.communicate(timeout=60)
    done_before = (tmp_path / "journal").read_bytes().count(b"\n") - 1
    second = run(tmp_path, *words)

    assert process.returncode == (130 if number is signal.SIGINT else -signal.SIGKILL)
    assert 300 <= done_before < 4000
    assert len(by_name(second.out)) == 4000
    assert second.status == 0


def wait_for_lines(path: Path, count: int) -> None:
    """Wait until a file has so many lines."""
    for _ in range(600):
        if path.exists() and path.read_bytes().count(b"\n") > count:
            return
        time.sleep(0.05)
    raise AssertionError(f"{path.name} did not grow to {count} lines")


def test_a_changed_file_is_inspected_again(tmp_path: Path) -> None:
    """The journal knows a file by its size and time, not by its name alone."""
    fill(tmp_path / "few", 3)
    assert run(tmp_path, "scan", tmp_path / "few").status == 0
    (tmp_path / "few" / "000001.txt").write_text(MARKED, "utf-8")

    assert run(tmp_path, "scan", tmp_path / "few").status == 1


def test_a_foreign_journal_is_left_alone(tmp_path: Path) -> None:
    """A file that is no journal is refused, with --fresh too, and keeps its content."""
    foreign = tmp_path / "letter.txt"
    foreign.write_text("示例：一封信", "utf-8")
    fill(tmp_path / "few", 1)
    for more in ([], ["--fresh"]):
        done = run(tmp_path, "scan", "--state", foreign, *more, tmp_path / "few")

        assert done.status == 3
        assert "不是断点记录" in done.err
    assert foreign.read_text("utf-8") == "示例：一封信"


def test_the_report_can_be_signed(tmp_path: Path) -> None:
    """One page without scripts or requests: numbers, what was not read, masks, disclaimers."""
    top = tmp_path / "top"
    top.mkdir()
    (top / "机要通知.txt").write_text(MARKED, "utf-8")
    (top / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(500))
    report = tmp_path / "report.html"
    done = run(tmp_path, "scan", top, "--report", report, "--person", "张三", "--unit", "炼钢分厂")
    page = report.read_text("utf-8")

    assert done.status == 1
    assert "<script" not in page and "http://" not in page and "https://" not in page
    assert "机*★***" in page and "此处为示例内容" not in page and "机密★10年" not in page
    for word in ("张三", "炼钢分厂", "未能检查", "photo.jpg", "机要通知.txt", "处置记录", "复核人"):
        assert word in page
    for disclaimer in (
        "未经国家保密行政管理部门检测",
        "不得用于涉密信息系统",
        "不作为定密或鉴定依据",
    ):
        assert disclaimer in page


def test_the_report_allows_its_own_style_and_nothing_else(tmp_path: Path) -> None:
    """The policy names the style sheet by digest: no script, no request, no other style."""
    (tmp_path / "top").mkdir()
    (tmp_path / "top" / "a.txt").write_text(MARKED, "utf-8")
    run(tmp_path, "scan", "top", "--report", "r.html", "--jobs", "1")
    page = (tmp_path / "r.html").read_text("utf-8")
    (sheet,) = re.findall(r"<style>(.*?)</style>", page, re.S)
    digest = b64encode(sha256(sheet.encode()).digest()).decode()

    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'" in page
    assert "unsafe" not in page and " style=" not in page and "<img" not in page


def test_the_report_groups_by_account_and_conversation(tmp_path: Path) -> None:
    """Client, account, the other side and month are told, and the lawful way stands at a file."""
    top = tmp_path / "xwechat_files" / "wxid_shili" / "msg"
    for place in ("file/2026-03", "attach/0a1b2c3d4e/2026-04/Img"):
        (top / place).mkdir(parents=True)
        (top / place / "纪要.txt").write_text(MARKED, "utf-8")
    run(tmp_path, "scan", "xwechat_files", "--report", "r.html", "--jobs", "1")
    run(tmp_path, "scan", "xwechat_files", "--report", "m.html", "--jobs", "1", "--mask-paths")
    page, masked = (Path(tmp_path, name).read_text("utf-8") for name in ("r.html", "m.html"))

    assert re.search(r"微信 4\.x\s*<span>wxid_shili</span>", page)
    assert "2026-03" in page and "会话 0a1b2c… · 2026-04" in page
    assert page.count("<b>办法</b>立即停止发送") == 2
    assert "wxid_shili" not in masked and "微信 4.x" in masked


def test_what_to_do_about_the_unread_is_said(tmp_path: Path) -> None:
    """On the screen and in the report each reason has a way out of its own."""
    (tmp_path / "top").mkdir()
    (tmp_path / "top" / "hole.bin").touch()
    os.truncate(tmp_path / "top" / "hole.bin", 2 << 30)
    done = run(tmp_path, "scan", "top", "--report", "r.html", "--jobs", "1")

    assert "limits.input_bytes" in done.out
    assert "limits.input_bytes" in (tmp_path / "r.html").read_text("utf-8")


def test_paths_can_be_masked(tmp_path: Path) -> None:
    """A report that travels need not carry the names of files."""
    top = tmp_path / "王五的文件"
    top.mkdir()
    (top / "机要通知.txt").write_text(MARKED, "utf-8")
    report = tmp_path / "report.html"
    run(tmp_path, "scan", top, "--report", report, "--mask-paths")
    page = report.read_text("utf-8")

    assert "机要通知" not in page and "王五的文件" not in page


@pytest.mark.parametrize(
    "words",
    [["nowhere"], ["--jobs", "0", "."], ["--report", "no/such/folder.html", "."], []],
    ids=["no such folder", "no process", "no place for the report", "no path"],
)
def test_nonsense_is_refused(words: list[str], tmp_path: Path) -> None:
    """It did not work: status 3, and a line that says what to do."""
    done = run(tmp_path, "scan", *words)

    assert done.status == 3
    assert done.err
