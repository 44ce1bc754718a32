"""The gate's bot: tells each sender in a room for two what did not go and why, and acts on replies.

It tells what stands in the table of notices, oldest first; a person whom it cannot reach keeps back
nobody else. What it posts for somebody into a group has passed the gatehouse before.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic

from zhamen.matrix import words
from zhamen.matrix.client import Homeserver, HomeserverError
from zhamen.matrix.directs import Directs
from zhamen.matrix.listening import Heard, Listener
from zhamen.matrix.notices import Notice, Notices
from zhamen.matrix.replying import Replying

_LOG = logging.getLogger("zhamen.matrix")
_LOOK_SECONDS = 1.0
_REST_SECONDS = 5.0
"""Between two tries where the homeserver does not answer."""
_ASIDE_SECONDS = 60.0
"""Before somebody whom it could not reach is tried again."""
_NOT_HIS = (0, 401)
"""What the homeserver says where nobody can be reached now."""
_RELEASE_HOURS = 12.0
_KEEP_DAYS = 180.0

Covering = Callable[[Notice], str]
"""Returns the id of the release by which a notice's message would pass now, empty if none."""


class Bot:
    """Speaks and listens until it is cancelled."""

    def __init__(
        self, homeserver: Homeserver, notices: Notices, directs: Directs, replying: Replying,
        noted: asyncio.Event, covering: Covering,
    ) -> None:  # fmt: skip
        self._homeserver = homeserver
        self._notices = notices
        self._directs = directs
        self._replying = replying
        self._noted = noted
        self._covering = covering
        self._aside: dict[str, float] = {}

    async def run(self) -> None:
        """Do everything, each for itself."""
        async with asyncio.TaskGroup() as group:
            group.create_task(_again(self._tell_when_noted))
            group.create_task(_again(self._tell_releases))
            group.create_task(_again(self._listen))

    async def _tell_when_noted(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._noted.wait(), _LOOK_SECONDS)
        self._noted.clear()
        await self._each(self._notices.untold(), self._tell)

    async def _each(self, notices: list[Notice], tell: Callable[[Notice], Awaitable[None]]) -> None:
        """Tell every sender; who cannot be reached is left aside for a while. Raises at the end."""
        failed: HomeserverError | None = None
        for notice in notices:
            if monotonic() < self._aside.get(notice.sender, 0.0):
                continue
            try:
                await tell(notice)
            except HomeserverError as error:
                if error.status in _NOT_HIS:
                    raise
                self._aside[notice.sender] = monotonic() + _ASIDE_SECONDS
                failed = error
        if failed is not None:
            raise failed

    async def _tell(self, notice: Notice) -> None:
        place = await self._homeserver.room_name(notice.room) if notice.room else ""
        text, page = words.letter(notice, place)
        event = await self._say(notice.sender, f"{notice.case_id}-{notice.at:.0f}", text, page)
        self._notices.told(notice.case_id, event, datetime.now(UTC).timestamp())

    async def _say(self, person: str, once: str, text: str, page: str = "") -> str:
        room = await self._room_with(person)
        return await self._homeserver.say(room, once, text, page)

    async def _room_with(self, person: str) -> str:
        """Return the room with somebody: one for all that he is ever told."""
        room = self._directs.room(person)
        if room and await self._homeserver.membership(room, person) in ("join", "invite"):
            return room
        if room:
            with suppress(HomeserverError):
                await self._homeserver.invite(room, person)
                return room
        room = await self._homeserver.open_direct(person)
        self._directs.keep(person, room)
        return room

    async def _tell_releases(self) -> None:
        await asyncio.sleep(_LOOK_SECONDS)
        now = datetime.now(UTC).timestamp()
        self._notices.forget(now - _KEEP_DAYS * 86400)
        await self._each(self._notices.held(now - _RELEASE_HOURS * 3600), self._tell_release)

    async def _tell_release(self, notice: Notice) -> None:
        if release := self._covering(notice):
            text = words.released(notice.case_id, release)
            await self._say(notice.sender, f"{notice.case_id}-{release}", text)
            self._notices.released(notice.case_id, release)

    async def _listen(self) -> None:
        listener = Listener(self._homeserver, self._directs)
        while True:
            for heard in await listener.next():
                await self._answer(heard)
            listener.done()

    async def _answer(self, heard: Heard) -> None:
        try:
            answer = await self._replying.answer(heard)
            await self._homeserver.say(heard.room, f"re-{heard.event_id}", answer)
        except HomeserverError as error:
            # A room that is gone keeps back nobody else.
            if not error.lasting:
                raise


async def _again(step: Callable[[], Awaitable[None]]) -> None:
    """Do a step for ever; what goes wrong is said by its kind, once until it is over."""
    said = ""
    while True:
        try:
            await step()
            said = ""
        except Exception as error:
            kind = f"{type(error).__name__} {getattr(error, 'status', '')}".strip()
            if kind != said:
                _LOG.error("bot: %s: %s", step.__name__.strip("_"), kind)
            said = kind
            await asyncio.sleep(_REST_SECONDS)
