"""MSG: Outlook's mail in an OLE file: properties of text, bodies, recipients, attachments."""

import re
from collections.abc import Iterator
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.documents.compound import BROKEN, opened
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.reading.mail import mapi
from zhamen.settings import Limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROPERTIES = "__properties_version1.0".encode("utf-16-le")
_STREAM = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})(?:-[0-9A-F]{8})?$", re.I)
_ATTACHED = re.compile(r"__attach_version1\.0_", re.I)
_NAMES = (mapi.LONG_NAME, mapi.SHORT_NAME, mapi.SHOWN_NAME)
_STORAGE = f"__substg1.0_{mapi.DATA:04X}{mapi.OBJECT:04X}"


class Msg:
    """Claims OLE files with a stream of Outlook's properties."""

    name = "msg"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid on the names of the streams."""
        return 0.95 if head.startswith(_OLE) and _PROPERTIES in head else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the texts of each mail within, then the files attached to it."""
        try:
            ole = opened(data)
            streams = ole.listdir(streams=True, storages=False)
        except BROKEN as error:
            raise ReadError("damaged") from error
        if len(streams) > limits.members:
            raise ReadError("too_many_members")
        folders: dict[tuple[str, ...], list[str]] = {}
        for stream in streams:
            folders.setdefault(tuple(stream[:-1]), []).append(stream[-1])
        for folder, names in folders.items():
            yield from _folder(ole, folder, names, limits)


def _folder(
    ole: Any, folder: tuple[str, ...], names: list[str], limits: Limits
) -> Iterator[Content]:
    """Yield what one storage holds: a mail, a recipient, an attachment, or an object in one."""
    texts: list[str] = []
    contents: dict[int, bytes] = {}
    for name in names:
        found = _STREAM.match(name)
        content = _content(ole, [*folder, name])
        if content is None:
            yield Unread("/".join((*folder, name)), "damaged")
        elif found:
            identity, kind = (int(each, 16) for each in found.groups())
            texts += mapi.texts_of(kind, content)
            if kind == mapi.BINARY:
                contents[identity] = content
            if identity in _NAMES and texts:
                contents.setdefault(-identity, texts[-1].encode())
        elif not name.startswith("__") and folder and folder[-1].upper() == _STORAGE:
            # A document that was dragged into the mail, in its own OLE storage.
            yield Embedded(name.strip("\1\3\5"), content)
    place = "attachment" if any(map(_ATTACHED.match, folder)) else "mail"
    if texts := [text for text in dict.fromkeys(texts) if text.strip()]:
        yield Piece("\n".join(texts), place=place)
    yield from _bodies(contents, limits)
    if data := contents.get(mapi.DATA):
        named = (contents[-each].decode() for each in _NAMES if -each in contents)
        yield Embedded(next(named, "/".join(folder)), data)


def _bodies(contents: dict[int, bytes], limits: Limits) -> Iterator[Content]:
    if html := contents.get(mapi.HTML):
        yield Embedded("body.html", html)
    if packed := contents.get(mapi.RTF):
        try:
            yield Embedded("body.rtf", mapi.unpack_rtf(packed, limits.expanded_bytes))
        except ReadError as error:
            yield Unread("body.rtf", error.reason)


def _content(ole: Any, path: list[str]) -> bytes | None:
    try:
        return bytes(ole.openstream(path).read())
    except BROKEN:
        return None


FORMAT = Msg()
