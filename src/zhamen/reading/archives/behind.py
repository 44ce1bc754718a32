"""Archives behind pictures, recordings, programs and texts: two files in one, each reader's own.

A picture with an archive behind it opens as a picture and unpacks as an archive; a program that
unpacks itself is one as well.
"""

import struct

_END = b"PK\x05\x06"
_MOST_COMMENT = 1 << 16
_SIGNATURES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")


def archive_behind(data: bytes) -> bytes:
    """Return the archive that begins somewhere within `data`, nothing if there is none."""
    starts = [data.find(signature, 1) for signature in _SIGNATURES]
    starts.append(_zip_start(data))
    start = min((at for at in starts if at > 0), default=0)
    return data[start:] if start else b""


def _zip_start(data: bytes) -> int:
    at = data.rfind(_END, max(1, len(data) - _MOST_COMMENT - 22))
    if at < 0 or at + 22 > len(data):
        return -1
    size, offset = struct.unpack_from("<II", data, at + 12)
    start: int = at - size - offset
    if start > 0 and data.startswith(b"PK", start):
        return start
    # Some programs write offsets from the beginning of the whole file.
    return data.find(b"PK\x03\x04", 1, at) if data.startswith(b"PK", at - size) else -1
