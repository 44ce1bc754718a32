"""A table of keys and values on the disk that may lose what it holds, and never raises.

Whatever is wrong with the file, it is left aside and made anew; while another scan is writing,
this one does without. Whether a value can be believed is its reader's affair.
"""

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import TypeVar

_PAGE = 4096
_WRITE_AT = 512
"""Entries written in one go; what waits is lost by a kill, and found out again."""
_BUSY_SECONDS = 2.0
_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (key BLOB PRIMARY KEY, day INTEGER, value BLOB) WITHOUT ROWID
"""
_OLDER_HALF = """
DELETE FROM entry WHERE key IN (
    SELECT key FROM entry ORDER BY day, key LIMIT (SELECT count(*) / 2 FROM entry)
)
"""
_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL)

Answer = TypeVar("Answer")


class Entries:
    """One file (0600) of at most so many bytes, which one person's scans share."""

    def __init__(self, path: Path, most_bytes: int, *, fresh: bool = False) -> None:
        """Open the file, or make it anew. A place that cannot be used holds nothing."""
        self._path = path
        self._most = most_bytes
        self._today = date.today().toordinal()
        self._waiting: dict[bytes, bytes] = {}
        self._used: list[bytes] = []
        if fresh:
            self._remove()
        # What stands there and is no table of ours is gone after the first try.
        self._database = self._opened() or self._opened()
        if self._database is not None:
            self._make_room()

    def _opened(self) -> sqlite3.Connection | None:
        database = None
        try:
            _claim(self._path)
            database = sqlite3.connect(self._path, timeout=_BUSY_SECONDS)
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute(f"PRAGMA max_page_count = {self._most // _PAGE}")
            if database.execute("PRAGMA user_version").fetchone()[0] not in (0, _VERSION):
                raise sqlite3.DatabaseError
            database.execute(_SCHEMA)
            database.execute(f"PRAGMA user_version = {_VERSION}")
            database.execute("SELECT key, day, value FROM entry LIMIT 1").fetchone()
        except (OSError, sqlite3.Error) as error:
            if database is not None:
                database.close()
            if getattr(error, "sqlite_errorcode", None) not in _IN_USE:
                self._remove()
            return None
        return database

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                os.unlink(f"{self._path}{ending}")

    def _make_room(self) -> None:
        """Forget the half that was longest unused when the file is nearly full."""
        with suppress(OSError):
            if self._path.stat().st_size > self._most * 9 // 10:
                self._carefully(_forget_half)

    def get(self, key: bytes) -> bytes | None:
        """Return the value of a key, None if there is none."""
        if key in self._waiting:
            return self._waiting[key]
        row = self._carefully(lambda database: _row(database, key))
        if row is None or not isinstance(row[1], bytes):
            return None
        if row[0] != self._today:
            self._used.append(key)
        return row[1]

    def put(self, key: bytes, value: bytes) -> None:
        """Note a value down."""
        if self._database is not None:
            self._waiting[key] = value
            if len(self._waiting) + len(self._used) >= _WRITE_AT:
                self._write()

    def _write(self) -> None:
        rows = [(key, self._today, value) for key, value in self._waiting.items()]
        days = [(self._today, key) for key in self._used]
        self._waiting.clear()
        self._used.clear()

        def commit(database: sqlite3.Connection) -> None:
            with database:
                database.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", rows)
                database.executemany("UPDATE entry SET day = ? WHERE key = ?", days)

        self._carefully(commit)

    def _carefully(self, ask: Callable[[sqlite3.Connection], Answer]) -> Answer | None:
        """Return what the database answers; None where it fails, and then for good."""
        if self._database is None:
            return None
        try:
            return ask(self._database)
        except sqlite3.Error as error:
            if error.sqlite_errorcode not in _IN_USE:
                self._database.close()
                self._database = None
                self._remove()
        return None

    def close(self) -> None:
        """Write what is waiting and let go of the file."""
        self._write()
        if self._database is not None:
            self._database.close()
            self._database = None


def _claim(path: Path) -> None:
    """Make sure that a file is there and ours alone. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    with closing(os.fdopen(os.open(path, flags, 0o600), "r+b", buffering=0)) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.getuid():
            raise PermissionError(path)
        os.fchmod(file.fileno(), 0o600)


def _forget_half(database: sqlite3.Connection) -> None:
    with database:
        database.execute(_OLDER_HALF)
    database.execute("VACUUM")


def _row(database: sqlite3.Connection, key: bytes) -> tuple[int, object] | None:
    row: tuple[int, object] | None = database.execute(
        "SELECT day, value FROM entry WHERE key = ?", (key,)
    ).fetchone()
    return row
