"""The verdict cache: what it spares, what it never believes, and what lies on the disk."""

import os
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from running import Run

from zhamen.cli.scanning.cache import Cache
from zhamen.cli.scanning.entries import Entries
from zhamen.cli.scanning.offsets import Offsets
from zhamen.cli.scanning.secret import load_secret
from zhamen.cli.scanning.silence import telling
from zhamen.cli.scanning.task import Task, named, nameless
from zhamen.cli.scanning.walk import found
from zhamen.gatehouse.house import Gatehouse
from zhamen.inspection.inspector import Inspector
from zhamen.policy.loader import load_policy
from zhamen.register.sample import sample_register
from zhamen.settings import Settings

MARK = "机密★10年（示例）"
SETTLED = 2.1
"""Seconds after which a changed file may be remembered."""
KEPT = {"schema": 1, "decision": "pass", "clauses": [], "findings": [], "unread": []}


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One marked paper in thirty groups under three names, and ten harmless notes."""
    folder = tmp_path_factory.mktemp("settled")
    for number in range(30):
        (folder / f"g{number:02}").mkdir(parents=True)
        name = ("纪要.txt", "纪要(1).txt", "0a1b2c3d4e5f60718293a4b5c6d7e8f9.txt")[number % 3]
        (folder / f"g{number:02}" / name).write_text(MARK, "utf-8")
    for number in range(10):
        (folder / f"{number}.txt").write_text(f"示例通知 {number}", "utf-8")
    sleep(SETTLED)
    return folder


@pytest.fixture
def scan(zhamen: Run, settled: Path, tmp_path: Path) -> Run:
    """Scans in one process, with the groups at hand as `groups`."""
    (tmp_path / "groups").symlink_to(settled)
    return partial(zhamen, "scan", "--jobs", "1")


def test_one_file_in_thirty_groups_is_read_once(scan: Run) -> None:
    """All thirty are blocked, each under its own name, and 29 were not read."""
    table = scan("groups", "--jobs", "2")
    rows = scan("groups", "--fresh", "--jsonl", "--jobs", "2").rows()
    marked = [row for row in rows if row["decision"] == "block"]

    assert "29 个与查过的文件内容相同" in table.out
    assert len({row["id"] for row in marked}) == 30
    assert all(f["part"] == Path(row["id"]).name for row in marked for f in row["findings"])


def test_another_scan_reads_nothing_again(scan: Run) -> None:
    """Without the journal, and from another folder, the verdicts are the same."""
    first = scan("groups", "--jsonl")
    again = scan("groups", "--state", "other", "--jsonl")
    table = scan("groups", "--state", "third")

    assert plain(first.rows()) == plain(again.rows())
    assert "40 个与查过的文件内容相同" in table.out


def plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return verdicts without the time that they took."""
    return [{key: value for key, value in row.items() if key != "elapsed_ms"} for row in rows]


def test_a_name_that_speaks_is_heard(scan: Run, tmp_path: Path) -> None:
    """The same bytes under a marked name are no copy, in either order."""
    (tmp_path / "few").mkdir()
    for name in ("1.txt", "2 机密★10年.txt", "3.txt"):
        (tmp_path / "few" / name).write_text("示例：明早开会", "utf-8")
    sleep(SETTLED)
    scan("few", "--state", "warm")
    rows = scan("few", "--state", "other", "--jsonl").rows()

    assert [row["decision"] for row in rows] == ["pass", "block", "pass"]


def test_a_name_of_public_release_lowers_no_copy(scan: Run, tmp_path: Path) -> None:
    """What one name says in favour of a file does not count for the file under another."""
    (tmp_path / "few").mkdir()
    for name in ("1 此件公开发布.txt", "2.txt"):
        (tmp_path / "few" / name).write_text("示例\n征求意见稿\n（示例）", "utf-8")
    sleep(SETTLED)
    alone = scan("few/2.txt", "--state", "a", "--fresh", "--jsonl").rows()
    both = scan("few", "--state", "b", "--fresh", "--jsonl").rows()

    assert [row["decision"] for row in both] == ["hint", alone[0]["decision"]]
    assert alone[0]["decision"] == "hold"


