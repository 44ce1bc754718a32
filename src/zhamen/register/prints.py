"""Prints: the keyed one-way function over every window of seven letters, in two stages.

Stage 1 (`K0`, the same for all bundles of a master) is what the vault keeps: 64 bits a print.
Stage 2 (a key of the bundle and epoch) is what a bundle holds: so a bundle is made anew under
another key without reading any original again.

A block is seven units and one *domain* unit, which keeps kinds of prints apart and carries the
versions of everything that decides what a letter is.
"""

from enum import IntEnum

import numpy
from numpy.lib.stride_tricks import sliding_window_view

from zhamen.reading import normal
from zhamen.register import letters
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
        blocks[:, :width] = sliding_window_view(units, width)
        blocks[:, WINDOW] = domain.unit
    return blocks


class Printer:
    """Makes prints under one bundle's key. Not shared between threads."""

    def __init__(self, key: BundleKey) -> None:
        self._first = key.suite.one_way(key.k0)
        self._second = key.suite.one_way(key.kb)

    def first(self, blocks: Blocks) -> Words:
        """Return the stage-1 print of each block, 64 bits."""
        return self._first(blocks)[:, 0]

    def second(self, first: Words) -> Words:
        """Return the bundle's print for each stage-1 print."""
        blocks = numpy.zeros((len(first), 2), numpy.uint64)
        blocks[:, 0] = first
        return self._second(blocks.view(numpy.uint16))[:, 0]

    def prints(self, blocks: Blocks) -> Words:
        """Return the bundle's print for each block."""
        return self.second(self.first(blocks))

    def chained(self, terms: list[Units]) -> Words:
        """Return the stage-1 print of each whole term, of any length.

        Davies–Meyer over blocks of seven letters; the length stands in the first one, so that
        no term is the head of another.
        """
        state = numpy.zeros((len(terms), 2), numpy.uint64)
        rounds = max((-(-len(term) // WINDOW) for term in terms), default=0)
        for step in range(rounds):
            alive = [n for n, term in enumerate(terms) if len(term) > step * WINDOW]
            blocks = numpy.zeros((len(alive), WINDOW + 1), numpy.uint16)
            for row, n in enumerate(alive):
                piece = terms[n][step * WINDOW : (step + 1) * WINDOW]
                blocks[row, : len(piece)] = piece
                blocks[row, WINDOW] = Domain.TERM.unit ^ (len(terms[n]) << 4 if step == 0 else 0)
            blocks ^= state[alive].view(numpy.uint16)
            state[alive] = self._first(blocks)
        return state[:, 0]
