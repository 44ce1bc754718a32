"""Data behind the end of a picture: the film of a motion photo, a hidden archive, a comment."""

import re
from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.reading.decode import decode
from zhamen.reading.formatting import Content, Embedded, Piece

_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
_STANDALONE = frozenset((0x01, *range(0xD0, 0xD8)))


def behind(data: bytes, end: int) -> Iterator[Content]:
    """Yield what stands behind `end` as a file of its own, but for filling."""
    rest = data[end:] if 0 < end < len(data) else b""
    if rest.strip(b"\0\r\n \xff"):
        yield Embedded("appended", rest.lstrip(b"\0"))


def behind_jpeg(data: bytes) -> Iterator[Content]:
    """Yield the comments of a JPEG, then every picture and the rest behind its end."""
    end, comments = _end_of_jpeg(data, 0)
    texts = [text for comment in comments for text in _text(comment)]
    if texts:
        yield Piece("\n".join(texts), place="comment")
    if end:
        yield from behind(data, end)


def _text(data: bytes) -> list[str]:
    try:
        return decode(data.strip(b"\0"))
    except ReadError:
        return []


def _end_of_jpeg(data: bytes, at: int) -> tuple[int, list[bytes]]:
    """Return where a JPEG ends, 0 if it does not, and its comments (ITU T.81, annex B)."""
    comments: list[bytes] = []
    at += 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xD9:
            return at + 2, comments
        if marker == 0xFF or marker in _STANDALONE:
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xFE:
            comments.append(data[at + 4 : at + 2 + length])
        at += 2 + length
        if marker == 0xDA:
            at = _next_marker(data, at)
    return (at + 2 if data[at : at + 2] == b"\xff\xd9" else 0), comments


def _next_marker(data: bytes, at: int) -> int:
    """Return where the scan's data end: at the first marker that is no restart and no zero."""
    found = _MARKER.search(data, at)
    return found.start() if found else len(data)


def behind_png(data: bytes) -> Iterator[Content]:
    """Yield what stands behind the last chunk of a PNG."""
    at = 8
    while at + 8 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        at += 12 + length
        if name == b"IEND":
            yield from behind(data, at)
            return


def behind_gif(data: bytes) -> Iterator[Content]:
    """Yield every comment of a GIF, then what stands behind its trailer (GIF89a, 15–27)."""
    at = 13 + (3 << (data[10] & 7) + 1 if len(data) > 10 and data[10] & 0x80 else 0)
    comments: list[str] = []
    while at < len(data) and data[at] in (0x21, 0x2C):
        label = data[at + 1] if data[at] == 0x21 and at + 1 < len(data) else 0
        if data[at] == 0x21:
            at += 2
        else:
            packed = data[at + 9] if at + 9 < len(data) else 0
            at += 11 + (3 << (packed & 7) + 1 if packed & 0x80 else 0)
        at, block = _blocks(data, at)
        if label == 0xFE:
            comments += _text(block)
    if comments:
        yield Piece("\n".join(comments), place="comment")
    if data[at : at + 1] == b"\x3b":
        yield from behind(data, at + 1)


def _blocks(data: bytes, at: int) -> tuple[int, bytes]:
    """Return where a chain of sub-blocks ends, and what it holds."""
    found = bytearray()
    while at < len(data) and data[at]:
        found += data[at + 1 : at + 1 + data[at]]
        at += 1 + data[at]
    return at + 1, bytes(found)
