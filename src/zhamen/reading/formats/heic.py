"""HEIC, HEIF: what phones photograph in; read where the extra `heic` is installed."""

from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.reading.formatting import Content, Room
from zhamen.reading.pictures import picture as pictures
from zhamen.reading.pictures.pixels import opened
from zhamen.settings import Limits, Settings

_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


class Heic:
    """Claims ISO media files of the brands of HEIF, but for AVIF."""

    name = "heic"
    room = Room.LENS

    def claims(self, head: bytes, name: str) -> float:
        """Bid on the first box and its brand."""
        return 0.95 if head[4:8] == b"ftyp" and head[8:12] in _BRANDS else 0.0

    def prepare(self, settings: Settings) -> None:
        """Register the decoder while the room is being furnished."""
        _registered()

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the pictures. Raises ReadError where there is no decoder."""
        if not _registered():
            raise ReadError("not_supported:heic")
        yield from pictures.picture_content(opened(data, ("HEIF", "AVIF"), limits), limits)


def _registered() -> bool:
    try:
        from pi_heif import register_heif_opener
    except ImportError:
        return False
    register_heif_opener(thumbnails=False, decode_threads=1)
    return True


FORMAT = Heic()
