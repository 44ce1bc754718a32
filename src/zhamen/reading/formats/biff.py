"""Excel's records without a compound file around them: Excel 2 to 4, and some exporters."""

from collections.abc import Iterator

from zhamen.reading.binary.excel import read_stream
from zhamen.reading.formatting import Content, Room
from zhamen.settings import Limits

_BEGINNINGS = tuple(
    kind + size + version
    for kind, size, version in (
        (b"\x09\x00", b"\x04\x00", b"\x02\x00"),
        (b"\x09\x00", b"\x04\x00", b"\x00\x00"),
        (b"\x09\x00", b"\x04\x00", b"\x07\x00"),
        (b"\x09\x02", b"\x06\x00", b"\x00\x00"),
        (b"\x09\x02", b"\x06\x00", b"\x00\x03"),
        (b"\x09\x04", b"\x06\x00", b"\x00\x00"),
        (b"\x09\x04", b"\x06\x00", b"\x00\x04"),
        (b"\x09\x08", b"\x08\x00", b"\x00\x05"),
        (b"\x09\x08", b"\x10\x00", b"\x00\x06"),
    )
)


class Biff:
    """Claims files whose first record begins a workbook or a sheet."""

    name = "biff"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid for the first record, its length and its version."""
        return 0.8 if head.startswith(_BEGINNINGS) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the sheets and what stands beside their cells."""
        return read_stream(data)


FORMAT = Biff()
