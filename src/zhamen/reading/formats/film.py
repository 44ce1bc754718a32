"""Film: its pictures, its sound, its subtitles, and the files that it carries along."""

from collections.abc import Iterator

from zhamen.reading.formatting import Content, Room
from zhamen.settings import Limits

_SIGNATURES = (
    (0, b"\x1aE\xdf\xa3"),
    (8, b"AVI "),
    (0, b"FLV\x01"),
    (0, bytes.fromhex("3026b2758e66cf11")),
    (0, b"\x00\x00\x01\xba"),
    (0, b"\x00\x00\x01\xb3"),
    (0, b".RMF"),
)
_STILL = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis",
          b"crx ", b"jpeg", b"MiHE")  # fmt: skip
"""Brands of pictures in the same boxes (ISO 23008-12)."""
_BOXES = (b"moov", b"mdat", b"wide", b"pnot")
_PACKET, _TIMED_PACKET, _SYNC = 188, 192, 0x47
_SURE, _LIKELY = 0.85, 0.6


class Film:
    """Claims containers that usually hold moving pictures."""

    name = "film"
    room = Room.EAR

    def claims(self, head: bytes, name: str) -> float:
        """Bid for signatures of film; a little less than sound and pictures of the same family."""
        if any(head[at : at + len(mark)] == mark for at, mark in _SIGNATURES):
            return _SURE
        if head[4:8] == b"ftyp":
            return 0.0 if head[8:12] in _STILL else _SURE
        if head[4:8] in _BOXES:
            return _LIKELY
        return _SURE if _is_transport(head) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield what the film says of itself, its sound and its speech, and its pictures."""
        from zhamen.reading.recordings.media import read_media

        yield from read_media(data, limits, self.name)


def _is_transport(head: bytes) -> bool:
    """Tell whether packets of a transport stream follow each other, with or without a clock."""
    for first, step in ((0, _PACKET), (4, _TIMED_PACKET)):
        marks = head[first : first + 5 * step : step]
        if len(marks) >= 3 and set(marks) == {_SYNC}:
            return True
    return False


FORMAT = Film()
