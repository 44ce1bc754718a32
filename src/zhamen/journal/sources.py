"""Where a journal can be read from: the office's database, or the file that it exports.

All of them hold the same bytes: a record as it was hashed, a checkpoint as it was signed.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

from zhamen.errors import JournalError
from zhamen.journal.verifying import Source

RECORDS = "SELECT number, record FROM journal_entry ORDER BY number"
CHECKPOINTS = "SELECT note FROM journal_checkpoint ORDER BY size"
HEAD = "SELECT note FROM journal_head"
FIRST_LINE = {"zhamen_journal": 1}
_SQLITE = b"SQLite format 3\0"
_LONGEST_LINE = 1 << 20


class SqliteSource:
    """An SQLite file, read without Django and without writing to it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def records(self) -> Iterator[tuple[int | None, bytes]]:
        """Yield every row of the table of entries."""
        for number, record in self._connection.execute(RECORDS):
            # Whoever tampers may put anything into a column, of any type.
            yield _whole(number), record if isinstance(record, bytes) else str(record).encode()

    def checkpoints(self) -> Iterator[str]:
        """Yield the kept checkpoints and the head."""
        for query in (CHECKPOINTS, HEAD):
            for (note,) in self._connection.execute(query):
                yield note.decode("utf-8", "replace") if isinstance(note, bytes) else str(note)


def _whole(number: object) -> int | None:
    return number if isinstance(number, int) else None


class PostgresSource:
    """A PostgreSQL database, in one transaction that sees one state."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def records(self) -> Iterator[tuple[int | None, bytes]]:
        """Yield every row of the table of entries, through a cursor on the server."""
        with self._connection.cursor(name="zhamen_journal") as cursor:
            cursor.itersize = 5000
            cursor.execute(RECORDS)
            for number, record in cursor:
                yield number, str(record).encode()

    def checkpoints(self) -> Iterator[str]:
        """Yield the kept checkpoints and the head."""
        with self._connection.cursor() as cursor:
            for query in (CHECKPOINTS, HEAD):
                cursor.execute(query)
                yield from (str(note) for (note,) in cursor.fetchall())


class FileSource:
    """An exported file: a first line, a record a line, then the checkpoints, the head last."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def records(self) -> Iterator[tuple[int | None, bytes]]:
        """Yield every line that is no checkpoint."""
        yield from ((None, line) for line in self._lines() if _note(line) is None)

    def checkpoints(self) -> Iterator[str]:
        """Yield the checkpoints."""
        yield from (note for line in self._lines() if (note := _note(line)) is not None)

    def _lines(self) -> Iterator[bytes]:
        with open(self._path, "rb") as file:
            file.readline(_LONGEST_LINE)
            while line := file.readline(_LONGEST_LINE):
                yield line.rstrip(b"\n")


def _note(line: bytes) -> str | None:
    if not line.startswith(b'{"checkpoint":'):
        return None
    try:
        return str(json.loads(line)["checkpoint"])
    except (ValueError, KeyError, RecursionError):
        return ""


def export(source: Source) -> Iterator[bytes]:
    """Yield the lines of an exported file."""
    yield json.dumps(FIRST_LINE).encode() + b"\n"
    for _, record in source.records():
        yield record + b"\n"
    for note in source.checkpoints():
        yield json.dumps({"checkpoint": note}, ensure_ascii=False).encode() + b"\n"


def open_source(place: str) -> AbstractContextManager[Source]:
    """Return the journal at a place: an SQLite file, an exported file, or `postgresql://…`.

    Raises JournalError for what is none of these.
    """
    if place.startswith(("postgresql://", "postgres://")):
        return _postgres(place)
    path = Path(place)
    try:
        with open(path, "rb") as file:
            head = file.read(64)
    except OSError as error:
        raise JournalError(
            f"{path}: {error.strerror}", advice="给出日志 / name a journal"
        ) from error
    if head.startswith(_SQLITE):
        return _sqlite(path)
    if head.startswith(json.dumps(FIRST_LINE).encode() + b"\n"):
        return _file(path)
    raise JournalError(
        f"{path}: 不是日志 / not a journal",
        advice="office.sqlite3，或 zhamen journal export 的文件 / or an exported file",
    )


@contextmanager
def _file(path: Path) -> Iterator[Source]:
    yield FileSource(path)


@contextmanager
def _sqlite(path: Path) -> Iterator[Source]:
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            # One read transaction: what is appended meanwhile is not half seen.
            connection.isolation_level = None
            connection.text_factory = bytes
            connection.execute("BEGIN")
            yield SqliteSource(connection)
    except sqlite3.DatabaseError as error:
        raise JournalError(
            f"{path}: 数据库读不出来 / the database cannot be read: {error}"
        ) from error


@contextmanager
def _postgres(place: str) -> Iterator[Source]:
    try:
        import psycopg
    except ImportError:
        raise JournalError(
            "没有安装 PostgreSQL 的驱动 / no driver", advice="pip install 'zhamen[postgres]'"
        ) from None
    try:
        with psycopg.connect(place) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            yield PostgresSource(connection)
    except psycopg.Error as error:
        raise JournalError(
            f"数据库连不上或读不出来 / database: {type(error).__name__}",
            advice="核对地址和口令（PGPASSFILE） / check address and password",
        ) from error
