"""Keyed terms: names, numbers and matters, found wherever a message holds them.

Two bitmaps of 512 KiB say whether any term begins with the three letters at a place, and whether
one of a certain length does; only such pieces are hashed and looked up. A row is one cache line of
8 terms: a 32-bit tag and the number of the term.
"""

from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.register.suite import Words

BITMAP = 1 << 22
"""Bits in each bitmap of prefixes."""
_SPREAD = 0x9E3779
"""Odd: every length moves a prefix's bit to another place."""
_ANY = numpy.zeros(1, numpy.uint64)
TERM_LANES = 8
_FILL = 6


class TermTable(NamedTuple):
    """Bitmaps, tags and term numbers (1 + index; 0 is an empty lane)."""

    bitmap: NDArray[numpy.uint8]
    tags: NDArray[numpy.uint32]
    numbers: NDArray[numpy.uint32]


def bits(prefixes: Words, lengths: Words) -> NDArray[numpy.intp]:
    """Return the place of each prefix print before a length, in the second bitmap; 0: before any.

    Both bitmaps are one array.
    """
    spread = lengths * numpy.uint64(_SPREAD) & numpy.uint64(BITMAP - 1)
    second = (lengths > 0).astype(numpy.uint64) * numpy.uint64(BITMAP)
    at: NDArray[numpy.intp] = ((prefixes >> numpy.uint64(42) ^ spread) + second).astype(numpy.intp)
    return at


def known_heads(
    bitmap: NDArray[numpy.uint8], prefixes: Words, lengths: Words = _ANY
) -> NDArray[numpy.bool_]:
    """Return for each of a text's prefixes whether some term of the length begins with it."""
    at = bits(prefixes, lengths)
    known: NDArray[numpy.bool_] = (bitmap[at >> 3] >> (at & 7).astype(numpy.uint8) & 1) != 0
    return known


def home_rows(count: int) -> int:
    """Return how many rows terms are spread over."""
    return max(1, -(-count // _FILL))


def build(terms: NDArray[numpy.void], prints: Words, prefixes: Words) -> TermTable:
    """Return the table of terms, given their prints and prefixes under the bundle's key."""
    bitmap = numpy.zeros(2 * BITMAP // 8, numpy.uint8)
    # A term with a letter left open stands beside its exact form, whose prefix says it all.
    exact = terms["wild"] == 0
    heads, lengths = prefixes[exact], terms["length"][exact].astype(numpy.uint64)
    at = numpy.concatenate((bits(heads, _ANY), bits(heads, lengths)))
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
