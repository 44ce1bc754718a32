"""PNG: the picture (all frames of an APNG), its text chunks, and whatever stands behind its end."""

from collections.abc import Iterator

from zhamen.reading.formatting import Content, Room
from zhamen.reading.pictures import picture as pictures
from zhamen.reading.pictures.appended import behind_png
from zhamen.reading.pictures.pixels import opened
from zhamen.settings import Limits


class Png:
    """Claims files with a PNG signature."""

    name = "png"
    room = Room.LENS

    def claims(self, head: bytes, name: str) -> float:
        """Bid on the eight bytes of the signature."""
        return 0.95 if head.startswith(b"\x89PNG\r\n\x1a\n") else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the picture and its texts, then what was appended."""
        yield from pictures.picture_content(opened(data, ("PNG",), limits), limits)
        yield from behind_png(data)


FORMAT = Png()
