"""QR and bar codes: what they say is text like any other."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from zhamen.model.trace import Trace, TraceKind
from zhamen.reading.formatting import Piece
from zhamen.reading.pictures.copycode import code_of

if TYPE_CHECKING:
    from zhamen.reading.ocr.networks import Picture


_SIDE = 1200
"""Longest side at which codes are looked for: a code of 3 % of it is still read."""


def codes(picture: "Picture", page: int | None = None) -> Iterator[Piece | Trace]:
    """Yield the text of every code in a picture; a numbered copy's once, as a trace."""
    try:
        import numpy
        import zxingcpp
    except ImportError:
        return
    import cv2

    scale = _SIDE / max(picture.shape[:2])
    if scale < 1:
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        picture = numpy.asarray(small, numpy.uint8)
    copies = set()
    for code in zxingcpp.read_barcodes(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)):
        copy = code_of(code.text)
        if copy is not None:
            copies.add(copy.digits)
        elif code.text:
            yield Piece(code.text, page, "code")
    for digits in sorted(copies):
        yield Trace(TraceKind.COPY, digits.encode("ascii"), page=page, place="code")
