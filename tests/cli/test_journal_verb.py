"""`zhamen journal` checks a journal with the public key alone, in words and in JSON."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from running import SOURCE, Run

from zhamen.journal.appending import Act, extended
from zhamen.journal.checkpoint import opened
from zhamen.journal.hashing import hashing_of
from zhamen.journal.keys import SigningKey
from zhamen.journal.merkle import root_of_inclusion

KEY = SigningKey.new("office", "gm")
SCHEMA = """
    CREATE TABLE journal_entry (number INTEGER PRIMARY KEY, record BLOB);
    CREATE TABLE journal_checkpoint (size INTEGER PRIMARY KEY, note TEXT);
    CREATE TABLE journal_head (note TEXT);
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A journal of 300 entries in an SQLite file, and its public key beside it."""
    acts = [Act("people.person.added", "person:1", "system", f"person:{n}") for n in range(300)]
    records, head = extended(None, acts, KEY, "2026-11-24T08:00:00+00:00")
    path = tmp_path / "office.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(SCHEMA)
        connection.executemany("INSERT INTO journal_entry VALUES (?, ?)", enumerate(records))
        connection.execute("INSERT INTO journal_head VALUES (?)", (head.note,))
    (tmp_path / "journal.pub").write_text(KEY.public.to_text())
    (tmp_path / "head.txt").write_text(head.note)
    return path


def test_a_sound_journal_is_told_so(zhamen: Run, database: Path) -> None:
    """Status 0, how much was read, and that nothing outside was asked."""
    done = zhamen("journal", "verify", database, "--key", "journal.pub")

    assert done.status == 0, done.err
    assert "读了 300 条记录" in done.out and "--against" in done.out


def test_a_changed_row_is_found_and_named(zhamen: Run, database: Path) -> None:
    """Status 1, and the number of the entry."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "UPDATE journal_entry SET record = replace(record, 'person:17', 'person:18') "
            "WHERE number = 17"
        )
    done = zhamen("--lang", "en", "journal", "verify", database, "--key", "journal.pub")

    assert done.status == 1
    assert "entry 17: the entry was changed" in done.out


def test_a_cut_tail_is_found_by_what_was_printed(zhamen: Run, database: Path) -> None:
    """The head was put back with the rows: only the sheet, or the file, knows of the rest."""
    short = opened((database.parent / "head.txt").read_text(), KEY.public).short
    records, head = extended(None, [Act("a.b", "office", "office", "")], KEY, "2026")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executescript("DELETE FROM journal_entry; DELETE FROM journal_head")
        connection.execute("INSERT INTO journal_entry VALUES (0, ?)", (records[0],))
        connection.execute("INSERT INTO journal_head VALUES (?)", (head.note,))
    words = ("journal", "verify", database, "--key", "journal.pub")

    assert zhamen(*words).status == 0
    for against in (short, "head.txt"):
        done = zhamen(*words, "--json", "--against", against)
        assert done.status == 1
        assert json.loads(done.out)["faults"] == [{"first": 1, "last": 299, "kind": "cut"}]


def test_an_exported_file_says_the_same(zhamen: Run, database: Path) -> None:
    """What the auditor takes home has the same size and root, and a proof of each entry."""
    zhamen("journal", "export", database, "--key", "journal.pub", "-o", "out.journal")
    first = zhamen("journal", "verify", database, "--key", "journal.pub", "--json")
    second = zhamen("journal", "verify", "out.journal", "--key", "journal.pub", "--json")
    proof = json.loads(
        zhamen("journal", "prove", "out.journal", "--key", "journal.pub", "--entry", "42").out
    )
    root = root_of_inclusion(
        hashing_of("gm"),
        bytes.fromhex(proof["leaf"]),
        42,
        300,
        list(map(bytes.fromhex, proof["proof"])),
    )

    assert json.loads(first.out) == json.loads(second.out)
    assert root == opened(proof["checkpoint"], KEY.public).root


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("verify", "nowhere"), id="no such file"),
        pytest.param(("verify", "journal.pub"), id="no journal"),
        pytest.param(("verify", "empty.sqlite3"), id="another database"),
        pytest.param(("verify", "office.sqlite3", "--against", "12 ab"), id="no checkpoint"),
        pytest.param(("prove", "office.sqlite3", "--entry", "300"), id="no such entry"),
        pytest.param(("export", "office.sqlite3", "-o", "journal.pub"), id="would write over"),
    ],
)
def test_what_cannot_be_done_is_said(
    zhamen: Run, database: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Status 3 and a sentence; never a trace, never a guess."""
    with closing(sqlite3.connect(tmp_path / "empty.sqlite3")) as connection, connection:
        connection.execute("CREATE TABLE other (x)")
    done = zhamen("journal", *words, "--key", "journal.pub")

    assert done.status == 3
    assert done.err.startswith("错误") and "Traceback" not in done.err


def test_it_needs_no_django(database: Path) -> None:
    """The auditor's machine has the core alone."""
    program = (
        "import sys; sys.modules['django'] = None\n"
        "from zhamen.cli.main import main\n"
        f"sys.exit(main(['journal', 'verify', {str(database)!r}, '--key', "
        f"{str(database.parent / 'journal.pub')!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(SOURCE)}, capture_output=True
    )

    assert done.returncode == 0, done.stderr.decode()
