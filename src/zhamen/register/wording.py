"""Wordings that may be a title or a number with one wrong character in it.

Trying every letter of every stretch of a text as the wrong one would cost too much; a title or a
number stands alone on its line, in quotes, or shows by its shape that it is one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy

from zhamen.register.enrol import opened
from zhamen.register.letters import Letters, Units

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


class Candidate(NamedTuple):
    """A stretch of letters to look up: where it begins, and which letter is left open."""

    start: int
    units: Units
    wild: int = 0
    """1 + the place of the open letter; 0: none."""


def candidates(folded: str, own: Letters, lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Return (first letter, length) of every wording that may be a term of one of the lengths."""
    if not lengths or not len(own.units):
        return []
    wanted = frozenset(lengths)
    found: dict[tuple[int, int], None] = {}
    for start, end in _stretches(folded, own):
        if end - start in wanted:
            found[start, end - start] = None
    for end in (numpy.flatnonzero(own.units == _NUMBER_END) + 1).tolist():
        found.update(((end - length, length), None) for length in lengths if length <= end)
    return list(found)[:MOST]


def _stretches(folded: str, own: Letters) -> Iterator[tuple[int, int]]:
    """Yield (first, last + 1) letter of what stands alone, in quotes, or has a title's shape."""
    for shape in _SHAPES:
        for match in shape.finditer(folded):
            group = match.lastindex or 0
            start, end = numpy.searchsorted(own.places, match.span(group)).tolist()
            yield start, end


def opened_at_each(own: Letters, stretches: Iterable[tuple[int, int]]) -> list[Candidate]:
    """Return each stretch as often as it has letters, with another one left open each time."""
    return [
        Candidate(start, opened(own.units[start : start + length], at), at + 1)
        for start, length in stretches
        for at in range(length)
    ]
