"""What the bot does about a reply: posts the notice, hands a request to the office, explains."""

from collections.abc import Awaitable, Callable

from zhamen.matrix import words
from zhamen.matrix.asking import Asked, blanks, filled, read_reply
from zhamen.matrix.client import Homeserver
from zhamen.matrix.listening import Heard
from zhamen.matrix.notices import Notice, Notices
from zhamen.model.message import Message, Part
from zhamen.model.terms import Channel, Decision
from zhamen.model.verdict import Verdict

Request = Callable[[str, Notice], None]
"""Hands a request (`release`, `reading`, `mistake`) about a case to the office."""


class Replying:
    """Answers replies. Somebody else's case is nobody's."""

    def __init__(
        self, homeserver: Homeserver, notices: Notices, request: Request,
        inspect: Callable[[Message], Awaitable[Verdict]],
    ) -> None:  # fmt: skip
        self._homeserver = homeserver
        self._notices = notices
        self._request = request
        self._inspect = inspect

    async def answer(self, heard: Heard) -> str:
        """Do what is asked for and return what to say. Raises HomeserverError."""
        asked = read_reply(heard.content)
        notice = self._notices.about(heard.person, asked.case_id, asked.reply_to)
        if notice is None and not asked.case_id:
            notice = self._notices.about(heard.person)
        if notice is None:
            return words.NO_CASE
        if asked.command == "notice":
            return await self._post(notice, asked, heard)
        if asked.command == "release":
            return self._ask_release(notice)
        if asked.command:
            self._request(asked.command, notice)
            return words.handed_on(asked.command, notice.case_id)
        return words.HELP

    def _ask_release(self, notice: Notice) -> str:
        if notice.said.get("decision") != Decision.HOLD:
            return words.never_released(notice.case_id)
        if notice.said.get("unread"):
            return words.unread_never_released(notice.case_id)
        self._request("release", notice)
        return words.handed_on("release", notice.case_id)

    async def _post(self, notice: Notice, asked: Asked, heard: Heard) -> str:
        """Post the draft into the group where the message was to go, in the sender's name."""
        draft = str(notice.said.get("advice", {}).get("notice", ""))
        if not draft:
            return words.NO_DRAFT
        text = filled(draft, asked.words)
        if blanks(text):
            return words.fill(draft, blanks(draft))
        me = await self._homeserver.me()
        if not notice.room or await self._homeserver.membership(notice.room, me) != "join":
            return words.copy_yourself(text)
        if await self._homeserver.membership(notice.room, notice.sender) != "join":
            return words.NOT_INSIDE
        # The bot passes the gate unasked: what others put into its mouth does not.
        part = Part("text", text=text)
        message = Message(notice.case_id, (part,), Channel.INTERNAL, heard.person, notice.room)
        verdict = await self._inspect(message)
        if verdict.decision not in (Decision.PASS, Decision.HINT):
            return words.FILLING_REFUSED
        name = await self._homeserver.display_name(notice.sender)
        posted = words.posted(name, text)
        await self._homeserver.say(notice.room, f"notice-{heard.event_id}", posted)
        return words.POSTED
