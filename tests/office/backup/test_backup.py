"""A backup brings the same office back, or nothing: whatever it was cut, bent or killed by."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from office_cast import opened, somebody
from office_running import command, environment
from office_setting import at, execute

from zhamen.errors import UsageError
from zhamen.journal.head_file import read_head
from zhamen.journal.keys import load_public_key
from zhamen.journal.sources import open_source
from zhamen.journal.verifying import verify
from zhamen.office.backup.key import BackupKey, load_key, make_key
from zhamen.office.backup.making import Made, make
from zhamen.office.places import Places
from zhamen.settings import OfficeSettings, Settings, SpoolSettings

QUIET: Any = lambda step, done, total: None  # noqa: E731
AROUND = ("spool/20260101-1-0.verdicts.jsonl", "snaps/current", "lists/phrases/own.toml")


@pytest.fixture
def key(tmp_path: Path) -> BackupKey:
    """A key of backups."""
    make_key(tmp_path / "backup.key", "gm")
    return load_key(tmp_path / "backup.key")


@pytest.fixture
def around(tmp_path: Path) -> Path:
    """What lies beside the database: a spool, a snapshot, a phrase list."""
    (tmp_path / "spool").mkdir()
    (tmp_path / AROUND[0]).write_bytes(b"not loaded yet\n")
    (tmp_path / "spool/20251231-1-0.verdicts.jsonl").write_bytes(b"x" * 50)
    from zhamen.gatehouse.snapshot import publish
    from zhamen.journal.keys import SigningKey

    for text in (b"1", b"2"):
        publish(tmp_path / "snaps", {"releases.json": text}, SigningKey.new("x"), datetime.now(UTC))
    (tmp_path / "lists/phrases").mkdir(parents=True)
    (tmp_path / AROUND[2]).write_text("# 示例\n", "utf-8")
    return tmp_path


def settings_of(places: Places, around: Path) -> Settings:
    """Return the settings of an office with everything beside it."""
    office = OfficeSettings(
        folder=places.folder, database=places.server, snapshots=around / "snaps",
        published=around / "lists",
    )  # fmt: skip
    return Settings(office=office, spool=SpoolSettings(around / "spool"))


def lived_in(office: Places, entries: int = 40) -> None:
    """Let there be people, a document in several states, verdicts, a hold, and a history."""
    from django.db import transaction

    from zhamen.custody.deeds.receive import Receive
    from zhamen.journal.appending import Act
    from zhamen.model.terms import Level
    from zhamen.office.custody.keeping import do
    from zhamen.office.desk.models import Event, FalseAlarm, Hold, Source
    from zhamen.office.groups import wording
    from zhamen.office.journal.keeping import record
    from zhamen.office.people.models import Duty, Unit

    cast = opened()
    officer = somebody("B1", clearance="core", unit=Unit.objects.first())
    Duty.objects.create(person=officer, unit=officer.unit, kind="officer")
    me = f"person:{officer.pk}"
    now = datetime.now(UTC)
    do("D-1", Receive(at=now, by=me, signed=frozenset({me}), document="D-1", intact=True,
       level=Level.SECRET, issuer="W-1", copies=("1", "2")), "person")  # fmt: skip
    wording.keep("值班群（示例）", "排班（示例）")
    source = Source.objects.create(name="20251231-1-0.verdicts.jsonl", offset=50)
    verdict = {"findings": [{"masked": "机*★***", "why": "示例“引号”\\ \u0007"}], "n": 1.5}
    event = Event.objects.create(
        source=source, offset=0, at=now, channel="internal", sender="示例", group="",
        verdict=verdict, decision="hold", clauses=",1,", digest="ab",
    )  # fmt: skip
    Hold.objects.create(event=event, due=now)
    FalseAlarm.objects.create(event=event, rule="topic", digest="cd", by=cast.security)
    # Long before the backup: `auto_now_add` must not set it anew.
    FalseAlarm.objects.update(at=datetime(2020, 1, 1, tzinfo=UTC))
    for start in range(0, entries, 100):
        with transaction.atomic():
            numbers = range(start, min(start + 100, entries))
            record(*(Act("office.started", "office", "office", f"x:{n}", {"by": "示例" * 40})
                     for n in numbers))  # fmt: skip


def everything() -> dict[str, list[Any]]:
    """Return every row of every table but the sessions; the last two entries are of the backup."""
    from zhamen.office.backup import tables

    found = {
        model._meta.label: [row for batch in tables.rows_of(model) for row in batch]
        for model in tables.models_of(tables.applied())
    }
    for grows in ("journal.Head", "journal.Checkpoint"):
        found.pop(grows)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and an empty database of each kind, to restore into."""
    folder = tmp_path / "target"
    folder.mkdir()
    if request.param == "sqlite":
        yield folder, ""
        return
    cluster: str = request.getfixturevalue("cluster")
    execute(cluster, "CREATE DATABASE restored")
    yield folder, f"{cluster}/restored"
    execute(cluster, "DROP DATABASE restored WITH (FORCE)")


