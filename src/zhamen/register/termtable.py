"""Keyed terms: names, numbers and matters, found wherever a message holds them.

A bitmap of 512 KiB first says whether any term begins with the three letters at a place; only
there are the pieces of every length hashed and looked up. A row is one cache line of 8 terms: a
32-bit tag and the number of the term.
"""

from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.register.suite import Words

BITMAP = 1 << 22
"""Bits in the bitmap of prefixes."""
TERM_LANES = 8
_FILL = 6


class TermTable(NamedTuple):
    """Bitmap, tags and term numbers (1 + index; 0 is an empty lane)."""

    bitmap: NDArray[numpy.uint8]
    tags: NDArray[numpy.uint32]
    numbers: NDArray[numpy.uint32]


def bits(prefixes: Words) -> NDArray[numpy.intp]:
    """Return the place in the bitmap of each prefix print."""
    return (prefixes >> numpy.uint64(42)).astype(numpy.intp)


def known_heads(bitmap: NDArray[numpy.uint8], prefixes: Words) -> NDArray[numpy.intp]:
    """Return which of a text's prefixes some term begins with."""
    at = bits(prefixes)
    return numpy.flatnonzero(bitmap[at >> 3] >> (at & 7).astype(numpy.uint8) & 1)


def home_rows(count: int) -> int:
    """Return how many rows terms are spread over."""
    return max(1, -(-count // _FILL))


def build(terms: NDArray[numpy.void], prints: Words, prefixes: Words) -> TermTable:
    """Return the table of terms, given their prints and prefixes under the bundle's key."""
    bitmap = numpy.zeros(BITMAP // 8, numpy.uint8)
    # Terms with a letter left open are asked for by whole candidates, not by their prefix.
    at = bits(prefixes[terms["wild"] == 0])
    numpy.bitwise_or.at(bitmap, at >> 3, (1 << (at & 7)).astype(numpy.uint8))
    rows = home_rows(len(terms))
    home = _home(prints, rows)
    order = numpy.lexsort((numpy.arange(len(terms)), prints, home))
    lane = numpy.arange(len(terms))
    if len(terms):
        lane += numpy.maximum.accumulate(home[order] * TERM_LANES - lane)
    total = (max(rows, int(lane[-1]) // TERM_LANES + 1 if len(lane) else 0) + 1) * TERM_LANES
    tags, numbers = numpy.zeros(total, numpy.uint32), numpy.zeros(total, numpy.uint32)
    tags[lane] = prints[order].astype(numpy.uint32)
    numbers[lane] = order + 1
    return TermTable(bitmap, tags, numbers)


def _home(prints: Words, rows: int) -> NDArray[numpy.intp]:
    high = prints >> numpy.uint64(32)
    return ((high * numpy.uint64(rows)) >> numpy.uint64(32)).astype(numpy.intp)


def find(
    table: TermTable, prints: Words, rows: int
) -> tuple[NDArray[numpy.intp], NDArray[numpy.intp]]:
    """Return (which print, index of the term) for every term of the same tag."""
    tags, numbers = table.tags.reshape(-1, TERM_LANES), table.numbers.reshape(-1, TERM_LANES)
    row, wanted = _home(prints, rows), prints.astype(numpy.uint32)
    asked = numpy.arange(len(prints))
    which: list[NDArray[numpy.intp]] = []
    terms: list[NDArray[numpy.intp]] = []
    while len(row) or not which:
        fits = (tags[row] == wanted[:, None]).reshape(-1).nonzero()[0]
        at = fits // TERM_LANES
        number = numbers[row[at], fits % TERM_LANES].astype(numpy.intp)
        # An empty lane has the tag 0, which may be asked for.
        which.append(asked[at[number > 0]])
        terms.append(number[number > 0] - 1)
        full = (numbers[row, -1] != 0).nonzero()[0]
        row, wanted, asked = row[full] + 1, wanted[full], asked[full]
    return numpy.concatenate(which), numpy.concatenate(terms)
