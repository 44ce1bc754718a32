"""WEBP: the picture or all frames of the animation, its notes, and what stands behind its end."""

from collections.abc import Iterator

from zhamen.reading.formatting import Content, Room
from zhamen.reading.pictures import picture as pictures
from zhamen.reading.pictures.appended import behind
from zhamen.reading.pictures.pixels import opened
from zhamen.settings import Limits


class Webp:
    """Claims RIFF files of the kind WEBP."""

    name = "webp"
    room = Room.LENS

    def claims(self, head: bytes, name: str) -> float:
        """Bid on the two names in the head."""
        return 0.95 if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the frames, then what was appended."""
        yield from pictures.picture_content(opened(data, ("WEBP",), limits), limits)
        yield from behind(data, 8 + int.from_bytes(data[4:8], "little"))


FORMAT = Webp()