def test_a_change_that_hides_is_seen(scan: Run, tmp_path: Path) -> None:
    """The same size and the time set back: the system's own note of the change tells."""
    (tmp_path / "few").mkdir()
    note = tmp_path / "few" / "note.txt"
    note.write_text("示例：我们去10年", "utf-8")
    sleep(SETTLED)
    before = note.stat()
    first = scan("few")
    note.write_text("示例：机密★10年", "utf-8")
    os.utime(note, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = note.stat()

    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert (first.status, scan("few").status) == (0, 1)
    assert scan("few", "--state", "other").status == 1


@pytest.mark.parametrize("more", [("--channel", "internal"), ("--seconds", "30")])
def test_other_rules_are_another_verdict(scan: Run, more: tuple[str, str]) -> None:
    """Under another channel or limit only the copies of this run are shared."""
    scan("groups", "--state", "a")

    assert "29 个与查过的文件内容相同" in scan("groups", "--state", "b", *more).out


def caches(home: Path) -> list[Path]:
    """Return the cache files of a person."""
    return list((home / ".cache" / "zhamen").glob("verdicts-*.sqlite"))


def test_what_lies_on_the_disk(scan: Run, tmp_path: Path) -> None:
    """Key and cache are the owner's alone; no text, no path and no plain digest stands there."""
    scan("groups")
    (cache,) = caches(tmp_path)
    key = tmp_path / ".state" / "zhamen" / "cache.key"
    data = cache.read_bytes()

    assert (cache.stat().st_mode & 0o777, key.stat().st_mode & 0o777) == (0o600, 0o600)
    assert "机*★".encode() in data
    assert not [word for word in (MARK[:5], "示例通知", "groups", "纪要") if word.encode() in data]


def wreck_noise(cache: Path) -> None:
    """Write noise over the whole file."""
    cache.write_bytes(os.urandom(cache.stat().st_size))


def wreck_tail(cache: Path) -> None:
    """Cut the file off within a page."""
    cache.write_bytes(cache.read_bytes()[:5000])


def wreck_middle(cache: Path) -> None:
    """Write zeros over a page in the middle."""
    with cache.open("r+b") as file:
        file.seek(4096)
        file.write(bytes(4096))


def wreck_verdicts(cache: Path) -> None:
    """Let every entry be that of another, as somebody without the key might."""
    with sqlite3.connect(cache) as database:
        clean = database.execute(
            "SELECT value FROM entry WHERE CAST(value AS TEXT) LIKE '%\"pass\"%' LIMIT 1"
        ).fetchone()
        database.execute("UPDATE entry SET value = ?", clean)
    database.close()


def wreck_schema(cache: Path) -> None:
    """Put another table in the place of ours."""
    with sqlite3.connect(cache) as database:
        database.execute("DROP TABLE entry")
        database.execute("CREATE TABLE entry (foreign_thing)")
    database.close()


@pytest.mark.parametrize(
    "wreck", [wreck_noise, wreck_tail, wreck_middle, wreck_verdicts, wreck_schema]
)
def test_a_damaged_cache_is_made_anew(
    scan: Run, tmp_path: Path, wreck: Callable[[Path], None]
) -> None:
    """Whatever happened to it, the marked are found, and the run after it reads nothing."""
    scan("groups", "--state", "a")
    (cache,) = caches(tmp_path)
    wreck(cache)
    hurt = scan("groups", "--state", "b")
    healed = scan("groups", "--state", "c")
    last = scan("groups", "--state", "d")

    assert [done.status for done in (hurt, healed, last)] == [1, 1, 1]
    assert all("拦截                     30" in done.out for done in (hurt, healed, last))
    assert "40 个与查过的文件内容相同" in last.out


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_a_place_that_cannot_be_used_is_done_without(scan: Run, tmp_path: Path, kind: str) -> None:
    """A folder or a link in the cache's place: every file is inspected all the same."""
    scan("groups", "--state", "a")
    (cache,) = caches(tmp_path)
    cache.unlink()
    if kind == "folder":
        cache.mkdir()
    else:
        (tmp_path / "letter").write_text("一封信（示例）", "utf-8")
        cache.symlink_to(tmp_path / "letter")
    done = scan("groups", "--state", "b")

    assert (done.status, "共检查 40 个文件" in done.out) == (1, True)
    assert kind == "folder" or (tmp_path / "letter").read_text("utf-8") == "一封信（示例）"


def test_the_file_stays_below_its_cap(tmp_path: Path) -> None:
    """When it is full nothing more is taken; opened again, it forgets half and goes on."""
    path, most = tmp_path / "table", 1 << 20
    entries = Entries(path, most)
    for number in range(20_000):
        entries.put(number.to_bytes(20, "big"), bytes(200))
    entries.close()
    full = path.stat().st_size
    again = Entries(path, most)
    again.put(b"new", b"value")
    again.close()
    third = Entries(path, most)

    assert full <= most and path.stat().st_size <= most * 6 // 10
    assert third.get(b"new") == b"value"
    assert sum(third.get(n.to_bytes(20, "big")) is not None for n in range(20_000)) > 1000
    third.close()


def test_a_value_under_another_key_is_not_believed(tmp_path: Path) -> None:
    """A verdict moved to another file's key, or cut short, is none."""
    cache = Cache(tmp_path, bytes(32), "rules")
    one, other = (cache.key(name, "/.txt") for name in (b"one", b"other"))
    cache.add(one, KEPT)
    stored = cache._entries.get(one)
    assert stored
    for planted in (stored, stored[:-1], stored[:10], b""):
        cache._entries.put(other, planted)

        assert cache.verdict(other) is None
    assert cache.verdict(one) == KEPT
    cache.close()


def test_a_file_under_change_is_not_remembered(tmp_path: Path) -> None:
    """Until two seconds after its change its times prove nothing."""
    file = tmp_path / "a.txt"
    file.write_text("示例", "utf-8")
    cache = Cache(tmp_path / "cache", bytes(32), "rules")

    assert cache.content(found(str(file), file.stat())) is None
    sleep(SETTLED)
    known = cache.content(found(str(file), file.stat()))
    assert known is not None
    assert cache.content(found(str(file), file.stat())) == known
    cache.close()


@pytest.mark.parametrize("spoil", [b"", b"short", bytes(33)], ids=["empty", "torn", "long"])
def test_a_bad_key_is_replaced(tmp_path: Path, spoil: bytes) -> None:
    """A key is 32 bytes, private and lasting; anything else makes way for a new one."""
    path = tmp_path / "state" / "cache.key"
    first = load_secret(path)
    path.write_bytes(spoil)
    second = load_secret(path)
    path.chmod(0o644)
    third = load_secret(path)

    assert len({first, second, third}) == 3
    assert load_secret(path) == third


SILENT = (
    "IMG_0012.jpg",
    "报告(1).docx",
    "0a1b2c3d4e5f60718293a4b5c6d7e8f9_t.dat",
    "微信图片_2026.png",
)
SPEAKING = ("机密★10年.docx", "此件公开发布.docx", "6K6h5Yir77ya5py65a+G4piFMTDlubQ=.txt")


@pytest.mark.parametrize("name", [*SILENT, *SPEAKING])
def test_names_that_say_something_are_kept(name: str) -> None:
    """Of a silent name only its ending counts; what speaks, wrapped or open, counts whole."""
    with Gatehouse.open(Settings()) as house:
        kept = telling(name, house)

    assert kept == (name if name in SPEAKING else "/" + Path(name).suffix)


def test_a_name_that_the_register_knows_is_kept(tmp_path: Path) -> None:
    """What no word of ours tells counts too: a registered title."""
    title = "青崖钢铁集团三号高炉试产安排"
    register = sample_register([f"{title}（示例）\n各班组不得自行记录。\n"], tmp_path)
    inspector = Inspector(load_policy(), register=register)
    with Gatehouse(inspector, register=register) as house, Gatehouse.open(Settings()) as other:
        assert telling(f"{title}.docx", house) == f"{title}.docx"
        assert telling(f"{title}.docx", other) == "/.docx"


def test_a_verdict_changes_its_name_and_nothing_else() -> None:
    """Parts within the file keep their names; what speaks of another file is not shared."""
    finding = {"part": "a.zip!/b.docx", "masked": "机*"}
    verdict = KEPT | {"id": "x/a.zip", "elapsed_ms": 1.0, "findings": [finding]}
    kept = nameless(verdict, "x/a.zip")
    assert kept is not None

    assert named(kept, "y/c(1).zip")["findings"] == [finding | {"part": "c(1).zip!/b.docx"}]
    assert nameless(verdict, "x/other.zip") is None


def test_a_copy_takes_over_only_what_holds_for_it() -> None:
    """Not from a file that changed meanwhile, nor that it may not be opened."""
    reasons = {"timeout": True, "encrypted": True, "permission": False, "missing": False}
    for reason, shared in reasons.items():
        verdict = KEPT | {"id": "x/a", "unread": [{"part": "a", "reason": reason}]}
        for settled in (True, False):
            twin = Task("x/a", verdict=verdict, settled=settled)
            task = Task("y/b", twin=twin)
            task.take_over()

            assert (task.verdict is not None) is (shared and settled)


def test_offsets_find_what_was_noted() -> None:
    """Ten thousand keys, some alike in their first eight bytes, all come back."""
    offsets = Offsets()
    keys = [
        (number // 2 * 0x9E3779B97F4A7C15 % 2**64).to_bytes(8, "big") for number in range(10_000)
    ]
    for number, key in enumerate(keys, 1):
        offsets.add(key + bytes(8), number)

    assert all(number in list(offsets.at(key)) for number, key in enumerate(keys, 1))
    assert list(offsets.at(b"\xff" * 8)) == []
