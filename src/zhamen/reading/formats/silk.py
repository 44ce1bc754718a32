"""SILK: the voice messages of WeChat and QQ, which no container holds (silk-python)."""

import io
import struct
from collections.abc import Iterator
from time import monotonic
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.formatting import Content, Room
from zhamen.settings import Limits

_MAGIC = b"#!SILK_V3"
_TENCENT = b"\x02"
"""Stands before the magic in WeChat's files, which leave out the mark of the end (-1)."""
_RATE = 16_000
_BLOCK = 10 * _RATE
_FRAME_SECONDS = 0.02


class Silk:
    """Claims SILK V3 with or without the byte that Tencent puts before it."""

    name = "silk"
    room = Room.EAR

    def claims(self, head: bytes, name: str) -> float:
        """Bid for the magic."""
        return 0.95 if head.removeprefix(_TENCENT).startswith(_MAGIC) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield what is heard on it."""
        try:
            import pysilk
        except ImportError as error:
            raise ReadError("not_supported:sound") from error
        from zhamen.reading.recordings.hearing import listen
        from zhamen.reading.recordings.media import SHARE

        deadline = monotonic() + SHARE * limits.seconds
        packets, whole = _packets(data)
        if not packets:
            raise ReadError("damaged")
        most = int(limits.sound_seconds / _FRAME_SECONDS)
        sound = io.BytesIO()
        try:
            pysilk.decode(io.BytesIO(_silk(packets[:most])), sound, _RATE)
        except pysilk.SilkError as error:
            raise ReadError("damaged") from error
        heard = list(listen(_blocks(sound.getvalue()), limits, deadline))
        # There are no checksums: what decodes to nothing is no voice message that was spoken.
        yield from heard or (Unread("", "damaged"),)
        if len(packets) > most:
            yield Unread("", "sound_too_long")
        if not whole:
            yield Unread("", "damaged")


def _packets(data: bytes) -> tuple[list[bytes], bool]:
    """Return the packets that are there whole, and whether nothing but the end follows them."""
    packets: list[bytes] = []
    at = len(_MAGIC) + data.startswith(_TENCENT)
    while at + 2 <= len(data):
        size = struct.unpack_from("<h", data, at)[0]
        if size < 0:
            return packets, True
        if size == 0 or at + 2 + size > len(data):
            return packets, False
        packets.append(data[at + 2 : at + 2 + size])
        at += 2 + size
    return packets, at == len(data)


def _silk(packets: list[bytes]) -> bytes:
    """Return a file of these packets, as the decoder wants it: without the mark of the end."""
    return _MAGIC + b"".join(struct.pack("<h", len(each)) + each for each in packets)


def _blocks(pcm: bytes) -> Iterator[Any]:
    import numpy

    for first in range(0, len(pcm), 2 * _BLOCK):
        block = numpy.frombuffer(pcm[first : first + 2 * _BLOCK], "<i2")
        yield block.astype(numpy.float32) / numpy.float32(32768)


FORMAT = Silk()
