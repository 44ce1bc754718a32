"""7z: its container read by ourselves, its streams unpacked by the standard library's liblzma."""

from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.model.terms import Medium
from zhamen.model.verdict import Unread
from zhamen.reading.archives import libarchive
from zhamen.reading.archives.seven import SIGNATURE, Item, Seven
from zhamen.reading.archives.unpacking import Quota
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.settings import Limits


class SevenZip:
    """Claims the 7z signature."""

    name = "sevenzip"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid on the signature."""
        return 0.9 if head.startswith(SIGNATURE) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the names first, then the members folder by folder."""
        quota = Quota(limits)
        seven = Seven(data, quota)
        names = [item.name for item in seven.items if item.name]
        if names:
            yield Piece("\n".join(names), place="names", medium=Medium.NAME)
        foreign: list[Item] = []
        for items, content, reason in seven.contents():
            if reason == "not_supported:compression":
                foreign += items
            else:
                yield from _members(items, content, reason)
        if foreign:
            yield from _by_libarchive(data, foreign, quota)
        if seven.behind.strip(b"\0"):
            yield Embedded("[tail]", seven.behind)


def _members(items: list[Item], content: bytes, reason: str) -> Iterator[Content]:
    at = 0
    for item in items:
        piece = content[at : at + item.size]
        at += item.size
        if piece:
            yield Embedded(item.name or f"[{at}]", piece)
        if reason or not item.matches(piece):
            yield Unread(item.name, reason or "damaged")


def _by_libarchive(data: bytes, wanted: list[Item], quota: Quota) -> Iterator[Content]:
    """Yield what libarchive unpacks of members that were packed in a rarer way."""
    left = {item.name for item in wanted}
    try:
        for entry in libarchive.entries(data, quota, ("7zip",), "compression"):
            name = str(entry.names[0]) if entry.names else ""
            if name in left and entry.is_whole:
                left.discard(name)
                yield Embedded(name, entry.content)
    except ReadError as error:
        if error.reason == "expansion":
            raise
    for name in left:
        yield Unread(name, "not_supported:compression")


FORMAT = SevenZip()
