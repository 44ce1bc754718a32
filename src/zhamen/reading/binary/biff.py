"""Records of Excel's binary format, and the strings in them ([MS-XLS] 2.4, 2.5)."""

import struct
from collections.abc import Iterator

CONTINUE = 0x3C
_PHONETIC, _RICH, _WIDE = 4, 8, 1


def records(data: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """Yield (type, bodies) of every record; the bodies behind the first continue it.

    A record that runs over the end is the last one, of type -1.
    """
    at = 0
    held: tuple[int, list[bytes]] | None = None
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == CONTINUE and held:
            held[1].append(body)
            continue
        if held:
            yield held
        held = (kind, [body])
    if held:
        yield held
    if at > len(data):
        yield -1, []


class Strings:
    """Reads strings one after another from a record and what continues it."""

    def __init__(self, bodies: list[bytes], at: int = 0) -> None:
        self._bodies = bodies
        self._number = 0
        self._at = at

    def next(self) -> str:
        """Return the next string with a length of two bytes. Raises IndexError at the end."""
        count = int.from_bytes(self._take(2), "little")
        flags = self._take(1)[0]
        runs = int.from_bytes(self._take(2), "little") if flags & _RICH else 0
        extra = int.from_bytes(self._take(4), "little") if flags & _PHONETIC else 0
        text = self._letters(count, flags)
        self._skip(4 * runs + extra)
        return text

    def _letters(self, count: int, flags: int) -> str:
        """Return letters; where a record is continued, a new byte says how wide they are."""
        texts: list[str] = []
        while count > 0:
            body = self._bodies[self._number]
            width = 2 if flags & _WIDE else 1
            raw = body[self._at : self._at + min(count, (len(body) - self._at) // width) * width]
            texts.append(raw.decode("utf-16-le" if width == 2 else "latin-1", "replace"))
            self._at += len(raw)
            count -= len(raw) // width
            if count > 0:
                self._number, self._at = self._number + 1, 1
                flags = self._bodies[self._number][0]
        return "".join(texts)

    def _take(self, size: int) -> bytes:
        body = self._bodies[self._number]
        if self._at >= len(body):
            self._number, self._at = self._number + 1, 0
            body = self._bodies[self._number]
        self._at += size
        taken = body[self._at - size : self._at]
        if len(taken) < size:
            raise IndexError
        return taken

    def _skip(self, size: int) -> None:
        while size > 0 and self._number < len(self._bodies):
            step = min(size, len(self._bodies[self._number]) - self._at)
            size -= step
            self._at += step
            if size > 0:
                self._number, self._at = self._number + 1, 0


def short_string(body: bytes, at: int, wide: bool, length: int = 1) -> str:
    """Return a string whose length takes `length` bytes; 8 bits a letter before BIFF8."""
    count = int.from_bytes(body[at : at + length], "little")
    at += length
    if not wide:
        return body[at : at + count].decode("gb18030", "replace")
    is_wide = at < len(body) and body[at] & _WIDE
    raw = body[at + 1 : at + 1 + count * (2 if is_wide else 1)]
    return raw.decode("utf-16-le" if is_wide else "latin-1", "replace")
