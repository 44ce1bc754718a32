"""Which windows of a message a gate asks for: of two that speak for each other always one.

In the gate's tier two hits are a match only at the distances that sampling gives. So a third of
the windows need not be asked for at first: none of these speaks for another of them. Where one of
the others is a hit, those beside it are asked for after all. Memory is what a message waits for.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

_GATE_STEPS = 2
_LONGEST_PERIOD = 9
_AT_FIRST = 1 << 12
Places = NDArray[numpy.intp]


def steps(strides: Iterable[int]) -> set[int]:
    """Return the distances between two windows that speak for each other in a gate's tier."""
    # Lines keep every window: theirs are next to each other, and need no second step.
    return {
        stride * times
        for stride in strides
        for times in range(1, (_GATE_STEPS if stride > 1 else 1) + 1)
    }


class Cover(NamedTuple):
    """The letters of a period that are asked for, as bits."""

    bits: int
    period: int

    def chosen(self, count: int) -> Places:
        """Return which of so many windows those are."""
        places = _places(self, _AT_FIRST if count <= _AT_FIRST else count)
        whole, rest = divmod(count, self.period)
        begun = (self.bits & ((1 << rest) - 1)).bit_count()
        return places[: whole * self.bits.bit_count() + begun]


EVERYTHING = Cover(1, 1)


@cache
def _places(cover: Cover, count: int) -> Places:
    period = numpy.array([cover.bits >> at & 1 for at in range(cover.period)], numpy.bool_)
    return numpy.flatnonzero(numpy.resize(period, count))


@cache
def cover_of(distances: frozenset[int]) -> Cover:
    """Return the least that must be asked for.

    What is left out of a period is a set of which no two letters are at such a distance.
    """
    best, most = EVERYTHING, 0.0
    for period in range(2, _LONGEST_PERIOD + 1):
        moves = {distance % period for distance in distances}
        for left_out in range(1, 1 << period):
            share = left_out.bit_count() / period
            if share > most and not any(_turned(left_out, by, period) & left_out for by in moves):
                best, most = Cover((1 << period) - 1 & ~left_out, period), share
    return best


def _turned(bits: int, by: int, period: int) -> int:
    return (bits << by | bits >> (period - by)) & ((1 << period) - 1)


def beside(hits: Places, asked: Places, count: int, distances: Iterable[int]) -> Places:
    """Return the windows that may speak for a hit and were not asked for."""
    apart = numpy.array([*distances], numpy.intp)
    near = numpy.unique(numpy.concatenate((hits[:, None] - apart, hits[:, None] + apart)))
    near = near[(near >= 0) & (near < count)]
    return near[~numpy.isin(near, asked, assume_unique=True)]
