"""The compiled kernel, where there is one: what numpy does, several times as fast.

This is its only importer. Every function here has a reference implementation in numpy that
gives the same bytes; `ZHAMEN_KERNEL=numpy` asks for that one, and a machine without a compiler has
nothing else. `ZHAMEN_KERNEL=portable`, or another of the kernel's ciphers, asks for that cipher.
It speaks AES only, so suite `gm` goes the numpy way past `Keys`.
"""

import os
from collections.abc import Callable, Sequence

import numpy
from numpy.typing import NDArray

_ASKED = os.environ.get("ZHAMEN_KERNEL", "")
try:
    if _ASKED == "numpy":
        raise ImportError
    from zhamen.register import _compiled

    compiled = _compiled
    """The extension, None where numpy does the work."""
except ImportError:
    compiled = None  # type: ignore[assignment]


def _chosen() -> str:
    """Choose the cipher that was asked for, if this processor has it, and return its name."""
    if compiled is None:
        return "numpy"
    name = _ASKED if _ASKED in compiled.ciphers else compiled.ciphers[0]
    compiled.choose(compiled.ciphers.index(name))
    return f"compiled ({name})"


NAME = _chosen()
"""Which implementation is in use."""
_SUITE = "intl"
_PAD = 8
_SLACK = 4096
"""Rows more than home rows that a table is given room for at first."""
Words = NDArray[numpy.uint64]
Units = NDArray[numpy.uint16]
Index = NDArray[numpy.intp]
Doubt = tuple[NDArray[numpy.bool_], Callable[[Index], None]]
"""Which chunks of a table have been checked, and what checks others."""


def letters(folded: str, classes: NDArray[numpy.uint8], *, body: bool) -> tuple[Units, Index, bool]:
    """Return units, places, and whether the body left a number out; see `letters.both`."""
    units, places = numpy.empty(len(folded), numpy.uint16), numpy.empty(len(folded), numpy.intp)
    count, dropped = compiled.letters(folded, classes, body, units, places)
    return units[:count], places[:count], dropped


def keys(suite: str, k0: bytes, kb: bytes) -> "Keys | None":
    """Return both stages' keys of a bundle for the kernel, if it speaks their cipher."""
    return None if compiled is None or suite != _SUITE else Keys(k0, kb)


class Keys:
    """Both stages' keys of one bundle; see `prints.Printer`."""

    def __init__(self, k0: bytes, kb: bytes) -> None:
        self.compiled = compiled.Keys(k0, kb)

    def first(self, blocks: Units) -> Words:
        """Return the stage-1 print of each block of eight units."""
        prints = numpy.empty(len(blocks), numpy.uint64)
        self.compiled.first(blocks, prints)
        return prints

    def second(self, first: Words) -> Words:
        """Return the bundle's print for each stage-1 print."""
        prints = numpy.empty(len(first), numpy.uint64)
        self.compiled.second(numpy.ascontiguousarray(first), prints)
        return prints

    def chained(self, terms: Units, domain: int) -> Words:
        """Return the stage-1 print of each row of letters."""
        prints = numpy.empty(len(terms), numpy.uint64)
        padded = numpy.concatenate((terms.reshape(-1), numpy.zeros(_PAD, numpy.uint16)))
        self.compiled.chained(padded, terms.shape[1], domain, prints)
        return prints


def probe(
    tags: Units,
    prints: Words,
    rows: int,
    classes: int = 1,
    doubt: Doubt | None = None,
) -> tuple[Index, Index]:
    """Return (which print, at which lane); see `table.probe`."""
    good, check = doubt or (None, None)
    prints = numpy.ascontiguousarray(prints)
    room = len(prints) + 64
    while True:
        which, lanes = numpy.empty(room, numpy.intp), numpy.empty(room, numpy.intp)
        count, unchecked = compiled.probe(tags, rows, classes, good, prints, which, lanes)
        if check is not None and unchecked:
            check(numpy.array(unchecked, numpy.intp))
        elif count > room:
            room = count
        else:
            return which[:count], lanes[:count]


def build(
    prints: Words,
    slots: NDArray[numpy.uint32] | None,
    rows: int,
    cap: int,
    shape: tuple[int, int],
) -> tuple[Units, NDArray[numpy.uint32] | None]:
    """Return the tags and slots of a table; `shape` is the width of their rows, see `table`."""
    width, lanes = shape
    most = len(prints) // lanes + 2
    for room in (rows + 1 + min(_SLACK, most), rows + 1 + most):
        # Fresh pages are zero and cost nothing until they are written to.
        tags = numpy.zeros((room, width), numpy.uint16)
        placed = None if slots is None else numpy.zeros((room, lanes), numpy.uint32)
        total = compiled.build(prints, slots, rows, cap, tags, placed)
        if total >= 0:
            return tags[:total], None if placed is None else placed[:total]
    raise AssertionError("a table never has more lanes than rows and prints together")


def bodies(
    keys: Keys,
    folded: list[str],
    strides: bytes,
    classes: NDArray[numpy.uint8],
    domain: int,
    *,
    units: bool,
) -> tuple[Index, Words, Words, Units]:
    """Return letters of each, prints of all, sketches, letters of all; see `bodies.bodies`."""
    count = len(folded)
    lengths, sketches = numpy.empty(count, numpy.intp), numpy.empty((count, 8), numpy.uint64)
    sizes = list(map(len, folded))
    # Rounded up for each text: the room is never short.
    room = sum(size // stride + 1 for size, stride in zip(sizes, strides, strict=True))
    prints = numpy.empty(room, numpy.uint64)
    kept = numpy.empty(sum(sizes) if units else 0, numpy.uint16)
    total = compiled.bodies(
        keys.compiled, folded, strides, classes, domain, lengths, prints, sketches,
        kept if units else None,
    )  # fmt: skip
    return lengths, prints[:total], sketches, kept[: lengths.sum() if units else 0]


def glance(
    keys: Keys,
    classes: NDArray[numpy.uint8],
    lookalikes: Units | None,
    domains: tuple[int, int, int, int],
    endings: Sequence[str],
) -> "_compiled.Glance":
    """Return a glance at no segment yet; see `glance.Glance`."""
    lines = "".join(f"{ending}\n" for ending in endings)
    return compiled.Glance(keys.compiled, classes, lookalikes, domains, lines)
