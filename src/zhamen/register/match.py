"""Matching: which registered documents a text holds a part of, how much, and where.

The rule: two windows of the text stand in the same document at (nearly) the same distance from
each other. One window alone is chance or a common phrase; two aligned ones are a quotation. What
is covered by such windows is counted in letters and in bits of surprise; the bits say whether the
match is *certain* or one to *look* at, they never decide whether there is one (BLAST's way).
"""

from collections.abc import Sequence
from itertools import pairwise
from math import log2
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.register.covering import steps
from zhamen.register.found import Band, Span
from zhamen.register.prints import WINDOW
from zhamen.register.segment import Hits

DRIFT = 4
"""Letters that may be inserted or lost between two windows of one quotation."""
REACH = 64
"""Letters between two windows that may still speak for each other."""
_LAGS = 3
_SPAN_GAP = 24
_MARGIN_BITS = 20.0
_CERTAIN_GATE_HITS = 3
_FAINT_LETTERS = WINDOW + 1
_FAINT_SHARE = 8
Array = NDArray[numpy.intp]
Sums = NDArray[numpy.float64]


class Quotations(NamedTuple):
    """Aligned windows of some documents: parallel arrays, by document and letter of the text."""

    at: Array
    entry: Array
    place: Array
    run: Array
    starts: Array
    """Where the windows of each document begin."""

    def only(self, groups: Array) -> "Quotations":
        """Return those of the documents of these numbers, in this order."""
        sizes = numpy.diff(self.starts, append=len(self.at))[groups]
        starts = numpy.cumsum(sizes) - sizes
        kept = numpy.arange(sizes.sum()) + numpy.repeat(self.starts[groups] - starts, sizes)
        at, entry, place, run = (each[kept] for each in self[:4])
        return Quotations(at, entry, place, run, starts)

    def by_size(self) -> list[int]:
        """Return the numbers of the documents, those of the most windows first."""
        sizes = numpy.diff(self.starts, append=len(self.at))
        order: list[int] = (-sizes).argsort(kind="stable").tolist()
        return order


def quotations(hits: Hits) -> Quotations | None:
    """Return for each document the windows that are confirmed by another one nearby."""
    if len(hits.at) < 2:
        return None
    order = numpy.lexsort((hits.at, hits.place - hits.at, hits.entry))
    at, entry, place, run = (array[order] for array in hits)
    linked = _linked(at, entry, place)
    if not linked.any():
        return None
    at, entry, place, run = at[linked], entry[linked], place[linked], run[linked]
    order = numpy.lexsort((at, entry))
    entry = entry[order]
    starts = numpy.flatnonzero(numpy.diff(entry, prepend=-1))
    return Quotations(at[order], entry, place[order], run[order], starts)


def _linked(at: Array, entry: Array, place: Array) -> NDArray[numpy.bool_]:
    """Return which hits have an aligned neighbour; the arrays are ordered by diagonal."""
    linked = numpy.zeros(len(at), numpy.bool_)
    for lag in range(1, min(_LAGS, len(at) - 1) + 1):
        step, moved = at[lag:] - at[:-lag], place[lag:] - place[:-lag]
        ok = (entry[lag:] == entry[:-lag]) & (numpy.abs(step - moved) <= DRIFT)
        ok &= (numpy.abs(step) <= REACH) & (step * moved > 0)
        linked[lag:] |= ok
        linked[: len(at) - lag] |= ok
    return linked


def in_step(at: Array, strides: Sequence[int]) -> Array:
    """Return which letters of a gate's hits have another at a distance that sampling gives."""
    distances = steps(strides)
    margin = max(distances, default=0)
    held = numpy.zeros(int(at.max(initial=0)) + 2 * margin + 1, numpy.bool_)
    held[at + margin] = True
    here = held.nonzero()[0]
    near = numpy.zeros(len(here), numpy.bool_)
    for step in distances:
        near |= held[here - step] | held[here + step]
    return here[near] - margin


def covered(at: Array, starts: Array, sums: Sums) -> tuple[Array, Sums]:
    """Return how many letters the windows of each group cover, and with how many bits.

    `at` ascends in each group; `sums` holds the bits of all letters before each, and of all.
    """
    ends = numpy.minimum(at + WINDOW, len(sums) - 1)
    # Where windows overlap a letter counts once, for the first of them.
    before = numpy.concatenate((at[:1], ends[:-1]))
    before[starts] = at[starts]
    begins = numpy.maximum(at, before)
    letters, bits = ends - begins, sums[ends] - sums[begins]
    return numpy.add.reduceat(letters, starts), numpy.add.reduceat(bits, starts)


def spans(at: Array, place: Array, starts: Array, places: Array) -> list[tuple[Span, ...]]:
    """Return for each group the stretches of the text that its windows cover."""
    breaks = numpy.diff(at, prepend=0) > _SPAN_GAP
    breaks[starts] = True
    firsts = breaks.nonzero()[0]
    lasts = numpy.append(firsts[1:], len(at)) - 1
    ends = places[numpy.minimum(at[lasts] + WINDOW, len(places)) - 1] + 1
    columns = (places[at[firsts]].tolist(), ends.tolist(), place[firsts].tolist())
    every = list(map(Span, *columns))
    edges = [*firsts.searchsorted(starts).tolist(), len(every)]
    return [tuple(every[first:last]) for first, last in pairwise(edges)]


def needed_bits(letters: int, stored: int) -> float:
    """Return the surprise above which a match of such a text in such a register is no chance."""
    return log2(max(letters, 1) * max(stored, 1)) + _MARGIN_BITS


def band_of(bits: float, needed: float) -> Band:
    """Return the band of a match of the registry's tier, unless it is faint."""
    return Band.CERTAIN if bits >= needed else Band.LOOK


def is_faint(covered: int, letters: int) -> bool:
    """Tell whether two neighbouring windows are all there is, in a text eight times as long.

    A body is kept at every third or fourth window: such two are of a heading, or of two documents.
    """
    return covered <= _FAINT_LETTERS and letters > _FAINT_LETTERS * _FAINT_SHARE


def gate_band(at: Array) -> Band:
    """Return the band of a match of the gate's tier, unless it is faint: three windows in step
    are no chance.
    """
    near = numpy.searchsorted(at, at + REACH, "right") - numpy.arange(len(at))
    return Band.CERTAIN if near.max(initial=0) >= _CERTAIN_GATE_HITS else Band.LOOK
