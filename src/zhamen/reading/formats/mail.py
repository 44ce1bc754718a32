"""Mail and MHTML: headers, every alternative of every part, attachments, and what no part holds.

The charset that a part claims is one reading of it, what its bytes look like are others. Text
before the first boundary and behind the last is read, and the whole raw where the parser stumbled.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.decode import decode
from zhamen.reading.formatting import HEAD, Content, Embedded, Piece, Room
from zhamen.reading.mail.attaching import attached_in
from zhamen.reading.mail.headers import as_declared, raw_header, unfolded
from zhamen.settings import Limits

_HEADER = rb"[!-9;-~]{1,60}:[ \t]?[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*"
_START = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:\d+ *\n)?(?:From [^\r\n]*\r?\n)?((?:" + _HEADER + rb"){1,40})"
)
_KNOWN = re.compile(
    rb"^(?:from|to|cc|subject|date|received|return-path|message-id|mime-version|content-type|"
    rb"content-transfer-encoding|delivered-to|reply-to|sender|x-[a-z-]+|dkim-signature):",
    re.I | re.M,
)
_LOCKED = ("application/pgp-encrypted", "multipart/encrypted")
_PGP = b"-----BEGIN PGP MESSAGE-----"


class Mail:
    """Claims what begins with mail headers."""

    name = "mail"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid on two known headers, or one and a name of mail."""
        found = _START.match(head)
        known = len(_KNOWN.findall(found[1])) if found else 0
        if known >= 2 or (known and name.lower().endswith((".eml", ".mht", ".mhtml"))):
            return 0.8
        return 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the headers, the texts and what is attached, part by part."""
        found = _START.match(data)
        # Mail of one maker begins with its length, some with a byte order mark or empty lines.
        content = data[found.start(1) if found else 0 :]
        message = message_from_bytes(content, policy=policy.compat32)
        broken = False
        for at, part in enumerate(message.walk(), 1):
            if at > limits.members:
                raise ReadError("too_many_members")
            yield from _part(part, at)
            encodings = part.get_all("content-transfer-encoding", [])
            # Of two encodings another program believes the other one.
            broken |= bool(part.defects) or len(encodings) > 1
        if broken:
            for text in decode(data):
                yield Piece(text, place="source")


def _part(part: Message, at: int) -> Iterator[Content]:
    raw = list(part.raw_items())
    for key, value in raw:
        if not str(value).isascii():
            # The standard library has no answer to a name in raw bytes but question marks.
            part.replace_header(key, unfolded(value))
    if headers := "\n".join(line for key, value in raw for line in raw_header(key, value)):
        yield Piece(headers, place="headers")
    for around in (part.preamble, part.epilogue):
        if around and around.strip():
            yield from _texts(around.encode("ascii", "surrogateescape"), "", "between")
    kind = part.get_content_type()
    if kind in _LOCKED:
        yield Unread(f"part {at}", "encrypted")
    if part.is_multipart():
        yield from _packed_mail(part, at)
        return
    content = _payload(part)
    if not content.strip():
        return
    name = unfolded(part.get_filename() or part.get_param("name") or "")
    if kind == "text/html" or name.lower().endswith((".htm", ".html")):
        yield from _pages(content, part, name or f"part {at}.html")
    elif part.get_content_maintype() == "text" and not name:
        yield from _body(content, part, at)
    elif kind not in _LOCKED:
        yield Embedded(name or f"part {at}", content)


def _packed_mail(part: Message, at: int) -> Iterator[Content]:
    """Yield a mail in the mail that is in Base64, which no standard allows and some programs do."""
    if part.get_content_type() == "message/rfc822" and "content-transfer-encoding" in part:
        inner: Any = part.get_payload(0)
        inner["content-transfer-encoding"] = part["content-transfer-encoding"]
        content = inner.get_payload(decode=True)
        if content and Mail().claims(content[:HEAD], ""):
            yield Embedded(f"part {at}.eml", content)


def _payload(part: Message) -> bytes:
    """Return the content of a part, undone as its header says."""
    payload: Any = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    return str(part.get_payload() or "").encode("ascii", "surrogateescape")


def _charset(part: Message) -> str:
    charset = part.get_param("charset") or ""
    return charset[2] if isinstance(charset, tuple) else str(charset)


def _readings(content: bytes, charset: str) -> list[str]:
    """Return what bytes say in the charset that they claim, and in those that they look like."""
    declared = as_declared(content, charset)
    try:
        likely = decode(content)
    except ReadError:
        if not declared:
            raise
        likely = []
    return list(dict.fromkeys([*declared, *likely]))


def _texts(content: bytes, charset: str, place: str) -> Iterator[Content]:
    try:
        for text in _readings(content, charset):
            yield Piece(text, place=place)
    except ReadError as error:
        yield Unread(place, error.reason)


def _body(content: bytes, part: Message, at: int) -> Iterator[Content]:
    yield from _texts(content, _charset(part), "body")
    yield from attached_in(content)
    if _PGP in content:
        yield Unread(f"part {at}", "encrypted")


def _pages(content: bytes, part: Message, name: str) -> Iterator[Content]:
    """Yield a page as it is, and once more in the charset of its part if that says otherwise."""
    yield Embedded(name, content)
    try:
        likely = decode(content)
    except ReadError:
        likely = []
    for text in as_declared(content, _charset(part)):
        if text not in likely:
            yield Embedded(name, text.encode())


FORMAT = Mail()
