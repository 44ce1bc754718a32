"""Rarer pictures that Pillow decodes: AVIF, ICO, PNM, PCX, TGA, JPEG 2000, PSD."""

from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.reading.formatting import Content, Room
from zhamen.reading.pictures import picture as pictures
from zhamen.reading.pictures.pixels import opened
from zhamen.settings import Limits

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (4, b"ftypavif", "AVIF"),
    (4, b"ftypavis", "AVIF"),
    (0, b"\0\0\1\0", "ICO"),
    (0, b"\0\0\2\0", "CUR"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG2000"),
    (0, b"\xff\x4f\xff\x51", "JPEG2000"),
    (0, b"8BPS", "PSD"),
    (0, b"DDS ", "DDS"),
    (0, b"icns", "ICNS"),
)
_PNM = (b"P1", b"P2", b"P3", b"P4", b"P5", b"P6", b"Pf", b"PF")


def _format_of(head: bytes) -> str:
    """Return Pillow's name of the format, empty if it is none of these."""
    if head[:2] in _PNM and head[2:3].isspace():
        return "PPM"
    if (
        head[:1] == b"\x0a"
        and head[1:2] in b"\0\2\3\4\5"
        and head[2:3] == b"\1"
        and head[65:66] in b"\1\3\4"
    ):
        return "PCX"
    return next((name for at, each, name in _SIGNATURES if head.startswith(each, at)), "")


class OtherPictures:
    """Claims what bears the signature of a rarer picture."""

    name = "otherpictures"
    room = Room.LENS

    def claims(self, head: bytes, name: str) -> float:
        """Bid on the signature."""
        return 0.9 if _format_of(head) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the picture. Raises ReadError where this Pillow lacks the decoder."""
        from PIL import Image

        kind = _format_of(data[:128])
        Image.init()
        if kind not in Image.OPEN:
            raise ReadError("not_supported:picture")
        yield from pictures.picture_content(opened(data, (kind,), limits), limits)


FORMAT = OtherPictures()
