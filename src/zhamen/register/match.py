"""Matching: which registered documents a text holds a part of, how much, and where.

The rule: two windows of the text stand in the same document at (nearly) the same distance from
each other. One window alone is chance or a common phrase; two aligned ones are a quotation. What
is covered by such windows is counted in letters and in bits of surprise; the bits say whether the
match is *certain* or one to *look* at, they never decide whether there is one (BLAST's way).
"""

from collections.abc import Iterable, Iterator, Sequence
from math import log2
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

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
_GATE_STEPS = 2
_CERTAIN_GATE_HITS = 3
Array = NDArray[numpy.intp]


class Quotation(NamedTuple):
    """Aligned windows of one document, ordered by the letter of the text."""

    entry: int
    at: Array
    place: Array
    run: Array


def quotations(hits: Hits) -> Iterator[Quotation]:
    """Yield for each document the windows that are confirmed by another one nearby.

    The document with the most of them comes first.
    """
    if len(hits.at) < 2:
        return
    order = numpy.lexsort((hits.at, hits.place - hits.at, hits.entry))
    at, entry, place, run = (array[order] for array in hits)
    linked = _linked(at, entry, place)
    if not linked.any():
        return
    at, entry, place, run = at[linked], entry[linked], place[linked], run[linked]
    starts = numpy.flatnonzero(numpy.diff(entry, prepend=-1))
    sizes = numpy.diff(starts, append=len(entry))
    for group in (-sizes).argsort(kind="stable").tolist():
        piece = slice(starts[group], starts[group] + sizes[group])
        order = at[piece].argsort(kind="stable")
        yield Quotation(
            int(entry[starts[group]]), at[piece][order], place[piece][order], run[piece][order]
        )


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


def steps(strides: Iterable[int]) -> set[int]:
    """Return the distances between two windows that speak for each other in a gate's tier."""
    # Lines keep every window: theirs are next to each other, and need no second step.
    return {
        stride * times
        for stride in strides
        for times in range(1, (_GATE_STEPS if stride > 1 else 1) + 1)
    }


def in_step(at: Array, strides: Sequence[int]) -> NDArray[numpy.bool_]:
    """Return which hits of a gate's tier have another at a distance that their sampling gives."""
    here = numpy.unique(at)
    ok = numpy.zeros(len(here), numpy.bool_)
    for step in steps(strides):
        pair = numpy.isin(here + step, here)
        ok |= pair | numpy.isin(here - step, here)
    return numpy.isin(at, here[ok])


def covered(at: Array, sums: NDArray[numpy.float64]) -> tuple[int, float]:
    """Return how many letters windows cover, `at` ascending, and with how many bits.

    `sums` holds the bits of all letters before each, and of all; shape (letters + 1).
    """
    ends = numpy.minimum(at + WINDOW, len(sums) - 1)
    # Where windows overlap a letter counts once, for the first of them.
    begins = numpy.maximum(at, numpy.concatenate((at[:1], ends[:-1])))
    return int((ends - begins).sum()), float((sums[ends] - sums[begins]).sum())


def spans(at: Array, place: Array, places: Array) -> tuple[Span, ...]:
    """Return the stretches of the text that windows cover, `at` ascending."""
    breaks = numpy.flatnonzero(numpy.diff(at) > _SPAN_GAP) + 1
    firsts, lasts = [0, *breaks.tolist()], [*(breaks - 1).tolist(), len(at) - 1]
    return tuple(
        Span(
            int(places[at[first]]),
            int(places[min(int(at[last]) + WINDOW, len(places)) - 1]) + 1,
            int(place[first]),
        )
        for first, last in zip(firsts, lasts, strict=True)
    )


def needed_bits(letters: int, stored: int) -> float:
    """Return the surprise above which a match of such a text in such a register is no chance."""
    return log2(max(letters, 1) * max(stored, 1)) + _MARGIN_BITS


def band_of(bits: float, needed: float) -> Band:
    """Return the band of a match of the registry's tier."""
    return Band.CERTAIN if bits >= needed else Band.LOOK


def gate_band(at: Array) -> Band:
    """Return the band of a match of the gate's tier: three windows in step are no chance."""
    near = numpy.searchsorted(at, at + REACH, "right") - numpy.arange(len(at))
    return Band.CERTAIN if near.max(initial=0) >= _CERTAIN_GATE_HITS else Band.LOOK
