"""BMP: the picture, and what stands behind its end."""

from collections.abc import Iterator

from zhamen.reading.formatting import Content, Room
from zhamen.reading.pictures import picture as pictures
from zhamen.reading.pictures.appended import behind
from zhamen.reading.pictures.pixels import opened
from zhamen.settings import Limits

_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)


class Bmp:
    """Claims Windows bitmaps."""

    name = "bmp"
    room = Room.LENS

    def claims(self, head: bytes, name: str) -> float:
        """Bid on two letters and a header of a known size, so that a text in BM is left alone."""
        known = int.from_bytes(head[14:18], "little") in _HEADERS
        return 0.95 if head[:2] == b"BM" and known else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the picture, then what was appended to it."""
        image = opened(data, ("BMP",), limits)
        yield from pictures.picture_content(image, limits)
        rows = (image.width * int.from_bytes(data[28:30], "little") + 31) // 32 * 4
        whole = int.from_bytes(data[10:14], "little") + rows * image.height
        if int.from_bytes(data[30:34], "little") in (0, 3):
            yield from behind(data, whole)


FORMAT = Bmp()
