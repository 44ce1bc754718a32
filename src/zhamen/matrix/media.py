"""Media: which file was inspected under which address, whose release let it in, what is contained.

A file is inspected once, when it is uploaded; from then on events quote its address. What has no
row here was never inspected, and nobody may quote it.
"""

from dataclasses import dataclass
from enum import Enum

from zhamen.matrix.database import Database

_SCHEMA = """
CREATE TABLE IF NOT EXISTS media (
    mxc TEXT PRIMARY KEY, digest TEXT NOT NULL, sender TEXT NOT NULL, at REAL NOT NULL,
    released TEXT NOT NULL, room TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS media_digest ON media (digest);
CREATE TABLE IF NOT EXISTS contained (
    digest TEXT PRIMARY KEY, why TEXT NOT NULL, at REAL NOT NULL
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Medium:
    """One inspected file."""

    mxc: str
    digest: str
    """Keyed digest of its bytes."""
    sender: str
    at: float
    released: str = ""
    """Id of the release by which it was let in: then it is its sender's alone, for one room."""


class Standing(Enum):
    """What a gate says to an event that quotes a file."""

    FREE = "free"
    UNKNOWN = "unknown"
    CONTAINED = "contained"
    NOT_YOURS = "not_yours"
    """It was released to somebody else, or for another room."""


class Media:
    """The table of media."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.make(_SCHEMA)

    def keep(self, medium: Medium) -> None:
        """Write down that a file may stand; a repeated upload takes the old one's place."""
        with self._database.writing() as file:
            file.execute(
                "INSERT OR REPLACE INTO media (mxc, digest, sender, at, released)"
                " VALUES (?, ?, ?, ?, ?)",
                (medium.mxc, medium.digest, medium.sender, medium.at, medium.released),
            )

    def standing(self, mxc: str, sender: str, room: str) -> Standing:
        """Return how a file stands for this sender in this room.

        The first room in which a released file is shown is the one that it was released for.
        """
        rows = self._database.rows("SELECT * FROM media WHERE mxc = ?", mxc)
        if not rows:
            return Standing.UNKNOWN
        row = rows[0]
        if self.is_contained(row["digest"]):
            return Standing.CONTAINED
        if not row["released"]:
            return Standing.FREE
        if row["sender"] == sender and (row["room"] or self._bound(mxc, room)) == room:
            return Standing.FREE
        return Standing.NOT_YOURS

    def _bound(self, mxc: str, room: str) -> str:
        """Return the room to which a released file belongs from now on."""
        with self._database.writing() as file:
            file.execute("UPDATE media SET room = ? WHERE mxc = ? AND room = ''", (room, mxc))
        bound: str = self._database.rows("SELECT room FROM media WHERE mxc = ?", mxc)[0]["room"]
        return bound

    def is_contained(self, digest: str) -> bool:
        """Tell whether this content may appear nowhere any more."""
        return bool(self._database.rows("SELECT 1 FROM contained WHERE digest = ?", digest))

    def contain(self, mxc: str, why: str, at: float) -> list[str]:
        """Let a file's content appear nowhere any more; return all addresses that hold it."""
        with self._database.writing() as file:
            file.execute(
                "INSERT OR IGNORE INTO contained SELECT digest, ?, ? FROM media WHERE mxc = ?",
                (why, at, mxc),
            )
        rows = self._database.rows(
            "SELECT mxc FROM media WHERE digest ="
            " (SELECT digest FROM media WHERE mxc = ?) ORDER BY at", mxc
        )  # fmt: skip
        return [row["mxc"] for row in rows]
