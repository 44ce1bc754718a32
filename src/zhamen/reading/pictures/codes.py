"""QR and bar codes: what they say is text like any other."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from zhamen.model.trace import Trace, TraceKind
from zhamen.reading.formatting import Piece
from zhamen.reading.pictures.copycode import code_of

if TYPE_CHECKING:
    from zhamen.reading.ocr.networks import Picture
    from zhamen.reading.pictures.pixels import Grey

_SIDE = 1200
"""Longest side at which codes are looked for: a code of 3 % of it is still read."""
_NEARLY = 0.8


def codes(
    picture: "Picture", page: int | None = None, light: "Grey | None" = None
) -> Iterator[Piece | Trace]:
    """Yield the text of every code in a picture; a numbered copy's once, as a trace.

    `light` is the same picture without colour and at a larger size, where there is one: QR codes,
    which are small and quickly found, are looked for in that too.
    """
    copies = set()
    for text in dict.fromkeys(_texts(picture, light)):
        copy = code_of(text)
        if copy is not None:
            copies.add(copy.digits)
        elif text:
            yield Piece(text, page, "code")
    for digits in sorted(copies):
        yield Trace(TraceKind.COPY, digits.encode("ascii"), page=page, place="code")


def _texts(picture: "Picture", light: "Grey | None") -> Iterator[str]:
    try:
        import zxingcpp
    except ImportError:
        return
    import cv2

    for code in zxingcpp.read_barcodes(_sized(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))):
        yield code.text
    if light is not None:
        square = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        for code in zxingcpp.read_barcodes(_sized(light), formats=square):
            yield code.text


def _sized(grey: Any) -> Any:
    import cv2

    scale = _SIDE / max(grey.shape)
    # Making a picture a little smaller takes longer than looking through it as it is.
    if scale >= _NEARLY:
        return grey
    return cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
