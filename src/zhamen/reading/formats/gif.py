"""GIF: every frame that differs, its comments, and what stands behind its end."""

from collections.abc import Iterator

from zhamen.reading.formatting import Content, Room
from zhamen.reading.pictures import picture as pictures
from zhamen.reading.pictures.appended import behind_gif
from zhamen.reading.pictures.pixels import opened
from zhamen.settings import Limits


class Gif:
    """Claims files of both versions of GIF."""

    name = "gif"
    room = Room.LENS

    def claims(self, head: bytes, name: str) -> float:
        """Bid on the signature."""
        return 0.95 if head[:6] in (b"GIF87a", b"GIF89a") else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the frames, then comments and what was appended."""
        yield from pictures.picture_content(opened(data, ("GIF",), limits), limits)
        yield from behind_gif(data)


FORMAT = Gif()
