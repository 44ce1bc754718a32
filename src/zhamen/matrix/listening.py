"""Listening: what people say to the bot in their rooms for two; it never asks for more."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhamen.matrix.client import Homeserver, HomeserverError
from zhamen.matrix.directs import Directs

_WAIT_MS = 20_000
_MOST = 50


@dataclass(frozen=True, slots=True)
class Heard:
    """One message of one person, in his own room."""

    room: str
    person: str
    event_id: str
    content: Mapping[str, Any]


class Listener:
    """Follows the bot's account. An event is heard again if the bot ended before it was done."""

    def __init__(self, homeserver: Homeserver, directs: Directs) -> None:
        self._homeserver = homeserver
        self._directs = directs
        self._me = ""
        self._next = ""

    async def next(self) -> list[Heard]:
        """Return what was said since `done`; wait for it. Raises HomeserverError."""
        if not self._me:
            self._me = await self._homeserver.me()
        since = self._directs.since(self._me)
        said = None
        while said is None:
            said = await self._asked(since)
        self._next = str(said["next_batch"])
        rooms = said.get("rooms", {})
        for room in rooms.get("invite", {}):
            await self._enter(room)
        return self._heard(rooms.get("join", {})) if since else []

    async def _asked(self, since: str) -> dict[str, Any] | None:
        """Return what the account has to say; None where there is a new room to listen to.

        An answer that does not know of the room would pass over what is said in it.
        """
        self._directs.changed.clear()
        query = {"filter": json.dumps(self._filter(bool(since))), "timeout": "0"}
        if since:
            query |= {"since": since, "timeout": str(_WAIT_MS)}
        call = self._homeserver.call("GET", "/sync", query=query, seconds=_WAIT_MS / 1000 + 20)
        asked, changed = (
            asyncio.ensure_future(call),
            asyncio.ensure_future(self._directs.changed.wait()),
        )
        try:
            await asyncio.wait((asked, changed), return_when=asyncio.FIRST_COMPLETED)
            return None if self._directs.changed.is_set() else await asked
        finally:
            asked.cancel()
            changed.cancel()

    def done(self) -> None:
        """What `next` returned has been answered."""
        self._directs.listened(self._me, self._next)

    async def _enter(self, room: str) -> None:
        try:
            await self._homeserver.join(room)
        except HomeserverError as error:
            # A room that is gone or closed again keeps nobody waiting.
            if not error.lasting:
                raise

    def _filter(self, going_on: bool) -> dict[str, Any]:
        """Ask for messages in rooms for two, and for nothing that is said in groups."""
        timeline = {
            "types": ["m.room.message"], "rooms": self._directs.rooms(),
            "not_senders": [self._me], "limit": _MOST if going_on else 1,
        }  # fmt: skip
        nothing: dict[str, Any] = {"types": []}
        return {
            "room": {"timeline": timeline, "state": nothing, "ephemeral": nothing,
                     "account_data": nothing},
            "presence": nothing, "account_data": nothing,
        }  # fmt: skip

    def _heard(self, rooms: Mapping[str, Any]) -> list[Heard]:
        return [
            Heard(room, person, event["event_id"], event.get("content", {}))
            for room, what in rooms.items()
            if (person := self._directs.person(room))
            for event in what.get("timeline", {}).get("events", [])
            if event.get("sender") == person
        ]
