"""TNEF (winmail.dat): what Outlook sends to others instead of parts of a mail."""

import struct
from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.archives.unpacking import readings
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.reading.mail import mapi
from zhamen.settings import Limits

_SIGNATURE = struct.pack("<I", 0x223E9F78)
_TITLE, _DATA, _START = 0x8010, 0x800F, 0x9002
_MESSAGE, _ATTACHMENT = 0x9003, 0x9005
_TEXTS = frozenset({0x8000, 0x8001, 0x8004, 0x8009, 0x800A, 0x800C, 0x8010, 0x9001, 0x9004})
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}
"""Bytes of a value of each property type that has a size of its own."""
_NAMED = 0x8000


class Tnef:
    """Claims the signature."""

    name = "tnef"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid on the signature."""
        return 0.9 if head.startswith(_SIGNATURE) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield texts, bodies and attachments, attribute by attribute."""
        title = "attachment"
        at = 6
        while at + 9 <= len(data):
            identity, size = struct.unpack_from("<HxxI", data, at + 1)
            content = data[at + 9 : at + 9 + size]
            if len(content) < size:
                raise ReadError("damaged")
            at += 9 + size + 2
            if identity == _START:
                title = "attachment"
            elif identity in _TEXTS:
                texts = readings(content.rstrip(b"\0"))
                title = texts[0] if identity == _TITLE else title
                yield Piece("\n".join(texts), place="mail")
            elif identity == _DATA:
                yield Embedded(title, content)
            elif identity in (_MESSAGE, _ATTACHMENT):
                yield from _properties(content, title, limits)
        if at < len(data):
            yield Unread("", "damaged")


def _properties(content: bytes, title: str, limits: Limits) -> Iterator[Content]:
    texts: list[str] = []
    try:
        for identity, kind, value in _each(_Reader(content)):
            texts += mapi.texts_of(kind, value)
            if kind in (mapi.BINARY, mapi.OBJECT):
                yield from _binary(identity, value, title, limits)
    except ReadError as error:
        yield Unread(title, error.reason)
    if texts := [text for text in dict.fromkeys(texts) if text.strip()]:
        yield Piece("\n".join(texts), place="mail")


def _binary(identity: int, value: bytes, title: str, limits: Limits) -> Iterator[Content]:
    if identity == mapi.RTF:
        yield Embedded("body.rtf", mapi.unpack_rtf(value, limits.expanded_bytes))
    elif identity == mapi.HTML:
        yield Embedded("body.html", value)
    elif identity == mapi.DATA and len(value) > 16:
        # An object begins with the name of its interface; a mail in the mail is TNEF again.
        yield Embedded(title, value[16:] if value[16:20] == _SIGNATURE else value)


class _Reader:
    """Property values one behind the other, each padded to four bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        """Return so many bytes. Raises ReadError behind the end."""
        content = self._data[self._at : self._at + size]
        if size < 0 or len(content) < size:
            raise ReadError("damaged")
        self._at += -(-size // 4) * 4
        return content

    def number(self) -> int:
        """Return the next number of four bytes."""
        return int.from_bytes(self.take(4), "little")


def _each(said: _Reader) -> Iterator[tuple[int, int, bytes]]:
    """Yield (id, type, value) of each property; of one with many values each one."""
    for _ in range(said.number()):
        kind, identity = struct.unpack("<HH", said.take(4))
        if identity >= _NAMED:
            said.take(16)
            if said.number():
                yield identity, mapi.UNICODE, said.take(said.number())
            else:
                said.number()
        single = kind & ~mapi.MANY
        is_long = single in (mapi.STRING, mapi.UNICODE, mapi.BINARY, mapi.OBJECT)
        count = said.number() if is_long or kind & mapi.MANY else 1
        for _ in range(count):
            size = said.number() if is_long else _FIXED.get(single, -1)
            yield identity, single, said.take(size)


FORMAT = Tnef()
