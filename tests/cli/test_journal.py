"""The journal of a scan: what it takes over, what it does again, and what it refuses to be."""

import fcntl
import json
import os
import signal
import subprocess
from pathlib import Path
from time import sleep

import pytest
from running import COMMAND, Run, environment

MARK = "机密★10年（示例）"
HEADER = b'{"zhamen_scan": 1}\n'


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder of 600 files, every hundredth marked."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(600):
        text = MARK if number % 100 == 0 else f"示例通知 {number}"
        (folder / f"{number:04}.txt").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_second_run_says_what_it_took_over(
    zhamen: Run, tmp_path: Path, many: Path, number: signal.Signals, jobs: int
) -> None:
    """Journal and rest together are every file once, and the table counts both."""
    words = ("scan", "many", "--state", "journal", "--jobs", str(jobs))
    with subprocess.Popen(
        [*COMMAND, *words], cwd=tmp_path, env=environment(tmp_path), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        while process.poll() is None and lines_of(tmp_path / "journal") < 100:
            sleep(0.005)
        os.killpg(process.pid, number)
        process.wait(timeout=60)
    before = lines_of(tmp_path / "journal") - 1
    second = zhamen(*words)
    ids = [json.loads(line)["verdict"]["id"] for line in verdict_lines(tmp_path / "journal")]

    assert f"{before:,} 个沿用上次的结果" in second.out
    assert "共检查 600 个文件" in second.out and second.status == 1
    assert sorted(ids) == sorted(f"many/{path.name}" for path in many.iterdir())


def lines_of(path: Path) -> int:
    """Return how many whole lines a file has by now."""
    return path.read_bytes().count(b"\n") if path.exists() else 0


def verdict_lines(path: Path) -> list[bytes]:
    """Return the lines behind the first."""
    return path.read_bytes().splitlines()[1:]


def test_a_finished_scan_is_taken_over_whole(zhamen: Run, many: Path) -> None:
    """The same verdicts come again, line by line, without looking."""
    first = zhamen("scan", "many", "--jsonl")
    second = zhamen("scan", "many", "--jsonl")

    assert (first.out, first.status) == (second.out, second.status)
    assert len(first.rows()) == 600


def test_a_torn_line_is_done_again(zhamen: Run, tmp_path: Path, many: Path) -> None:
    """What a crash left half-written is no verdict; the rest counts."""
    zhamen("scan", "many", "--state", "journal")
    data = (tmp_path / "journal").read_bytes()
    (tmp_path / "journal").write_bytes(data[:-30])
    second = zhamen("scan", "many", "--state", "journal")
    third = zhamen("scan", "many", "--state", "journal")

    assert "599 个沿用上次的结果" in second.out
    assert "600 个沿用上次的结果" in third.out


def scanned_within(blocks: int, home: Path) -> subprocess.CompletedProcess[bytes]:
    """Scan `many` where no file may grow beyond so many blocks of the shell's."""
    words = ("scan", "many", "--state", "journal", "--jsonl", "--jobs", "1")
    return subprocess.run(
        ["sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh", *COMMAND, *words], cwd=home,
        env=environment(home), capture_output=True, check=False, timeout=60,
    )  # fmt: skip


def test_a_full_disk_loses_no_verdict(zhamen: Run, tmp_path: Path, many: Path) -> None:
    """Where the journal may grow no more this is told, once; the next run goes on from there."""
    full = scanned_within(32, tmp_path)
    written = len(verdict_lines(tmp_path / "journal")) - 1
    second = zhamen("scan", "many", "--state", "journal")

    assert (full.returncode, full.stdout.count(b"\n")) == (1, 600)
    assert full.stderr.decode().count("断点记录没有写完") == 1
    assert 0 < written < 600
    assert f"{written} 个沿用上次的结果" in second.out and "共检查 600 个文件" in second.out


def test_a_journal_that_cannot_be_begun_stops_nothing(tmp_path: Path, many: Path) -> None:
    """No byte fits: every file has its verdict, and the journal is empty and not refused later."""
    full = scanned_within(0, tmp_path)

    assert (full.returncode, full.stdout.count(b"\n")) == (1, 600)
    assert (tmp_path / "journal").read_bytes() == b""


@pytest.mark.parametrize(
    "noise", [b"\0" * 100 + b"\n", b"5\n", b"{}\n", b'{"key": 5}\n', b"\xff\n"]
)
def test_noise_in_a_journal_is_passed_over(
    zhamen: Run, tmp_path: Path, many: Path, noise: bytes
) -> None:
    """A line that is no verdict neither stops the scan nor counts as one."""
    (tmp_path / "journal").write_bytes(HEADER + noise)
    done = zhamen("scan", "many", "--state", "journal")

    assert (done.status, "沿用" in done.out) == (1, False)


def test_another_channel_or_rule_does_it_all_again(zhamen: Run, tmp_path: Path, many: Path) -> None:
    """A verdict under other rules is none."""
    own = '[[draft_mark.rule]]\nname = "draft-word"\nany = ["云岭示例件"]\n'
    (tmp_path / "own.toml").write_text(own, "utf-8")
    zhamen("scan", "many")

    assert "沿用" not in zhamen("scan", "many", "--channel", "internal").out
    assert "沿用" not in zhamen("scan", "many", "--phrases", "own.toml").out
    assert "沿用" not in zhamen("scan", "many", "--fresh").out
    assert "600 个沿用" in zhamen("scan", "many").out


def test_what_may_be_read_by_now_is_tried_again(zhamen: Run, tmp_path: Path) -> None:
    """A dangling link that has found its file is inspected."""
    (tmp_path / "few").mkdir()
    (tmp_path / "few" / "link").symlink_to(tmp_path / "later.txt")
    first = zhamen("scan", "few")
    (tmp_path / "later.txt").write_text(MARK, "utf-8")

    assert (first.status, zhamen("scan", "few").status) == (2, 1)


def make(path: Path, kind: str) -> None:
    """Put something that is no journal in its place."""
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "device":
        path.symlink_to("/dev/null")
    else:
        path.write_text("一封信（示例）", "utf-8")


@pytest.mark.parametrize("kind", ["fifo", "folder", "device", "letter"])
@pytest.mark.parametrize("fresh", [(), ("--fresh",)])
def test_what_is_no_journal_is_refused(
    zhamen: Run, tmp_path: Path, kind: str, fresh: tuple[str, ...]
) -> None:
    """A pipe, a folder, a device or a letter is named, and not touched, with --fresh neither."""
    make(tmp_path / "state", kind)
    done = zhamen("scan", ".", "--state", "state", *fresh)

    assert done.status == 3
    assert "state" in done.err and "internal error" not in done.err and "None" not in done.err
    assert kind != "letter" or (tmp_path / "state").read_text("utf-8") == "一封信（示例）"


def test_two_scans_do_not_share_a_journal(zhamen: Run, tmp_path: Path, many: Path) -> None:
    """The second is told that the first is at work."""
    (tmp_path / "journal").write_bytes(HEADER)
    with (tmp_path / "journal").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = zhamen("scan", "many", "--state", "journal")

    assert done.status == 3
    assert "in use" in done.err


def test_a_journal_carries_no_content(zhamen: Run, tmp_path: Path, many: Path) -> None:
    """It holds masks and is readable by its owner alone."""
    zhamen("scan", "many", "--state", "journal")
    written = (tmp_path / "journal").read_text("utf-8")

    assert "机密★10年" not in written and "机*★" in written
    assert (tmp_path / "journal").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "roots",
    [
        ("many", "many/0000.txt"),
        ("many/0000.txt", "many"),
        ("many", "./many", "many/../many"),
        ("many", "link"),
    ],
)
def test_no_file_is_counted_twice(
    zhamen: Run, tmp_path: Path, many: Path, roots: tuple[str, ...]
) -> None:
    """Whatever ways to it are named, a file is inspected once."""
    (tmp_path / "link").symlink_to(many)
    done = zhamen("scan", *roots, "--jsonl")
    names = [Path(row["id"]).name for row in done.rows()]

    assert len(names) == len(set(names)) == 600


