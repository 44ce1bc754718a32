"""QR and bar codes: what they say is text like any other."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from zhamen.reading.formatting import Piece

if TYPE_CHECKING:
    from zhamen.reading.ocr.networks import Picture


def codes(picture: "Picture", page: int | None = None) -> Iterator[Piece]:
    """Yield the text of every code in a picture."""
    try:
        import zxingcpp
    except ImportError:
        return
    for code in zxingcpp.read_barcodes(picture):
        if code.text:
            yield Piece(code.text, page, "code")
