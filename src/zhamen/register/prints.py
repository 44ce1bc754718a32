"""Prints: the keyed one-way function over every window of seven letters, in two stages.

Stage 1 (`K0`, the same for all bundles of a master) is what the vault keeps: 64 bits a print.
Stage 2 (a key of the bundle and epoch) is what a bundle holds: so a bundle is made anew under
another key without reading any original again.

A block is seven units and one *domain* unit, which keeps kinds of prints apart and carries the
versions of everything that decides what a letter is.
"""

from enum import IntEnum

import numpy

from zhamen.reading import normal
from zhamen.register import kernel, letters
from zhamen.register.keys import BundleKey
from zhamen.register.letters import Units
from zhamen.register.suite import Blocks, Words

WINDOW = 7
"""Letters in a window; with the domain they fill one cipher block."""
PREFIX = 3
"""Letters at the head of a term that a message is first asked for."""


class Domain(IntEnum):
    """What kind of thing a print was made of."""

    BODY = 1
    ALIKE = 2
    """The body after look-alikes were put together (text from OCR)."""
    PREFIX = 3
    TERM = 4
    PUBLIC = 5

    @property
    def unit(self) -> int:
        """Return the unit that stands in the block: versions and kind."""
        return (normal.VERSION << 12 | letters.VERSION << 8 | self.value) & 0xFFFF


def windows(units: Units, domain: Domain, width: int = WINDOW) -> Blocks:
    """Return a block for every window of `width` letters, in order; short windows are padded."""
    count = max(len(units) - width + 1, 0)
    blocks = numpy.zeros((count, WINDOW + 1), numpy.uint16)
    if count:
        # Made by hand: a sliding view of numpy's own costs three times as much to set up.
        units = numpy.ascontiguousarray(units)
        blocks[:, :width] = numpy.ndarray((count, width), units.dtype, units, 0, (2, 2))
    blocks[:, WINDOW] = domain.unit
    return blocks


class Printer:
    """Makes prints under one bundle's key. Not shared between threads."""

    def __init__(self, key: BundleKey, *, compiled: bool = True) -> None:
        """Use the kernel where there is one for the key's suite, unless told otherwise."""
        self._first = key.suite.one_way(key.k0)
        self._second = key.suite.one_way(key.kb)
        self.keys = kernel.keys(key.suite.name, key.k0, key.kb) if compiled else None
        """The same in the kernel."""

    def first(self, blocks: Blocks) -> Words:
        """Return the stage-1 print of each block, 64 bits."""
        return self.keys.first(blocks) if self.keys else self._first(blocks)[:, 0]

    def second(self, first: Words) -> Words:
        """Return the bundle's print for each stage-1 print."""
        if self.keys:
            return self.keys.second(first)
        blocks = numpy.zeros((len(first), 2), numpy.uint64)
        blocks[:, 0] = first
        return self._second(blocks.view(numpy.uint16))[:, 0]

    def prints(self, blocks: Blocks) -> Words:
        """Return the bundle's print for each block."""
        return self.second(self.first(blocks))

    def chained(self, terms: Units) -> Words:
        """Return the stage-1 print of each whole term; the terms are rows of one length.

        Davies–Meyer over blocks of seven letters; the length stands in the first one, so that
        no term is the head of another.
        """
        if self.keys:
            return self.keys.chained(terms, Domain.TERM.unit)
        count, length = terms.shape
        state = numpy.zeros((count, 2), numpy.uint64)
        for at in range(0, length, WINDOW):
            piece = terms[:, at : at + WINDOW]
            blocks = numpy.zeros((count, WINDOW + 1), numpy.uint16)
            blocks[:, : piece.shape[1]] = piece
            blocks[:, WINDOW] = Domain.TERM.unit ^ (0 if at else length << 4)
            blocks ^= state.view(numpy.uint16)
            state = self._first(blocks)
        return state[:, 0]
