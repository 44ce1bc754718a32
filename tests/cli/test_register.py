"""`zhamen register`: a folder of documents becomes a bundle, a gate's bundle, and a signed list."""

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from running import COMMAND, environment, run

LETTERS = "青崖钢铁集团炉前作业区示例文件安排口令核验影像设备存放门岗夜间点火配比工艺"


def text_of(number: int) -> str:
    """Return an invented document: random characters, so that no two have a sentence in common."""
    chosen = random.Random(number)
    lines = ["".join(chosen.choices(LETTERS, k=30)) for _ in range(8)]
    return "示例标题" + "。\n".join(lines)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a key, six documents and a bundle of them."""
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(6):
        (docs / f"D-{number}.txt").write_text(text_of(number), "utf-8")
    assert run(tmp_path, "register", "keygen", "-o", "k").status == 0
    built = run(tmp_path, "register", "build", "docs", "--key", "k", "-o", "r.zmr", "--jobs", 1)
    assert built.status == 0, built.err
    return tmp_path


def line_of(number: int) -> str:
    return text_of(number).splitlines()[3]


def test_a_registered_line_is_stopped(home: Path) -> None:
    """The verdict names document and must-not, and masks what was said."""
    done = run(home, "check", "--json", line_of(2), "--register", "r.zmr", "--key", "k")
    verdict = json.loads(done.out)

    assert done.status == 1
    assert verdict["decision"] == "block"
    assert 3 in verdict["clauses"]
    found = next(f for f in verdict["findings"] if f["detector"] == "registered")
    assert found["document"] == "D-2"
    assert found["matched_chars"] > 14
    assert line_of(2)[:8] not in done.out


def test_without_the_register_nobody_knows_it(home: Path) -> None:
    """The same line passes: it has no mark."""
    assert run(home, "check", line_of(2)).status == 0


def test_a_register_that_does_not_open_lets_nothing_pass(home: Path) -> None:
    """Wrong key, missing bundle, damaged bundle: an error, and no verdict."""
    run(home, "register", "keygen", "-o", "other")
    whole = (home / "r.zmr").read_bytes()
    (home / "cut.zmr").write_bytes(whole[: len(whole) // 2])
    for register, key in (("r.zmr", "other"), ("none.zmr", "k"), ("cut.zmr", "k")):
        done = run(home, "check", "你好", "--register", register, "--key", key)

        assert (done.status, done.out) == (3, "")
        assert "→" in done.err


def test_a_folder_is_scanned_with_the_register(home: Path) -> None:
    """In several processes; after a change of the register everything is looked at again."""
    (home / "chat").mkdir()
    (home / "chat" / "a.txt").write_text(f"收到\n{line_of(4)}\n好的", "utf-8")
    (home / "chat" / "b.txt").write_text("示例：明早开会", "utf-8")
    words = ("scan", "chat", "--jsonl", "--register", "r.zmr", "--key", "k", "--jobs", 2)

    assert run(home, *words).status == 1
    assert run(home, "register", "remove", "r.zmr", "D-4", "--key", "k").status == 0
    assert run(home, *words).status == 0


def test_add_renews_what_has_changed_and_leaves_the_rest(home: Path) -> None:
    """Running it again does nothing."""
    (home / "docs" / "D-1.txt").write_text(text_of(11), "utf-8")
    (home / "docs" / "D-9.txt").write_text(text_of(9), "utf-8")
    first = run(home, "register", "add", "r.zmr", "docs", "--key", "k", "--lang", "en")
    again = run(home, "register", "add", "r.zmr", "docs", "--key", "k", "--lang", "en")

    assert "2 documents registered" in first.out and "5 unchanged" in first.out
    assert "0 documents registered" in again.out and "7 unchanged" in again.out
    check = ("--register", "r.zmr", "--key", "k")
    assert run(home, "check", line_of(11), *check).status == 1
    assert run(home, "check", line_of(1), *check).status == 0


def test_what_cannot_be_read_is_named_and_not_called_registered(home: Path) -> None:
    """Status 2, and the rest is registered all the same."""
    (home / "more").mkdir()
    (home / "more" / "D-20.txt").write_text(text_of(20), "utf-8")
    (home / "more" / "broken.pdf").write_bytes(b"%PDF-1.7\nbroken")
    (home / "more" / "short.txt").write_text("示例", "utf-8")
    done = run(home, "register", "add", "r.zmr", "more", "--key", "k")

    assert done.status == 2
    assert "broken.pdf" in done.out and "short.txt" in done.out
    assert run(home, "check", line_of(20), "--register", "r.zmr", "--key", "k").status == 1


def test_two_files_of_one_id_are_refused(home: Path) -> None:
    """Before anything of the second is registered."""
    (home / "docs" / "sub").mkdir()
    (home / "docs" / "sub" / "D-1.txt").write_text(text_of(30), "utf-8")
    done = run(home, "register", "add", "r.zmr", "docs", "--key", "k")

    assert done.status == 3
    assert "D-1" in done.err


def test_particulars_come_from_a_table(home: Path) -> None:
    """Kind and level decide the must-not; a declassified document is only pointed out."""
    (home / "META.csv").write_text(
        "编号,文件,标题,文号,类别,密级,状态\n"
        "T-1,D-0.txt,,示工〔2024〕8号,商业秘密,核心商密,\nT-2,D-1.txt,,,,,已解密\n",
        "utf-8",
    )
    words = ("docs", "--key", "k", "-o", "m.zmr", "--meta", "META.csv", "--jobs", 1)
    noted = run(home, "register", "build", *words)
    assert "--terms" in noted.err
    check = ("--register", "m.zmr", "--key", "k", "--json")
    trade = json.loads(run(home, "check", line_of(0), *check).out)
    old = json.loads(run(home, "check", line_of(1), *check).out)

    assert trade["clauses"] == [6] and trade["findings"][0]["level"] == "core"
    assert old["decision"] == "hint"
    assert run(home, "check", "示工〔2024〕8号", *check).status == 0


def test_numbers_are_registered_only_on_request(home: Path) -> None:
    """--terms says that somebody has weighed the risk."""
    (home / "META.csv").write_text("id,file,number\nT-1,D-0.txt,示工〔2024〕8号\n", "utf-8")
    words = ("docs", "--key", "k", "-o", "n.zmr", "--meta", "META.csv", "--terms")
    assert run(home, "register", "build", *words).status == 0
    found = run(home, "check", "请看示工[2024]8号", "--register", "n.zmr", "--key", "k", "--json")

    assert json.loads(found.out)["clauses"] == [3]


def test_a_gate_gets_a_bundle_and_a_key_of_its_own(home: Path) -> None:
    """It stops the line and does not know the document; the master key stays at home."""
    published = run(
        home, "register", "publish", "r.zmr", "--key", "k", "-o", "g.zmr", "--gate-key", "gk"
    )
    done = run(home, "check", line_of(3), "--register", "g.zmr", "--key", "gk", "--json")
    finding = json.loads(done.out)["findings"][0]

    assert published.status == 0
    assert done.status == 1
    assert "document" not in finding and finding["kind"] == "state"
    assert run(home, "register", "remove", "r.zmr", "D-1", "--key", "gk").status == 3
    again = run(home, "register", "publish", "r.zmr", "--key", "k", "-o", "g.zmr")
    assert again.status == 0
    assert run(home, "register", "publish", "r.zmr", "--key", "k", "-o", "new.zmr").status == 3


def test_listing_verifying_and_counting(home: Path) -> None:
    """Ids and numbers, never a title; a page to be signed."""
    listed = run(home, "register", "list", "r.zmr", "--key", "k", "--json")
    rows = [json.loads(line) for line in listed.out.splitlines()]
    figures = json.loads(run(home, "register", "stats", "r.zmr", "--key", "k", "--json").out)
    page = home / "list.html"
    run(home, "register", "list", "r.zmr", "--key", "k", "--manifest", page)

    assert [row["id"] for row in rows] == [f"D-{n}" for n in range(6)]
    assert figures["documents"] == 6 and figures["tier"] == "registry"
    assert "D-5" in page.read_text("utf-8")
    assert "青崖" not in page.read_text("utf-8")
    assert run(home, "register", "verify", "r.zmr", "--key", "k").status == 0
    assert run(home, "register", "stats", "r.zmr", "--key", "k").status == 0
    assert run(home, "register", "list", "r.zmr", "--key", "k").status == 0


def test_verify_finds_a_flipped_byte_anywhere(home: Path) -> None:
    """In the tables too, which no check may have touched yet."""
    whole = bytearray((home / "r.zmr").read_bytes())
    whole[len(whole) // 3] ^= 4
    (home / "r.zmr").write_bytes(whole)

    assert run(home, "register", "verify", "r.zmr", "--key", "k").status == 3


def test_rekeying_makes_the_old_bundle_useless(home: Path) -> None:
    """The new one is opened by the same master."""
    assert run(home, "register", "merge", "r.zmr", "--key", "k", "--rekey").status == 0
    figures = json.loads(run(home, "register", "stats", "r.zmr", "--key", "k", "--json").out)

    assert figures["epoch"] == 2
    assert run(home, "check", line_of(2), "--register", "r.zmr", "--key", "k").status == 1


def test_public_texts_are_left_out(home: Path) -> None:
    """A filter is built from a folder, and what it knows is not registered."""
    (home / "open").mkdir()
    (home / "open" / "law.txt").write_text(text_of(5), "utf-8")
    made = run(home, "register", "public", "open", "-o", "p")
    built = run(home, "register", "build", "docs", "--key", "k", "-o", "q.zmr", "--public", "p")

    assert made.status == 0
    assert built.status == 2 and "D-5" in built.out
    check = ("--register", "q.zmr", "--key", "k")
    assert run(home, "check", line_of(5), *check).status == 0
    assert run(home, "check", line_of(4), *check).status == 1


def test_a_build_that_was_interrupted_goes_on(tmp_path: Path) -> None:
    """Ctrl-C leaves a vault and no bundle; the same command finishes the work."""
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(1500):
        (docs / f"D-{number}.txt").write_text(text_of(number), "utf-8")
    run(tmp_path, "register", "keygen", "-o", "k")
    words = ("register", "build", "docs", "--key", "k", "-o", "r.zmr", "--jobs", "1")
    building = subprocess.Popen(
        [*COMMAND, *words], cwd=tmp_path, env=environment(tmp_path),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    deadline = time.monotonic() + 20
    while not (tmp_path / "r.zmr.vault").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.5)
    os.kill(building.pid, signal.SIGINT)
    building.communicate()
    first_status = building.returncode

    done = run(tmp_path, *words) if first_status == 130 else None
    assert first_status in (0, 130)
    assert (tmp_path / "r.zmr").exists()
    assert done is None or done.status == 0
    figures = json.loads(run(tmp_path, "register", "stats", "r.zmr", "--key", "k", "--json").out)
    assert figures["documents"] == 1500


def test_an_action_must_be_named(tmp_path: Path) -> None:
    """An empty command is an error that leads to the help."""
    done = run(tmp_path, "register")

    assert done.status == 3
    assert "--help" in done.err
