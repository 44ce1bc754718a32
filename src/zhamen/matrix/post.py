"""The Matrix gate put together: its tables, what answers the homeserver, and the bot beside it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from zhamen.errors import UsageError
from zhamen.gatehouse.counters import Counters
from zhamen.gatehouse.digests import Digests
from zhamen.gatehouse.requests import Requests
from zhamen.matrix.answering import Answering
from zhamen.matrix.bot import Bot
from zhamen.matrix.client import Homeserver
from zhamen.matrix.database import Database
from zhamen.matrix.directs import Directs
from zhamen.matrix.media import Media
from zhamen.matrix.notices import Notice, Notices
from zhamen.matrix.replying import Replying
from zhamen.settings import Settings


class Post:
    """Everything of the gate that outlives a request."""

    def __init__(
        self, settings: Settings, folder: Path | None = None, *, outsiders: bool = False
    ) -> None:
        """Open the tables. Raises UsageError where there is no spool or no key of digests."""
        key, spool = settings.spool.digest_key, settings.spool.folder
        if key is None or spool is None:
            raise UsageError(
                "the Matrix gate needs spool.folder and spool.digest_key",
                advice="zhamen gate digest-key FILE",
            )
        self._requests = Requests(spool)
        database = Database(folder or spool / "matrix")
        self._notices, self._directs = Notices(database), Directs(database)
        self._database = database
        self.media = Media(database)
        digests = Digests.open(key)
        self.answering = Answering(self.media, self._notices, digests, outsiders)

    @asynccontextmanager
    async def bot_beside(self, homeserver: Homeserver, counters: Counters) -> AsyncIterator[None]:
        """Let the bot speak and listen as long as this is entered."""
        replying = Replying(homeserver, self._notices, self._request, counters.verdict)

        def covering(notice: Notice) -> str:
            # Only the doors know when they have read what the office let go.
            return counters.covering(notice.digest, notice.sender, notice.room)

        bot = Bot(
            homeserver, self._notices, self._directs, replying, self.answering.noted, covering
        )
        running = asyncio.create_task(bot.run())
        try:
            yield
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            await homeserver.close()

    def _request(self, kind: str, notice: Notice) -> None:
        self._requests.write(kind, notice.case_id, notice.sender)

    def close(self) -> None:
        """Close the tables."""
        self._database.close()
