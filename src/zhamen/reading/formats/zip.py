"""ZIP: members of every directory and of none, names, comments, and what lies between them.

A member under a password or packed in a way that we cannot undo is unread by its name.
"""

import zlib
from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.model.terms import Medium
from zhamen.model.verdict import Unread
from zhamen.reading.archives.unpacking import Quota, readings
from zhamen.reading.archives.unzipping import said, unpacked
from zhamen.reading.archives.zipping import END, LOCAL, Layout, Member
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.settings import Limits

_EMPTY = 22
"""Bytes of an archive without members: its end, and nothing else."""


class Zip:
    """Claims what begins like a ZIP and belongs to no office package."""

    name = "zip"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid below the packages that have a reader of their own."""
        if head.startswith((LOCAL, END, b"PK\x07\x08", b"PK00PK")):
            return 0.3
        return 0.25 if LOCAL in head and b"\0" in head and name.lower().endswith(".zip") else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield names and comments first, then the members, then what lies between them."""
        quota = Quota(limits)
        layout = Layout(data, quota)
        members = layout.members()
        texts = [text for member in members for text in said(member)]
        texts += [text for comment in layout.comments for text in readings(comment)]
        if texts := [text for text in texts if text.strip()]:
            yield Piece("\n".join(dict.fromkeys(texts)), place="names", medium=Medium.NAME)
        if layout.is_split:
            yield Unread("", "split")
        elif not layout.has_end or layout.is_cut or (not members and len(data) > _EMPTY):
            yield Unread("", "damaged")
        for member in members:
            yield from _member(data, member, quota)
        for at, content in layout.gaps():
            quota.take(len(content))
            yield Embedded(f"[{at}]", content)


def _member(data: bytes, member: Member, quota: Quota) -> Iterator[Content]:
    name = readings(member.name)[0].replace("\\", "/").replace("\0", "")
    if name.endswith("/") and not member.size and not member.packed:
        return
    name = name or f"[{member.at}]"
    try:
        if member.start < 0:
            raise ReadError("damaged")
        content, is_whole = unpacked(data, member, quota)
    except ReadError as error:
        if error.reason == "expansion":
            raise
        yield Unread(name, error.reason)
        return
    yield Embedded(name, content)
    if not is_whole or (member.crc and zlib.crc32(content) != member.crc):
        yield Unread(name, "damaged")


FORMAT = Zip()
