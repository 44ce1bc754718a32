"""Wordings that may be a title or a number with one wrong character in it.

Trying every letter of every stretch of a text as the wrong one would cost too much; a title or a
number stands alone on its line, in quotes, or shows by its shape that it is one.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.register.letters import Letters, Places, Units

MOST = 300
"""Wordings tried in one text, the first ones."""
_SHAPES = (
    re.compile(r"《([^《》\n]{4,40})》|\"([^\"\n]{4,40})\"|'([^'\n]{4,40})'"),
    re.compile(r"(?:^|\n)[^\S\n]*([^\n]{4,40})(?=\n|$)"),
    re.compile(
        r"(关于[^\n]{2,24}?(?:通知|意见|方案|报告|请示|批复|函|决定|决议|纪要|规定|办法|通报|公告|汇报|计划|总结|预案|细则|要点))"
    ),
)
_NUMBER_END = ord("号")
WILDCARD = 0xFFFF
"""No character: it stands for whichever letter is there."""


class Pieces(NamedTuple):
    """Stretches of one length to look up: parallel arrays, one row a stretch."""

    starts: Places
    """First letter of each in the text."""
    units: Units
    """Shape (stretches, length)."""
    wild: NDArray[numpy.uint16]
    """1 + the place of the letter that is left open; 0: none."""


def pieces(own: Letters, starts: Places, length: int) -> Pieces:
    """Return the stretches of a length that begin at the given letters, where there is room."""
    starts = starts[starts + length <= len(own.units)]
    units = own.units[starts[:, None] + numpy.arange(length)]
    return Pieces(starts, units, numpy.zeros(len(starts), numpy.uint16))


def opened(units: Units) -> Units:
    """Return each row as often as it has letters, with another one left open each time."""
    count, length = units.shape
    each = numpy.repeat(units, length, axis=0)
    each[numpy.arange(count * length), numpy.tile(numpy.arange(length), count)] = WILDCARD
    return each


def opened_pieces(closed: Pieces) -> Pieces:
    """Return the stretches with every letter in turn left open."""
    count, length = closed.units.shape
    wild = numpy.tile(numpy.arange(1, length + 1, dtype=numpy.uint16), count)
    return Pieces(numpy.repeat(closed.starts, length), opened(closed.units), wild)


def candidates(folded: str, own: Letters, lengths: Sequence[int]) -> Iterator[Pieces]:
    """Yield the wordings of each length that may be a term with a wrong letter in it."""
    if not lengths or not len(own.units):
        return
    wanted = frozenset(lengths)
    found: dict[tuple[int, int], None] = {}
    for start, end in _stretches(folded, own):
        if end - start in wanted:
            found[end - start, start] = None
    for end in (numpy.flatnonzero(own.units == _NUMBER_END) + 1).tolist():
        found.update(((length, end - length), None) for length in lengths if length <= end)
    for length, group in groupby(sorted(list(found)[:MOST]), key=itemgetter(0)):
        yield pieces(own, numpy.array([start for _, start in group]), length)


def _stretches(folded: str, own: Letters) -> Iterator[tuple[int, int]]:
    """Yield (first, last + 1) letter of what stands alone, in quotes, or has a title's shape."""
    for shape in _SHAPES:
        for match in shape.finditer(folded):
            group = match.lastindex or 0
            start, end = numpy.searchsorted(own.places, match.span(group)).tolist()
            yield start, end