def test_a_file_named_twice_is_counted_once(zhamen: Run, tmp_path: Path) -> None:
    """Short and long names of one file are one."""
    (tmp_path / "a.txt").write_text(MARK, "utf-8")
    done = zhamen("scan", "a.txt", tmp_path / "a.txt", "./a.txt", "--jsonl")

    assert len(done.rows()) == 1


def test_the_table_counts_by_sort_and_must_not(zhamen: Run, tmp_path: Path, many: Path) -> None:
    """Blocked, unread and clean files are counted apart, and the must-not is named."""
    (many / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(99))
    out = " ".join(zhamen("scan", "many", "--lang", "en").out.split())

    for row in (
        "601 files",
        "block 6",
        "not looked into 1",
        "nothing suspected 594",
        "must-not 1 6",
    ):
        assert row in out


def test_a_report_names_its_rules_and_numbers(zhamen: Run, tmp_path: Path, many: Path) -> None:
    """In English too it has its numbers, its disclaimers, and nothing to load."""
    (many / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(99))
    words = ("--report", "r.html", "--mask-paths", "--lang", "en")
    zhamen("scan", many, *words)
    page = (tmp_path / "r.html").read_text("utf-8")

    assert "<b>601</b>" in page and "<b>6</b>" in page and "not looked into" in page
    assert "no classification and no appraisal" in page
    assert not [word for word in ("<script", "http:", "https:", "url(", "src=") if word in page]
    assert "many" not in page and tmp_path.name not in page and "0100" not in page
