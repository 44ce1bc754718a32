"""Letters: what a fingerprint sees of a text in normal form, with the way back to it.

- A letter is a letter or digit of any script; punctuation, spaces and emoji leave no trace.
- A letter is one 16-bit unit; one beyond the basic plane is folded into 16 bits.
- The body loses numbers of one or two ASCII digits as well, since line and list numbers come and
  go with every retyping. The whole stream, for names and document numbers, keeps them.

`VERSION` and the version of the normal form stand in every print: change either, and a bundle
of the old one no longer opens.
"""

from functools import cache
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.register import kernel

VERSION = 1
Units = NDArray[numpy.uint16]
Places = NDArray[numpy.intp]

_PLANE = 0x10000
_LETTER, _DIGIT = 1, 2
_DIGIT_BYTE = bytes([_DIGIT])
_SHORT_RUN = 2


class Letters(NamedTuple):
    """The letters of a text, and the offset in the folded text from which each came."""

    units: Units
    places: Places


@cache
def classes() -> NDArray[numpy.uint8]:
    """Return for each unit of the basic plane: 0 no letter, 1 letter, 2 ASCII digit."""
    table = numpy.fromiter((chr(code).isalnum() for code in range(_PLANE)), numpy.uint8, _PLANE)
    table[ord("0") : ord("9") + 1] = _DIGIT
    return table


def body(folded: str) -> Letters:
    """Return the letters of a text without its numbers of one or two digits."""
    return both(folded)[0]


def whole(folded: str) -> Letters:
    """Return all letters of a text."""
    if kernel.compiled is None:
        return both_by_numpy(folded)[1]
    return Letters(*kernel.letters(folded, classes(), body=False)[:2])


def both(folded: str) -> tuple[Letters, Letters]:
    """Return the letters without short numbers, and all of them."""
    if kernel.compiled is None:
        return both_by_numpy(folded)
    units, places, dropped = kernel.letters(folded, classes(), body=True)
    own = Letters(units, places)
    return own, whole(folded) if dropped else own


def both_by_numpy(folded: str) -> tuple[Letters, Letters]:
    """Return both; the reference implementation."""
    units, classed = _classed(folded)
    places = classed.nonzero()[0]
    every = Letters(units[places], places)
    if _DIGIT_BYTE not in classed.tobytes():
        return every, every
    for ends in _short_runs(classed == _DIGIT):
        classed[ends] = 0
    places = classed.nonzero()[0]
    return Letters(units[places], places), every


def _classed(folded: str) -> tuple[Units, NDArray[numpy.uint8]]:
    """Return a unit and its class for each character of the folded text."""
    encoded = folded.encode("utf-16-le", "surrogatepass")
    if len(encoded) == 2 * len(folded):
        units = numpy.frombuffer(encoded, numpy.uint16)
        return units, classes().take(units)
    codes = numpy.frombuffer(folded.encode("utf-32-le", "surrogatepass"), numpy.uint32)
    units = ((codes ^ codes >> 16) & 0xFFFF).astype(numpy.uint16)
    classed = classes()[units]
    for at in (codes >= _PLANE).nonzero()[0]:
        classed[at] = folded[at].isalnum()
    return units, classed


def _short_runs(digits: NDArray[numpy.bool_]) -> tuple[Places, Places]:
    """Return the first and the last of all digits that stand alone or in pairs."""
    padded = numpy.zeros(len(digits) + 2, numpy.bool_)
    padded[1:-1] = digits
    edges = (padded[1:] != padded[:-1]).nonzero()[0]
    starts, ends = edges[::2], edges[1::2]
    short = ends - starts <= _SHORT_RUN
    return starts[short], ends[short] - 1
