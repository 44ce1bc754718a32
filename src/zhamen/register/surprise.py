"""Surprise: how many bits a letter tells in public language, given the letter before it.

A table of hashed pairs, one byte each in eighths of a bit, made from public texts by
`zhamen register public`; without one every letter counts as four bits.
"""

from collections.abc import Iterable

import numpy
from numpy.typing import NDArray

from zhamen.register.letters import Units

SIZE = 1 << 20
FLAT_BITS = 4.0
_SCALE = 8
_MOST = 16.0
_SMOOTHING = 0.5


def pairs(units: Units) -> NDArray[numpy.uint32]:
    """Return the place in the table of each letter with its predecessor; the first has none."""
    before = numpy.concatenate((numpy.zeros(1, numpy.uint32), units[:-1].astype(numpy.uint32)))
    return (before * numpy.uint32(0x9E3779B1) ^ units * numpy.uint32(0x85EBCA6B)) >> numpy.uint32(
        12
    )


class Counting:
    """Counts pairs of letters in public texts."""

    def __init__(self) -> None:
        self._pairs = numpy.zeros(SIZE, numpy.int64)
        self._single = numpy.zeros(1 << 16, numpy.int64)
        self._before = numpy.zeros(SIZE, numpy.uint16)

    def add(self, units: Units) -> None:
        """Count the letters of one text."""
        if not len(units):
            return
        numpy.add.at(self._pairs, pairs(units), 1)
        numpy.add.at(self._single, units, 1)
        self._before[pairs(units)[1:]] = units[:-1]

    def table(self) -> NDArray[numpy.uint8]:
        """Return the table: -log2 of the share a pair has among all with its first letter."""
        seen = self._pairs > 0
        share = (self._pairs + _SMOOTHING) / (self._single[self._before] + 1)
        # A pair never seen in public says about as much as a letter drawn from all of them.
        unseen = numpy.log2(max(int(self._single.sum()), 2))
        bits = numpy.where(seen, -numpy.log2(numpy.minimum(share, 1)), unseen)
        table: NDArray[numpy.uint8] = (numpy.clip(bits, 0, _MOST) * _SCALE).astype(numpy.uint8)
        return table


def bits(units: Units, table: NDArray[numpy.uint8] | None) -> NDArray[numpy.float64]:
    """Return the surprise of each letter in bits."""
    if table is None:
        return numpy.full(len(units), FLAT_BITS)
    return table[pairs(units)] / _SCALE


def sums(units: Units, table: NDArray[numpy.uint8] | None) -> NDArray[numpy.float64]:
    """Return the surprise of all letters before each one, and of all; shape (letters + 1)."""
    return numpy.concatenate((numpy.zeros(1), bits(units, table).cumsum()))


def counted(texts: Iterable[Units]) -> NDArray[numpy.uint8]:
    """Return the table of some public texts."""
    counting = Counting()
    for units in texts:
        counting.add(units)
    return counting.table()