def words_of(folder: Path, backup: Path, database: str, *more: str) -> list[str]:
    """Return the command that restores a backup into a folder."""
    words = command(folder, "restore", str(backup), "--key", str(backup.parent / "backup.key"),
                    *more, database=database)  # fmt: skip
    settings = folder / "zhamen.toml"
    settings.write_text(
        settings.read_text("utf-8") + f'snapshots = "{folder / "snaps"}"\n'
        f'published = "{folder / "lists"}"\n[spool]\nfolder = "{folder / "spool"}"\n',
        "utf-8",
    )
    return words


def restored(words: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(
        words, env=environment(), capture_output=True, text=True, timeout=120, **options
    )


def test_the_same_office_comes_back(
    office: Places, around: Path, key: BackupKey, target: tuple[Path, str]
) -> None:
    """From each database into each: rows, journal, head, files, numbers that go on."""
    lived_in(office)
    backup = around / "one.zb"
    made = make(settings_of(office, around), key, backup, QUIET, with_keys=True)
    before = everything()
    folder, database = target
    done = restored(words_of(folder, backup, database))
    assert done.returncode == 0, done.stderr
    places = Places(folder / "office", database)
    with at(places):
        after = everything()
        assert somebody("NEW").pk > max(row[0] for row in after["people.Person"])
        last = after["journal.Entry"].pop()
    public = load_public_key(places.public_key)
    with open_source(places.journal) as source:
        report = verify(source, public)
    beside = read_head(places.head, public)

    assert "office.restored" in last[1] and after == before
    assert isinstance(made, Made) and made.files == 9
    assert (report.faults, beside and beside.size) == ((), report.size)
    assert [(folder / name).read_bytes() for name in AROUND] == [
        (around / name).read_bytes() for name in AROUND
    ]
    # What is in the database already is not carried along.
    assert not (folder / "spool/20251231-1-0.verdicts.jsonl").exists()
    assert (places.signing_key.stat().st_mode & 0o777, places.folder.stat().st_mode & 0o777) == (
        0o400, 0o700,
    )  # fmt: skip
    assert left_over(folder) == []


def left_over(folder: Path) -> list[Path]:
    """Return what a restore has not tidied away."""
    return [path for path in folder.rglob("*") if ".restoring" in path.name]


@pytest.fixture
def sealed(desk: Places, around: Path, key: BackupKey) -> Path:
    """A backup of several chunks."""
    lived_in(desk, 12_000)
    (around / "lists/register").mkdir()
    (around / "lists/register/gate.zmr").write_bytes(os.urandom(3 << 20))
    backup = around / "one.zb"
    make(settings_of(desk, around), key, backup, QUIET, with_keys=True)
    return backup


def bent(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (how, bytes) of a backup that is no longer the one that was written."""
    head = data.index(b"\n", 20) + 1
    chunk = (1 << 20) + 28
    assert len(data) > head + 3 * chunk
    for size in (0, 10, head, head + 1, head + chunk, len(data) - 1, len(data) // 2):
        yield f"cut at {size}", data[:size]
    for place in (5, head - 5, head, head + 20, len(data) // 2, len(data) - 1):
        yield f"flip at {place}", data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    first, second = data[head : head + chunk], data[head + chunk : head + 2 * chunk]
    yield "chunks swapped", data[:head] + second + first + data[head + 2 * chunk :]
    yield "a chunk left out", data[:head] + data[head + chunk :]
    yield "a chunk twice", data[: head + chunk] + data[head:]
    yield "more behind it", data + b"x"


def test_what_was_bent_restores_nothing(sealed: Path, tmp_path: Path) -> None:
    """Cut, flipped, moved, repeated, longer: each is said, and nothing has been made."""
    whole = sealed.read_bytes()
    key = load_key(sealed.parent / "backup.key")
    from zhamen.office.backup.restoring import look_through

    said = {}
    for how, data in bent(whole):
        sealed.write_bytes(data)
        with pytest.raises(UsageError) as raised:
            look_through(sealed, key, QUIET)
        said[how] = str(raised.value)
    folder = tmp_path / "target"
    folder.mkdir()
    done = restored(words_of(folder, sealed, ""))

    assert all("备份" in each or "截断" in each or "钥匙" in each for each in said.values()), said
    assert (done.returncode, "Traceback" in done.stderr) == (3, False)
    assert not (folder / "office").exists()


def test_another_key_opens_nothing(sealed: Path, tmp_path: Path) -> None:
    """It is told apart from a damaged file."""
    make_key(tmp_path / "other.key", "gm")
    from zhamen.office.backup.restoring import look_through

    with pytest.raises(UsageError, match="another key"):
        look_through(sealed, load_key(tmp_path / "other.key"), QUIET)


def test_no_word_of_the_office_stands_in_a_backup(sealed: Path) -> None:
    """Whoever finds it reads nothing."""
    data = sealed.read_bytes()

    assert not [word for word in ("示例", "person:", "office.") if word.encode() in data]


def test_a_living_office_is_not_written_over(sealed: Path, tmp_path: Path) -> None:
    """Nor the head that one left behind, nor a file beside it that differs."""
    folder = tmp_path / "target"
    folder.mkdir()
    words = words_of(folder, sealed, "")
    (folder / "spool").mkdir()
    other = folder / "spool" / Path(AROUND[0]).name
    other.write_bytes(b"another")
    differs = restored(words)
    standing = list((folder / "office").iterdir())
    other.unlink()
    first, second = restored(words), restored(words)
    (folder / "office/office.sqlite3").unlink()
    head = restored(words)

    assert (differs.returncode, standing) == (3, [])
    assert [first.returncode, second.returncode, head.returncode] == [0, 3, 3]
    assert "office stands here" in second.stderr and "journal.head" in head.stderr


def test_without_the_keys_it_waits_for_them(desk: Places, around: Path, key: BackupKey) -> None:
    """They are not in a backup unless asked for; another office's are refused."""
    lived_in(desk)
    backup = around / "one.zb"
    make(settings_of(desk, around), key, backup, QUIET)
    folder = around / "target"
    folder.mkdir()
    words = words_of(folder, backup, "")
    missing = restored(words)
    office = folder / "office"
    from zhamen.journal.keys import SigningKey, save_keys

    save_keys(SigningKey.new("another"), office / "journal.key", around / "another.pub")
    office.joinpath("office.key").write_text(desk.office_key.read_text())
    office.joinpath("office.key").chmod(0o400)
    strange = restored(words)
    (office / "journal.key").unlink()
    (office / "journal.key").write_text(desk.signing_key.read_text())
    (office / "journal.key").chmod(0o400)
    right = restored(words)

    assert (missing.returncode, strange.returncode) == (3, 3)
    assert "journal.key" in missing.stderr and "not the key" in strange.stderr
    assert right.returncode == 0, right.stderr


def killed(words: list[str], after: float) -> bool:
    """Run a command and kill it after a while; tell whether it was still at it."""
    with subprocess.Popen(
        words, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        time.sleep(after)
        running = process.poll() is None
        process.send_signal(signal.SIGKILL)
    return running


def test_killed_at_any_moment_there_is_no_half_office(sealed: Path, tmp_path: Path) -> None:
    """Eight kills on the way: no database under its name, and then a restore goes through."""
    folder = tmp_path / "target"
    folder.mkdir()
    words = words_of(folder, sealed, "")
    began = time.monotonic()
    assert restored(words).returncode == 0
    whole = time.monotonic() - began
    for path in (folder / "office").iterdir():
        path.unlink()
    stopped = 0
    for number in range(8):
        stopped += killed(words, whole * (number + 1) / 9)
        if (folder / "office/office.sqlite3").exists():
            break
    if not (folder / "office/office.sqlite3").exists():
        assert restored(words).returncode == 0
    places = Places(folder / "office")
    with open_source(places.journal) as source:
        report = verify(source, load_public_key(places.public_key))

    assert stopped >= 4
    assert report.faults == () and report.size > 12_000


def test_a_backup_that_is_killed_has_no_name(sealed: Path, desk: Places, tmp_path: Path) -> None:
    """Nor does it harm the one from before, nor the office."""
    words = command(
        tmp_path, "backup", "-o", str(tmp_path / "two.zb"), "--key", str(tmp_path / "backup.key")
    )
    # It is the office of this test: the folder that `command` names is the fixture's.
    assert desk.folder == tmp_path / "office"
    before = sealed.read_bytes()
    for number in range(5):
        killed(words, 0.4 + 0.15 * number)
        (tmp_path / "two.zb").unlink(missing_ok=True)
    done = restored(words)
    key = str(tmp_path / "backup.key")
    checked = restored(command(tmp_path, "restore", "--check", str(words[-3]), "--key", key))

    assert (done.returncode, checked.returncode) == (0, 0), done.stderr + checked.stderr
    assert sealed.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_a_full_disk_leaves_nothing(sealed: Path, tmp_path: Path) -> None:
    """Files that may not grow stand for it: an error in words, no office, no leftovers."""
    folder = tmp_path / "target"
    folder.mkdir()
    done = restored(
        ["/bin/sh", "-c", 'ulimit -f 1200; exec "$@"', "-", *words_of(folder, sealed, "")]
    )

    assert (done.returncode, "Traceback" in done.stderr) == (3, False)
    assert not list((folder / "office").glob("office.sqlite3*")) and left_over(folder) == []


def test_the_key_comes_from_the_environment_too(
    sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By file, by text, by command; a key of something else is refused."""
    file = sealed.parent / "backup.key"
    monkeypatch.setenv("ZHAMEN_BACKUP_KEY_FILE", str(file))
    by_file = load_key(None)
    monkeypatch.delenv("ZHAMEN_BACKUP_KEY_FILE")
    monkeypatch.setenv("ZHAMEN_BACKUP_KEY", file.read_text())
    by_text = load_key(None)
    monkeypatch.delenv("ZHAMEN_BACKUP_KEY")
    monkeypatch.setenv("ZHAMEN_BACKUP_KEY_COMMAND", f"cat {file}")
    by_command = load_key(None)
    monkeypatch.delenv("ZHAMEN_BACKUP_KEY_COMMAND")
    with pytest.raises(UsageError, match="no key given"):
        load_key(None)
    with pytest.raises(UsageError, match="not a key of backups"):
        load_key(_of_another_kind(sealed.parent))

    assert by_file == by_text == by_command


def _of_another_kind(folder: Path) -> Path:
    path = folder / "master.key"
    path.write_text("zhamen-key 1\ntype: master\nsuite: gm\nsecret: 00\n")
    os.chmod(path, 0o400)
    return path
