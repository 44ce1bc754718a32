"""EMF, WMF and SVM: the text that a metafile draws, and its bitmaps ([MS-EMF], [MS-WMF]).

A metafile that draws and says nothing is a picture: letters may be drawn as outlines.
"""

import struct
from collections.abc import Iterator

from zhamen.model.verdict import Unread
from zhamen.reading.documents.lines import never_silent, piece
from zhamen.reading.documents.metafile import Drawing, read_emf, read_svm, read_wmf
from zhamen.reading.formatting import Content, Embedded, Room
from zhamen.reading.harvest import harvest
from zhamen.settings import Limits

_STARVIEW = b"VCLMTF"
_PLACEABLE, _PLAIN = b"\xd7\xcd\xc6\x9a", (b"\x01\x00\x09\x00\x00", b"\x02\x00\x09\x00\x00")


class Metafile:
    """Claims enhanced and Windows metafiles by their headers."""

    name = "metafile"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid for the signatures."""
        is_emf = head[:4] == b"\x01\0\0\0" and head[40:44] == b" EMF"
        return 0.9 if is_emf or head.startswith((_PLACEABLE, _STARVIEW, *_PLAIN)) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the text in the order of drawing, line by line, then the bitmaps."""
        return never_silent(_read(data, limits))


def _read(data: bytes, limits: Limits) -> Iterator[Content]:
    drawing = Drawing()
    try:
        if data[40:44] == b" EMF":
            read_emf(data, drawing)
        elif data.startswith(_STARVIEW):
            read_svm(data, drawing)
        else:
            read_wmf(data[22:] if data.startswith(_PLACEABLE) else data, drawing)
    except (struct.error, IndexError, ValueError):
        drawing.is_whole = False
    yield from piece(drawing.text(), "drawing")
    yield from piece(harvest(b"\0\0\0\0".join(drawing.rest)), "strings")
    for count, bitmap in enumerate(drawing.bitmaps, 1):
        yield Embedded(f"picture{count}.bmp", bitmap)
    if not drawing.is_whole:
        yield Unread("", "damaged")
    if drawing.is_glyphs:
        yield Unread("", "glyphs")
    elif drawing.is_silent:
        yield Unread("", "not_supported:drawing")


FORMAT = Metafile()
