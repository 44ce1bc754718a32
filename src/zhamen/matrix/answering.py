"""What a homeserver is answered: an event or a file goes in, `{"allow": …}` comes out.

What is refused gets a case number, a reason in one line, and a notice for the bot to deliver. The
number follows from content, sender, room and day: whatever asks twice is one case.
"""

import asyncio
import hmac
from base64 import b32encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from zhamen.errors import UsageError
from zhamen.gatehouse.digests import Digests
from zhamen.matrix import words
from zhamen.matrix.events import read_event
from zhamen.matrix.media import Media, Medium, Standing
from zhamen.matrix.notices import Notice, Notices
from zhamen.model.message import Message, Part
from zhamen.model.terms import Channel, Decision
from zhamen.model.verdict import Verdict

Answer = dict[str, Any]
Inspect = Callable[[Message], Awaitable[Verdict]]
"""Gives the verdict on one message, or raises: the asker then gets no answer, and refuses."""
ALLOWED: Answer = {"allow": True}
REFUSED = "CN.ZHAMEN.REFUSED"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on its way in."""

    mxc: str
    sender: str
    name: str
    data: bytes


class Answering:
    """Answers a homeserver's questions. Not a word of what was asked is kept."""

    def __init__(
        self, media: Media, notices: Notices, digests: Digests, outsiders: bool = False
    ) -> None:
        """Take over the tables. With `outsiders` users of other servers may be invited."""
        self._media = media
        self._notices = notices
        self._digests = digests
        self._key = digests.key_for("matrix cases")
        self._outsiders = outsiders
        self.noted = asyncio.Event()
        """Set when there is something to tell."""

    async def event(self, row: Mapping[str, Any], channel: Channel, inspect: Inspect) -> Answer:
        """Return the answer about one event."""
        sender, room = str(row.get("sender", "")), str(row.get("room_id", ""))
        try:
            seen = read_event(row)
        except UsageError:
            return await self._by_rule("too_much", sender, room)
        if seen.sealed:
            return await self._by_rule("sealed", sender, room)
        if not self._outsiders and _invites_outsider(row):
            return await self._by_rule("outsider", sender, room)
        message = Message("", seen.parts, channel, sender=sender, group=room)
        answer, _ = await self._inspected(message, inspect)
        if answer is not ALLOWED:
            return answer
        for mxc in seen.media:
            standing = await asyncio.to_thread(self._media.standing, mxc, sender, room)
            if standing is not Standing.FREE:
                return await self._by_rule(standing.value, sender, room)
        return ALLOWED

    async def upload(self, upload: Upload, channel: Channel, inspect: Inspect) -> Answer:
        """Return the answer about a file; one that may stand is known by its address now."""
        part = Part(upload.name or "file", data=upload.data)
        message = Message("", (part,), channel, sender=upload.sender)
        digest = self._digests.sightings(message)["files"][0]
        if await asyncio.to_thread(self._media.is_contained, digest):
            return await self._by_rule(Standing.CONTAINED.value, upload.sender, "")
        answer, released = await self._inspected(message, inspect)
        if answer is ALLOWED:
            at = datetime.now(UTC).timestamp()
            medium = Medium(upload.mxc, digest, upload.sender, at, released)
            await asyncio.to_thread(self._media.keep, medium)
        return answer

    async def _inspected(self, message: Message, inspect: Inspect) -> tuple[Answer, str]:
        """Return the answer by the verdict, and the id of the release by which it may go."""
        digest = self._digests.message(message)
        case = self._case(digest, message.sender, message.group)
        verdict = await inspect(replace(message, id=case))
        if verdict.decision in (Decision.PASS, Decision.HINT):
            return ALLOWED, verdict.released
        said = verdict.to_dict()
        return await self._refused(case, message.sender, message.group, digest, said), ""

    async def _by_rule(self, rule: str, sender: str, room: str) -> Answer:
        case = self._case(f"rule\0{rule}", sender, room)
        return await self._refused(case, sender, room, "", {"reason": rule})

    async def _refused(
        self, case: str, sender: str, room: str, digest: str, said: Mapping[str, Any]
    ) -> Answer:
        notice = Notice(case, sender, room, digest, datetime.now(UTC).timestamp(), said)
        told: bool = sender != "" and await asyncio.to_thread(self._notices.note, notice)
        if told:
            self.noted.set()
        error = words.reason(said, case)
        return {"allow": False, "error": error, "errcode": REFUSED, "case": case}

    def _case(self, digest: str, sender: str, room: str) -> str:
        """Return the number of a case: day, and 35 bits of what it is about."""
        day = f"{datetime.now().astimezone():%m%d}"
        about = "\0".join((day, digest, sender, room)).encode("utf-8", "surrogatepass")
        made = b32encode(hmac.new(self._key, about, sha256).digest()[:5]).decode()
        return f"ZM-{day}-{made[:7]}"


def _invites_outsider(row: Mapping[str, Any]) -> bool:
    """Tell whether somebody of another server is asked in."""
    content, invited = row.get("content"), str(row.get("state_key", ""))
    if row.get("type") != "m.room.member" or not isinstance(content, Mapping):
        return False
    own = str(row.get("sender", "")).partition(":")[2]
    return content.get("membership") == "invite" and invited.partition(":")[2] != own
