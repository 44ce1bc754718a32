"""Keyed terms: names, numbers and matters, found wherever a message holds them.

A filter says where in a message a term may begin, and of which length: it holds the first three
letters of all terms, and the next three of those that are also kept with one letter left open.
Only such pieces are hashed and looked up. A row is 8 terms: a 32-bit tag and the number of each.
"""

from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.register import bloom
from zhamen.register.suite import Words

TERM_LANES = 8
SECOND = 64
"""Added to the length of a term where its letters 4 to 6 are meant; no term is longer."""
_FILL = 6


class TermTable(NamedTuple):
    """Filter, tags and term numbers (1 + index; 0 is an empty lane)."""

    heads: Words
    """Of the first three letters of each term, with its length; and of the next three of those in
    which one may be wrong, with `SECOND` added to it."""
    tags: NDArray[numpy.uint32]
    numbers: NDArray[numpy.uint32]
    rows: int
    """Home rows."""
    lengths: Words
    """Letters that exact terms have, ascending."""
    wild: Words
    """Letters of those in which one may be wrong."""


def home_rows(count: int) -> int:
    """Return how many rows terms are spread over."""
    return max(1, -(-count // _FILL))


def build(terms: NDArray[numpy.void], prints: Words, heads: Words, seconds: Words) -> TermTable:
    """Return the table of terms, given their prints, heads and seconds under the bundle's key.

    A term with a letter left open stands beside its exact form, whose head and second say it all;
    the second is 0 in terms in which no letter is left open.
    """
    exact = terms["wild"] == 0
    opened = exact & (terms["second"] != 0)
    lengths = terms["length"].astype(numpy.uint64)
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
    return TermTable(
        bloom.build(
            numpy.concatenate((heads[exact], seconds[opened])),
            numpy.concatenate((lengths[exact], lengths[opened] + numpy.uint64(SECOND))),
        ),
        tags,
        numbers,
        rows,
        numpy.unique(lengths[exact]),
        numpy.unique(lengths[opened]),
    )


def _home(prints: Words, rows: int) -> NDArray[numpy.intp]:
    high = prints >> numpy.uint64(32)
    return ((high * numpy.uint64(rows)) >> numpy.uint64(32)).astype(numpy.intp)


def find(table: TermTable, prints: Words) -> tuple[NDArray[numpy.intp], NDArray[numpy.intp]]:
    """Return (which print, index of the term) for every term of the same tag."""
    tags, numbers = table.tags.reshape(-1, TERM_LANES), table.numbers.reshape(-1, TERM_LANES)
    row, wanted = _home(prints, table.rows), prints.astype(numpy.uint32)
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
