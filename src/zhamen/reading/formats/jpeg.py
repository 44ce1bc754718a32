"""JPEG: the picture, its notes and comments, and whatever was put behind its end."""

from collections.abc import Iterator

from zhamen.reading.formatting import Content, Room
from zhamen.reading.pictures import picture as pictures
from zhamen.reading.pictures.appended import behind_jpeg
from zhamen.reading.pictures.pixels import opened
from zhamen.settings import Limits, Settings


class Jpeg:
    """Claims files that begin with a JPEG's first marker."""

    name = "jpeg"
    room = Room.LENS

    def claims(self, head: bytes, name: str) -> float:
        """Bid on the start of image and the marker that follows."""
        return 0.95 if head.startswith(b"\xff\xd8\xff") else 0.0

    def prepare(self, settings: Settings) -> None:
        """Load the networks while the room is being furnished."""
        pictures.prepare()

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the picture, then what a motion photo or anybody else appended."""
        yield from pictures.picture_content(opened(data, ("JPEG", "MPO"), limits), limits)
        yield from behind_jpeg(data)


FORMAT = Jpeg()
