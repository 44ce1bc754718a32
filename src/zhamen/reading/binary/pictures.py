"""Pictures in the drawing records of old documents ([MS-ODRAW] 2.2.23)."""

import re
import zlib

from zhamen.reading.formatting import Embedded

_BLIP = re.compile(rb"(?s)(..)([\x1a-\x1f\x29\x2a])\xf0(....)")
_KINDS = {0x1A: ".emf", 0x1B: ".wmf", 0x1C: ".pict", 0x1D: ".jpg", 0x1E: ".png", 0x1F: ".dib",
          0x29: ".tif", 0x2A: ".jpg"}  # fmt: skip
_TWO_NAMES = frozenset({0x3D5, 0x217, 0x543, 0x46B, 0x6E3, 0x6E1, 0x7A9, 0x6E5})
"""Instances of records in which two names of sixteen bytes stand in front of the picture."""
_ONE_NAME = frozenset({0x3D4, 0x216, 0x542, 0x46A, 0x6E2, 0x6E0, 0x7A8, 0x6E4})
_METAFILE_HEAD = 34
_MOST = 64 << 20


def blips(data: bytes) -> tuple[list[Embedded], bytes]:
    """Return the pictures of a stream that holds drawing records, and the stream without them."""
    pictures: list[Embedded] = []
    rest: list[bytes] = []
    at = kept = 0
    while found := _BLIP.search(data, at):
        at = found.start() + 1
        instance = int.from_bytes(found[1], "little") >> 4
        size = int.from_bytes(found[3], "little")
        start = found.end()
        if instance not in _ONE_NAME | _TWO_NAMES or start + size > len(data):
            continue
        kind = found[2][0]
        body = data[start + (32 if instance in _TWO_NAMES else 16) : start + size]
        pictures.append(Embedded(f"picture{len(pictures) + 1}{_KINDS[kind]}", _content(body, kind)))
        rest.append(data[kept : found.start()])
        at = kept = start + size
    return pictures, b"".join([*rest, data[kept:]])


def _content(body: bytes, kind: int) -> bytes:
    if kind > 0x1C:
        return body[1:]
    packed = body[_METAFILE_HEAD:]
    try:
        return zlib.decompressobj().decompress(packed, _MOST) if body[32:33] == b"\0" else packed
    except zlib.error:
        return packed
