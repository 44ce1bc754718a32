"""The bot's memory: one room for each person, and how far it has listened."""

import asyncio

from zhamen.matrix.database import Database

_SCHEMA = """
CREATE TABLE IF NOT EXISTS direct (
    person TEXT PRIMARY KEY, room TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS listened (
    bot TEXT PRIMARY KEY, since TEXT NOT NULL
) WITHOUT ROWID;
"""


class Directs:
    """The table of rooms for two."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.make(_SCHEMA)
        self.changed = asyncio.Event()
        """Set when there is a new room to listen to."""

    def room(self, person: str) -> str:
        """Return somebody's room, empty if there is none."""
        rows = self._database.rows("SELECT room FROM direct WHERE person = ?", person)
        return rows[0]["room"] if rows else ""

    def person(self, room: str) -> str:
        """Return whose room this is, empty if it is none of these."""
        rows = self._database.rows("SELECT person FROM direct WHERE room = ?", room)
        return rows[0]["person"] if rows else ""

    def keep(self, person: str, room: str) -> None:
        """Remember somebody's room, instead of an older one."""
        with self._database.writing() as file:
            file.execute("INSERT OR REPLACE INTO direct VALUES (?, ?)", (person, room))
        self.changed.set()

    def rooms(self) -> list[str]:
        """Return all of these rooms."""
        return [row["room"] for row in self._database.rows("SELECT room FROM direct")]

    def since(self, bot: str) -> str:
        """Return up to where the bot has listened, empty at the beginning."""
        rows = self._database.rows("SELECT since FROM listened WHERE bot = ?", bot)
        return rows[0]["since"] if rows else ""

    def listened(self, bot: str, since: str) -> None:
        """The bot has listened up to here."""
        with self._database.writing() as file:
            file.execute("INSERT OR REPLACE INTO listened VALUES (?, ?)", (bot, since))
