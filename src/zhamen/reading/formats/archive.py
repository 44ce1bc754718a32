"""Rarer archives and packings, through libarchive: CAB, ISO, AR, CPIO, RPM, LHA, XAR, zstd …"""

from collections.abc import Iterator

from zhamen.model.terms import Medium
from zhamen.model.verdict import Unread
from zhamen.reading.archives import libarchive
from zhamen.reading.archives.unpacking import Quota, readings
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.settings import Limits

_ARCHIVES = (
    b"MSCF\0\0\0\0", b"!<arch>\n", b"070701", b"070702", b"070707", b"\xc7\x71", b"\x71\xc7",
    b"xar!", b"\xed\xab\xee\xdb", b"WARC/",
)  # fmt: skip
_STREAMS = (
    b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"\x02\x21\x4c\x18", b"\x1f\x9d", b"LZIP",
    b"\x89LZO\0\r\n\x1a\n",
)  # fmt: skip
_LHA = tuple(b"-lh" + bytes((each,)) + b"-" for each in b"0124567dsx")


class Archive:
    """Claims what libarchive can unpack and no other format reads."""

    name = "archive"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid on signatures; those of a disc stand too far behind, and there the name hints."""
        if head.startswith(_ARCHIVES + _STREAMS) or head[2:7] in _LHA:
            return 0.5
        return 0.1 if name.lower().endswith(".iso") and not head.strip(b"\0") else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the members, then all names."""
        stream = data.startswith(_STREAMS)
        formats = libarchive.STREAM if stream else libarchive.ARCHIVES
        names: list[str] = []
        for at, entry in enumerate(libarchive.entries(data, Quota(limits), formats), 1):
            texts = [text for name in entry.names for text in _texts(name)]
            names += () if stream else texts
            name = "[content]" if stream else texts[0] if texts else f"[{at}]"
            if entry.content:
                yield Embedded(name, entry.content)
            if entry.is_encrypted or not entry.is_whole:
                yield Unread(name, "encrypted" if entry.is_encrypted else "damaged")
        if names:
            yield Piece("\n".join(dict.fromkeys(names)), place="names", medium=Medium.NAME)


def _texts(name: bytes | str) -> list[str]:
    return [name] if isinstance(name, str) else readings(name)


FORMAT = Archive()
