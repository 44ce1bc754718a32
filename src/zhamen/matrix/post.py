"""The Matrix gate put together: its tables, what answers the homeserver, and the bot beside it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from zhamen.errors import PolicyError, UsageError
from zhamen.gatehouse.digests import Digests
from zhamen.gatehouse.releasing import Releases, load_releases
from zhamen.gatehouse.requests import Requests
from zhamen.gatehouse.snapshot import newest, open_snapshot
from zhamen.journal.keys import load_public_key
from zhamen.matrix.answering import Answering
from zhamen.matrix.bot import Bot
from zhamen.matrix.client import Homeserver
from zhamen.matrix.database import Database
from zhamen.matrix.directs import Directs
from zhamen.matrix.media import Media
from zhamen.matrix.notices import Notice, Notices
from zhamen.matrix.replying import Replying
from zhamen.model.message import Message
from zhamen.model.verdict import Verdict
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
        self._settings = settings
        self._requests = Requests(spool)
        database = Database(folder or spool / "matrix")
        self._notices, self._directs = Notices(database), Directs(database)
        self._database = database
        self.media = Media(database)
        digests = Digests.open(key)
        self.answering = Answering(self.media, self._notices, digests, outsiders)

    @asynccontextmanager
    async def bot_beside(
        self, homeserver: Homeserver, inspect: Callable[[Message], Awaitable[Verdict]]
    ) -> AsyncIterator[None]:
        """Let the bot speak and listen as long as this is entered."""
        replying = Replying(homeserver, self._notices, self._request, inspect)
        covering = Released(self._settings).covering
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


class Released:
    """Knows which refusals a second person has let go since."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._state: object = None
        self._releases = Releases({})

    def covering(self, notice: Notice) -> str:
        """Return the id of the release that covers a notice's message now, empty if none does."""
        self._renew()
        now = datetime.now(UTC)
        return self._releases.covering(notice.digest, notice.sender, notice.room, now)

    def _renew(self) -> None:
        """Read the releases where they have changed; what cannot be trusted changes nothing."""
        with suppress(PolicyError, OSError):
            own = self._settings.snapshot
            path = self._settings.policy.releases
            if own.folder is not None and own.key is not None:
                state: object = newest(own.folder)
                if state == self._state:
                    return
                snapshot = open_snapshot(own.folder, load_public_key(own.key))
                path = snapshot.applied_to(self._settings).policy.releases
            else:
                state = path.stat().st_mtime_ns if path else None
            if state != self._state and path is not None:
                self._releases = load_releases(path)
                self._state = state
