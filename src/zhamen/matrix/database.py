"""The file in which the Matrix gate remembers: media by hash, what senders were told, rooms.

One SQLite file beside the spool, no content in it. Each table stands in the file that uses it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from zhamen.errors import UsageError

_SECONDS = 1.0
"""How long a locked file is waited for: a gate that asks has its own deadline."""


class Database:
    """One connection, used by one thread at a time; every write is on the disk when it returns."""

    def __init__(self, folder: Path) -> None:
        """Open the file, making it (0600) if need be. Raises UsageError if it cannot."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = folder / "matrix.db"
            path.touch(mode=0o600)
            self._connection = sqlite3.connect(
                path, timeout=_SECONDS, check_same_thread=False, isolation_level=None
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
        except (OSError, sqlite3.Error) as error:
            raise UsageError(f"{folder}: {error}", advice="give a writable folder") from error
        self._connection.row_factory = sqlite3.Row
        self._lock = Lock()

    def make(self, schema: str) -> None:
        """Make the tables of a schema that are not there yet. Raises UsageError if it cannot."""
        try:
            with self._lock:
                self._connection.executescript(schema)
        except sqlite3.Error as error:
            raise UsageError(f"matrix.db: {error}", advice="give a writable folder") from error

    def rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        """Return all rows of one statement. Raises sqlite3.Error: the gate then refuses."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the file for one transaction, from the first look on."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk has rolled it back already; a transaction left open ends all writing.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close it."""
        with self._lock:
            self._connection.close()
