"""TIFF: every page, with its notes."""

from collections.abc import Iterator

from zhamen.reading.formatting import Content, Room
from zhamen.reading.pictures import picture as pictures
from zhamen.reading.pictures.pixels import opened
from zhamen.settings import Limits

_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


class Tiff:
    """Claims TIFF and BigTIFF in both byte orders."""

    name = "tiff"
    room = Room.LENS

    def claims(self, head: bytes, name: str) -> float:
        """Bid on byte order and version."""
        return 0.95 if head[:4] in _MAGIC else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield page after page."""
        yield from pictures.picture_content(opened(data, ("TIFF",), limits), limits)


FORMAT = Tiff()
