"""Safe reading of ZIP packages and the XML in them: bounded, offline, without entities."""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.terms import Medium
from zhamen.model.verdict import Unread
from zhamen.reading.archives.unpacking import Quota, readings
from zhamen.reading.archives.unzipping import said, unpacked
from zhamen.reading.archives.zipping import Layout, Member
from zhamen.reading.formatting import Content, Embedded, Piece
from zhamen.settings import Limits

_DEFLATED = 8
_HEAD = 2048
_FOREIGN_ENTITY = re.compile(rb"&(?!#|(?:lt|gt|amp|quot|apos);)")


class Entry:
    """One member of a package, by its name."""

    __slots__ = ("filename", "member")

    def __init__(self, member: Member) -> None:
        self.member = member
        self.filename = readings(member.name)[0].replace("\\", "/").replace("\0", "")


class Package:
    """A ZIP package whose members together stay within the limits."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open it. Raises ReadError for damage and too many members."""
        self._data = data
        self._quota = Quota(limits)
        self._layout = Layout(data, self._quota)
        self._torn: list[str] = []
        self._entries = [Entry(each) for each in self._layout.members()]
        if not self._entries:
            raise ReadError("damaged")

    def members(self) -> list[Entry]:
        """Return the members of every directory and of none, folders left out."""
        return [
            each for each in self._entries if each.member.size or not each.filename.endswith("/")
        ]

    def head_of(self, entry: Entry) -> bytes:
        """Return a member's first bytes, nothing where it cannot be unpacked."""
        member = entry.member
        raw = self._data[member.start :][: min(member.packed, 2 * _HEAD)]
        if member.method != _DEFLATED:
            return raw[:_HEAD]
        try:
            return zlib.decompressobj(-15).decompress(raw, _HEAD)
        except zlib.error:
            return b""

    def bytes_of(self, entry: Entry) -> bytes:
        """Return a member unpacked. Raises ReadError; the sizes in its header are not believed.

        A member that is not what its headers say is read as far as it goes, if `beside` is asked.
        """
        member = entry.member
        if member.start < 0:
            raise ReadError("damaged")
        content, is_whole = unpacked(self._data, member, self._quota)
        if not is_whole or (member.crc and zlib.crc32(content) != member.crc):
            self._torn.append(entry.filename)
        return content

    def beside(self) -> Iterator[Content]:
        """Yield what a package holds besides the content of its members; ask when it is read."""
        texts = [text for each in self._entries for text in said(each.member)]
        texts += [text for comment in self._layout.comments for text in readings(comment)]
        if told := [text for text in dict.fromkeys(texts) if not text.isascii()]:
            yield Piece("\n".join(told), place="names", medium=Medium.NAME)
        for at, content in self._layout.gaps():
            self._quota.take(len(content))
            yield Embedded(f"[{at}]", content)
        if not self._layout.has_end or self._layout.is_cut or self._layout.is_split:
            yield Unread("", "damaged")
        for name in self._torn:
            yield Unread(name, "damaged")


def xml_events(data: bytes, *events: str, tag: str | None = None) -> Iterator[tuple[str, Any]]:
    """Yield parse events of an XML file, of all elements or of one name.

    Raises ReadError("damaged"), also half-way.

    A file that declares entities, or uses some that it does not, is refused: what they stand for
    would be left out.
    """
    from lxml import etree

    parser = etree.iterparse(
        BytesIO(data), events=events, tag=tag, resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False, remove_pis=True,
        remove_comments=True,
    )  # fmt: skip
    try:
        for at, (event, node) in enumerate(parser):
            if at == 0 and _has_entities(node.getroottree().docinfo.internalDTD, data):
                raise ReadError("damaged")
            yield event, node
    except etree.XMLSyntaxError as error:
        raise ReadError("damaged") from error


def _has_entities(dtd: Any, data: bytes) -> bool:
    """Tell whether a document has entities of its own. A document type alone is harmless."""
    if dtd is None:
        return False
    declared = any(True for _ in dtd.iterentities()) or any(True for _ in dtd.iterelements())
    return declared or _FOREIGN_ENTITY.search(data.replace(b"\0", b"")) is not None
