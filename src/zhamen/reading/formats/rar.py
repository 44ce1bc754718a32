"""RAR, both generations: names, comments and stored members by ourselves, the rest by libarchive.

Where libarchive is missing or fails, a packed member is unread by its name.
"""

from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.model.terms import Medium
from zhamen.model.verdict import Unread
from zhamen.reading.archives import libarchive
from zhamen.reading.archives.roshal import NEW, OLD, Entry, entries
from zhamen.reading.archives.unpacking import Quota, readings
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.settings import Limits


class Rar:
    """Claims both signatures."""

    name = "rar"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid on the signature."""
        return 0.9 if head.startswith((OLD, NEW)) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield names and comments, stored members, then what libarchive unpacks."""
        quota = Quota(limits)
        found: list[Entry] = []
        reason = ""
        try:
            for entry in entries(data):
                quota.member()
                found.append(entry)
        except ReadError as error:
            if not found:
                raise
            reason = error.reason
        yield from _names(found)
        packed: list[Entry] = []
        for entry in found:
            yield from _stored(entry, packed)
        if packed:
            yield from _packed(data, packed, quota)
        if reason:
            yield Unread("", reason)


def _names(found: list[Entry]) -> Iterator[Content]:
    texts = [text for entry in found for text in (entry.name, entry.target)]
    for entry in found:
        if entry.is_comment and entry.is_stored:
            # The new generation writes UTF-8, the old one the encoding of its machine.
            texts += readings(entry.data.rstrip(b"\0"))
    if any(texts):
        yield Piece(
            "\n".join(dict.fromkeys(filter(None, texts))), place="names", medium=Medium.NAME
        )


def _stored(entry: Entry, packed: list[Entry]) -> Iterator[Content]:
    if entry.is_folder or (entry.is_comment and entry.is_stored):
        return
    if entry.is_encrypted:
        yield Unread(entry.name, "encrypted")
    elif entry.is_split:
        yield Unread(entry.name, "split")
    elif entry.is_stored:
        yield Embedded(entry.name, entry.data)
    elif entry.is_comment:
        yield Unread("comment", "not_supported:rar")
    else:
        packed.append(entry)


def _packed(data: bytes, wanted: list[Entry], quota: Quota) -> Iterator[Content]:
    left = [entry.name for entry in wanted]
    try:
        for entry in libarchive.entries(data, quota, ("rar", "rar5"), "rar"):
            name = next((_text(name) for name in entry.names if _text(name) in left), None)
            if name is not None and entry.is_whole:
                left.remove(name)
                yield Embedded(name, entry.content)
    except ReadError as error:
        if error.reason in ("expansion", "too_many_members"):
            raise
    for name in left:
        yield Unread(name, "not_supported:rar")


def _text(name: bytes | str) -> str:
    return name if isinstance(name, str) else readings(name)[0]


FORMAT = Rar()
