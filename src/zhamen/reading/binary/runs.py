"""Properties of runs in a Word document: which letters are deleted, hidden, a symbol.

([MS-DOC] 2.9.30 Chpx, 2.6.1 character properties.)
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator

from zhamen.reading.documents.lines import DELETED, HIDDEN, INSERTED
from zhamen.reading.documents.markup import STARS

_PAGE = 512
_FLAGS = {0x0800: DELETED, 0x0801: INSERTED, 0x083C: HIDDEN}
_SYMBOL = 0x6A09
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
"""Bytes of an operand by the top three bits of its property; 6 names its own."""


class Runs:
    """Stretches of the stream that have properties worth knowing, in their order."""

    def __init__(self, rows: list[tuple[int, int, int, str]] | None = None) -> None:
        self._rows = sorted(rows or [])
        self._starts = [row[0] for row in self._rows]

    def between(self, start: int, end: int) -> Iterator[tuple[int, int, int, str]]:
        """Yield (start, end, flags, symbol) that together cover `start:end`."""
        at = max(0, bisect_right(self._starts, start) - 1)
        for first, last, flags, symbol in self._rows[at:]:
            if first >= end:
                break
            if last <= start:
                continue
            if first > start:
                yield start, first, 0, ""
            yield max(first, start), min(last, end), flags, symbol
            start = min(last, end)
        if start < end:
            yield start, end, 0, ""


def read_runs(stream: bytes, table: bytes, at: int) -> Runs:
    """Return the runs that the index at `at` in the stream's head leads to."""
    where, size = struct.unpack_from("<II", stream, at)
    count = max(0, (min(size, len(table) - where) - 4) // 8)
    numbers = struct.unpack_from(f"<{count}I", table, where + 4 * (count + 1)) if count else ()
    rows: list[tuple[int, int, int, str]] = []
    for number in numbers:
        page = stream[(number & 0x3FFFFF) * _PAGE :][:_PAGE]
        if len(page) == _PAGE:
            rows.extend(_page(page))
    return Runs(rows)


def _page(page: bytes) -> Iterator[tuple[int, int, int, str]]:
    count = min(page[-1], 101)
    places = struct.unpack_from(f"<{count + 1}I", page, 0)
    for number in range(count):
        offset = 2 * page[4 * (count + 1) + number]
        size = page[offset] if offset else 0
        flags, symbol = _properties(page[offset + 1 : offset + 1 + size])
        if (flags or symbol) and places[number] < places[number + 1]:
            yield places[number], places[number + 1], flags, symbol


def _properties(packed: bytes) -> tuple[int, str]:
    flags, symbol, at = 0, "", 0
    while at + 3 <= len(packed):
        code = int.from_bytes(packed[at : at + 2], "little")
        at += 2
        size = _SIZES.get(code >> 13, packed[at] + 1)
        if code in _FLAGS and packed[at] & 1:
            flags |= _FLAGS[code]
        elif code == _SYMBOL:
            symbol = STARS.get(packed[at + 2] if at + 2 < len(packed) else 0, "")
        at += size
    return flags, symbol
