"""Notices: what a sender is to be told about a message that did not go, and what he was told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhamen.matrix.database import Database

AGAIN_SECONDS = 600.0
"""A client tries again by itself: about one message its sender is told once in this time."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS notice (
    case_id TEXT PRIMARY KEY, sender TEXT NOT NULL, room TEXT NOT NULL, digest TEXT NOT NULL,
    at REAL NOT NULL, said TEXT NOT NULL, told_at REAL, told_event TEXT NOT NULL DEFAULT '',
    released TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS notice_told ON notice (told_at);
CREATE INDEX IF NOT EXISTS notice_sender ON notice (sender, at);
"""


@dataclass(frozen=True, slots=True)
class Notice:
    """One refusal as its sender is told of it."""

    case_id: str
    sender: str
    room: str
    """Where it was to go; empty for a file, which is inspected before it goes anywhere."""
    digest: str
    """Keyed digest of the whole message, by which a release is known."""
    at: float
    said: Mapping[str, Any]
    """The verdict as JSON, masked; or `{"reason": …}` where it was not inspected at all."""


class Notices:
    """The table of notices."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.make(_SCHEMA)

    def note(self, notice: Notice) -> bool:
        """Write one down, and tell whether its sender is to be told (again)."""
        with self._database.writing() as file:
            rows = file.execute(
                "SELECT at, told_at FROM notice WHERE case_id = ?", (notice.case_id,)
            ).fetchall()
            if rows and rows[0]["told_at"] is None:
                return False
            if rows and notice.at - rows[0]["told_at"] < AGAIN_SECONDS:
                return False
            file.execute(
                "INSERT OR REPLACE INTO notice (case_id, sender, room, digest, at, said)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (notice.case_id, notice.sender, notice.room, notice.digest, notice.at,
                 json.dumps(notice.said, ensure_ascii=True)),
            )  # fmt: skip
        return True

    def untold(self) -> list[Notice]:
        """Return what nobody was told yet, oldest first."""
        rows = self._database.rows("SELECT * FROM notice WHERE told_at IS NULL ORDER BY at")
        return [_notice(row) for row in rows]

    def told(self, case_id: str, event_id: str, at: float) -> None:
        """Its sender has been told, by this event."""
        with self._database.writing() as file:
            file.execute(
                "UPDATE notice SET told_at = ?, told_event = ? WHERE case_id = ?",
                (at, event_id, case_id),
            )

    def about(self, sender: str, case_id: str = "", event_id: str = "") -> Notice | None:
        """Return the notice that somebody answers: named, replied to, or else his newest."""
        rows = self._database.rows(
            "SELECT * FROM notice WHERE sender = ? AND (case_id = ? OR told_event = ?)"
            if case_id or event_id
            else "SELECT * FROM notice WHERE sender = ? AND told_at IS NOT NULL"
            " AND (1 OR case_id = ? OR told_event = ?) ORDER BY at DESC LIMIT 1",
            sender, case_id or "-", event_id or "-",
        )  # fmt: skip
        return _notice(rows[0]) if rows else None

    def held(self, since: float) -> list[Notice]:
        """Return the notices since a time whose release was not told yet."""
        rows = self._database.rows(
            "SELECT * FROM notice WHERE released = '' AND at > ? AND digest != ''", since
        )
        return [_notice(row) for row in rows]

    def released(self, case_id: str, release: str) -> None:
        """Its sender has been told that it was released."""
        with self._database.writing() as file:
            file.execute("UPDATE notice SET released = ? WHERE case_id = ?", (release, case_id))

    def forget(self, before: float) -> None:
        """Delete what is older than this."""
        with self._database.writing() as file:
            file.execute("DELETE FROM notice WHERE at < ?", (before,))


def _notice(row: Any) -> Notice:
    return Notice(
        row["case_id"], row["sender"], row["room"], row["digest"], row["at"],
        json.loads(row["said"]),
    )  # fmt: skip
