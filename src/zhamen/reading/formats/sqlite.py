"""SQLite: every text in every table, files in its blobs, and strings that deleted rows left."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from time import process_time

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.reading.harvest import harvest
from zhamen.settings import Limits

_SIGNATURE = b"SQLite format 3\0"
_TABLES = "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
_STEPS = 100_000
_LEAST_BLOB = 16
_SHARE = 0.6


class Sqlite:
    """Claims the signature. A database that a messenger encrypted has none, and is unknown."""

    name = "sqlite"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid on the signature."""
        return 0.9 if head.startswith(_SIGNATURE) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the texts of each table, then strings of what is in no table any more."""
        until = process_time() + _SHARE * limits.seconds
        try:
            with closing(sqlite3.connect(":memory:")) as database:
                database.deserialize(data)
                database.text_factory = lambda raw: raw.decode("utf-8", "replace")
                # A trigger or view of the file has no say in how its tables are read.
                database.execute("PRAGMA trusted_schema = OFF")
                database.execute("PRAGMA temp_store = MEMORY")
                database.set_progress_handler(lambda: process_time() > until, _STEPS)
                for name, sql in database.execute(_TABLES).fetchall():
                    yield from _table(database, str(name), str(sql), limits)
        except (sqlite3.Error, ValueError, OverflowError) as error:
            yield from _strings(data)
            raise ReadError("timeout" if process_time() > until else "damaged") from error
        yield from _strings(data)


def _table(database: sqlite3.Connection, name: str, sql: str, limits: Limits) -> Iterator[Content]:
    lines = [sql]
    blobs: list[bytes] = []
    if sql.upper().startswith("CREATE VIRTUAL"):
        # Its module may not be here; what it keeps stands in tables of its own.
        yield Piece(sql, place="schema")
        return
    size = 0
    quoted = name.replace('"', '""')
    try:
        for row in database.execute(f'SELECT * FROM "{quoted}"'):
            texts = [value for value in row if isinstance(value, str)]
            lines.append(" ".join(texts))
            size += len(lines[-1])
            blobs += [each for each in row if isinstance(each, bytes) and len(each) > _LEAST_BLOB]
            if size > limits.output_chars:
                raise ReadError("too_much_text")
    except (sqlite3.Error, ValueError, OverflowError):
        # Names of columns that are no UTF-8 come as a ValueError.
        yield Unread(name, "damaged")
    yield Piece("\n".join(lines), place=f"table {name}")
    for at, blob in enumerate(dict.fromkeys(blobs), 1):
        yield Embedded(f"{name} {at}", blob)


def _strings(data: bytes) -> Iterator[Content]:
    if text := harvest(data):
        yield Piece(text, place="strings")


FORMAT = Sqlite()
