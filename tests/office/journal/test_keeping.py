"""The office writes its journal: with the act or not at all, in turn, and never over itself."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from office_running import environment

from zhamen.errors import JournalError
from zhamen.journal.appending import Act
from zhamen.journal.faults import Kind, Report
from zhamen.journal.head_file import read_head
from zhamen.journal.keys import load_public_key
from zhamen.journal.record import Record
from zhamen.journal.sources import open_source
from zhamen.journal.verifying import verify
from zhamen.office.places import Places

APPENDER = Path(__file__).with_name("appender.py")


def append(count: int = 1, *, together: bool = False, **facts: str) -> None:
    """Record some acts, each in a transaction of its own, or all in one."""
    from django.db import transaction

    from zhamen.office.journal.keeping import record

    acts = [Act("office.started", "office", "office", f"unit:{n}", facts) for n in range(count)]
    for part in [acts] if together else [[each] for each in acts]:
        with transaction.atomic():
            record(*part)


def checked(places: Places) -> Report:
    """Check the journal as an auditor does: without Django, with the public key."""
    key = load_public_key(places.public_key)
    head = read_head(places.head, key)
    with open_source(places.journal) as source:
        return verify(source, key, [head] if head else [])


def execute(statement: str, values: tuple[object, ...] = ()) -> None:
    """Run a statement by hand, as somebody with the database's own tools would."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def start(places: Places, count: int, name: str) -> "subprocess.Popen[str]":
    """Begin appending from another process."""
    words = [sys.executable, str(APPENDER), str(places.folder), places.server, str(count), name]
    return subprocess.Popen(words, env=environment(), stdout=subprocess.PIPE, text=True)


def test_what_is_recorded_is_sound(office: Places) -> None:
    """Three hundred acts, one kept checkpoint, and the head beside the database."""
    append(299, together=True)
    append()
    report = checked(office)

    assert (report.size, report.sound, report.faults) == (300, 300, ())
    assert (report.checkpoints, report.anchors) == (2, 1)


def test_an_act_that_fails_leaves_no_entry(office: Places) -> None:
    """Act and entry are one transaction; outside of one nothing is recorded."""
    from django.db import transaction

    from zhamen.office.journal.keeping import record

    append()
    with pytest.raises(RuntimeError), transaction.atomic():
        record(Act("office.started", "office", "office", ""))
        raise RuntimeError
    with pytest.raises(JournalError, match="transaction"):
        record(Act("office.started", "office", "office", ""))

    assert checked(office).size == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET record = '{}' WHERE number = 1",
        "DELETE FROM journal_entry WHERE number = 2",
        "DELETE FROM journal_entry",
        "UPDATE journal_checkpoint SET note = ''",
        "DELETE FROM journal_checkpoint",
        "DELETE FROM journal_head",
        "UPDATE journal_head SET note = '' WHERE id = 1",
        "UPDATE journal_head SET size = size - 1, note = ''",
        "INSERT INTO journal_head SELECT 2, size, note, peaks FROM journal_head",
    ],
)
def test_the_database_refuses(office: Places, statement: str) -> None:
    """Whatever is sent to it: entries and checkpoints only come, the head only grows."""
    from django.db import IntegrityError

    append(257, together=True)
    with pytest.raises(IntegrityError):
        execute(statement)

    assert checked(office).faults == ()


def test_postgres_refuses_to_empty_the_table(office: Places) -> None:
    """TRUNCATE passes by the triggers of rows, so it has one of its own."""
    from django.db import IntegrityError

    if not office.server:
        pytest.skip("SQLite has no TRUNCATE")
    append(3)
    with pytest.raises(IntegrityError):
        execute("TRUNCATE journal_entry")


def take_away(office: Places) -> None:
    """Drop what guards the entries, as an administrator of the database can."""
    from django.db import connection

    for verb in ("update", "delete"):
        on = " ON journal_entry" if connection.vendor == "postgresql" else ""
        execute(f"DROP TRIGGER journal_entry_no_{verb}{on}")


BENDS: list[tuple[str, Kind, int]] = [
    ("UPDATE journal_entry SET record = replace(record, 'unit:7', 'unit:8') WHERE number = 7",
     Kind.ALTERED, 7),
    ("DELETE FROM journal_entry WHERE number = 7", Kind.MISSING, 7),
    ("DELETE FROM journal_entry WHERE number >= 18", Kind.CUT, 18),
    ("INSERT INTO journal_entry SELECT 20, record FROM journal_entry WHERE number = 3",
     Kind.REPEATED, 3),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "kind", "at"), BENDS, ids=lambda value: str(value)[:30])
def test_without_its_guards_a_bend_is_found(
    office: Places, statement: str, kind: Kind, at: int
) -> None:
    """Whoever takes the triggers away is found by the check, and so is what he did."""
    append(20)
    take_away(office)
    execute(statement)

    assert (kind, at) in {(fault.kind, fault.first) for fault in checked(office).faults}


def test_an_older_database_is_found(desk: Places, tmp_path: Path) -> None:
    """Put back whole it is sound in itself; the head beside it knows of more."""
    from django.db import connection

    append(5)
    connection.close()
    older = desk.sqlite.read_bytes()
    append(5)
    connection.close()
    for path in desk.folder.glob("office.sqlite3-*"):
        path.unlink()
    desk.sqlite.write_bytes(older)
    report = checked(desk)

    assert [(fault.kind, fault.first, fault.last) for fault in report.faults] == [(Kind.CUT, 5, 9)]
    from zhamen.office.serving import compare_with_head

    with pytest.raises(JournalError, match="older database"):
        compare_with_head()


def test_a_bent_head_stops_the_office(office: Places) -> None:
    """A false edge is not signed: nothing is done any more until somebody looks."""
    append(3)
    execute("UPDATE journal_head SET size = 100, peaks = %s", (b"?" * 64,))
    with pytest.raises(JournalError, match="head"):
        append()

    assert checked(office).size == 3


def test_two_processes_append_one_after_the_other(office: Places) -> None:
    """Two hundred acts from two processes: none lost, none double, the chain whole."""
    processes = [start(office, 100, name) for name in ("left", "right")]
    for process in processes:
        process.communicate(timeout=120)
    report = checked(office)
    with open_source(office.journal) as source:
        done = [Record.from_bytes(data).on for _, data in source.records()]

    assert (report.size, report.faults) == (200, ())
    assert sorted(done) == sorted(f"{n}:{i}" for n in ("left", "right") for i in range(100))


def test_killed_at_any_moment_it_stays_sound(office: Places) -> None:
    """Six kills: whatever was said to be committed is there, and the journal verifies."""
    said = 0
    for number in range(6):
        with start(office, 10_000, str(number)) as process:
            assert process.stdout
            for _ in range(3 + 7 * number):
                assert process.stdout.readline()
            process.send_signal(signal.SIGKILL)
            said += 3 + 7 * number + len(process.stdout.read().splitlines())
    report = checked(office)

    assert report.faults == ()
    # One act of each process may have been committed and not yet said.
    assert said <= report.size <= said + 6


def test_facts_go_in_as_they_are(office: Places) -> None:
    """Chinese, quotation marks and control characters come back from either database."""
    append(why="示例“引号”\"'\\ \u0007\t★")
    with open_source(office.journal) as source:
        (_, data), *_ = source.records()

    assert Record.from_bytes(data).facts == {"why": "示例“引号”\"'\\ \u0007\t★"}
    assert checked(office).faults == ()
