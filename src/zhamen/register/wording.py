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
from zhamen.register.prints import PREFIX

MOST = 300
"""Wordings tried in one text, the first ones."""
ENDINGS = (
    *(
        "通知",
        "意见",
        "方案",
        "报告",
        "请示",
        "批复",
        "决定",
        "决议",
        "纪要",
        "规定",
        "办法",
        "通报",
    ),
    *(
        "公告",
        "汇报",
        "计划",
        "总结",
        "预案",
        "细则",
        "要点",
        "条例",
        "解释",
        "标准",
        "安排",
        "规划",
    ),
    *("函", "法", "号"),
)
"""What titles and numbers of official papers end in: two letters, or one."""
_SHAPES = (
    re.compile(r"《([^《》\n]{4,40})》|\"([^\"\n]{4,40})\"|'([^'\n]{4,40})'"),
    re.compile(r"(?:^|\n)[^\S\n]*([^\n]{4,40})(?=\n|$)"),
)
_SINGLE = numpy.array([ord(end) for end in ENDINGS if len(end) == 1], numpy.uint16)
_DOUBLE = numpy.array([ord(e[0]) << 16 | ord(e[1]) for e in ENDINGS if len(e) == 2], numpy.uint32)
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


def opened_pieces(closed: Pieces, known: NDArray[numpy.bool_]) -> Pieces:
    """Return the stretches with every letter in turn left open.

    Where no term is known to begin as a stretch does, only its beginning may be wrong.
    """
    count, length = closed.units.shape
    wild = numpy.tile(numpy.arange(1, length + 1, dtype=numpy.uint16), count)
    tried = numpy.repeat(known, length) | (wild <= PREFIX)
    starts = numpy.repeat(closed.starts, length)
    return Pieces(starts[tried], opened(closed.units)[tried], wild[tried])


def candidates(folded: str, own: Letters, lengths: Sequence[int]) -> Iterator[Pieces]:
    """Yield the wordings of each length that may be a term with a wrong letter in it."""
    if not lengths or not len(own.units):
        return
    wanted = frozenset(lengths)
    found: dict[tuple[int, int], None] = {}
    for start, end in _stretches(folded, own):
        if end - start in wanted:
            found[end - start, start] = None
    for end in _ends(own.units):
        found.update(((length, end - length), None) for length in lengths if length <= end)
    for length, group in groupby(sorted(list(found)[:MOST]), key=itemgetter(0)):
        yield pieces(own, numpy.array([start for _, start in group]), length)


def _ends(units: Units) -> list[int]:
    """Return behind which letters a title or number may end, wherever it may begin.

    Behind an ending, and one letter behind digits: there 号 may be the wrong letter.
    """
    pairs = units[:-1].astype(numpy.uint32) << 16 | units[1:]
    digits = (units >= ord("0")) & (units <= ord("9"))
    ends = (
        numpy.flatnonzero(numpy.isin(units, _SINGLE)) + 1,
        numpy.flatnonzero(numpy.isin(pairs, _DOUBLE)) + 2,
        numpy.flatnonzero(digits[:-1] & ~digits[1:]) + 2,
    )
    found: list[int] = numpy.unique(numpy.concatenate(ends)).tolist()
    return found


def _stretches(folded: str, own: Letters) -> Iterator[tuple[int, int]]:
    """Yield (first, last + 1) letter of what stands alone, in quotes, or has a title's shape."""
    for shape in _SHAPES:
        for match in shape.finditer(folded):
            group = match.lastindex or 0
            start, end = numpy.searchsorted(own.places, match.span(group)).tolist()
            yield start, end
