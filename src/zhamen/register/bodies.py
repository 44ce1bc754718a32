"""Many bodies at once: what enrolment at scale makes of a list of folded texts."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.register import kernel
from zhamen.register.batch import SKETCH
from zhamen.register.letters import Units, body, classes
from zhamen.register.prints import WINDOW, Domain, Printer, windows
from zhamen.register.suite import Words


class Bodies(NamedTuple):
    """The bodies of several texts; everything lies one text after the other."""

    letters: NDArray[numpy.intp]
    """Letters of each text."""
    counts: NDArray[numpy.intp]
    """Prints of each text: one for every `stride`-th window."""
    prints: Words
    """Of stage 1."""
    sketches: Words
    """The smallest prints of all windows of each text; shape (texts, SKETCH)."""
    units: Units
    """Letters of all texts, where they were asked for."""


def bodies(
    printer: Printer, folded: Sequence[str], strides: Sequence[int], *, units: bool = False
) -> Bodies:
    """Return the bodies of folded texts, each with a stride of its own."""
    if printer.keys is None:
        return bodies_by_numpy(printer, folded, strides, units=units)
    domain = Domain.BODY.unit
    letters, prints, sketches, kept = kernel.bodies(
        printer.keys, list(folded), bytes(strides), classes(), domain, units=units
    )
    return Bodies(letters, _counts(letters, strides), prints, sketches, kept)


def bodies_by_numpy(
    printer: Printer, folded: Sequence[str], strides: Sequence[int], *, units: bool = False
) -> Bodies:
    """Return the same; the reference implementation."""
    streams = [body(text).units for text in folded]
    every = [printer.first(windows(stream, Domain.BODY)) for stream in streams]
    letters = numpy.array([len(stream) for stream in streams], numpy.intp)
    none = [numpy.empty(0, numpy.uint64)]
    return Bodies(
        letters,
        _counts(letters, strides),
        numpy.concatenate(none + [p[::stride] for p, stride in zip(every, strides, strict=True)]),
        numpy.array([sketch(prints) for prints in every], numpy.uint64).reshape(-1, SKETCH),
        numpy.concatenate([numpy.empty(0, numpy.uint16), *(streams if units else ())]),
    )


def _counts(letters: NDArray[numpy.intp], strides: Sequence[int]) -> NDArray[numpy.intp]:
    steps = numpy.array(strides, numpy.intp)
    counts: NDArray[numpy.intp] = -(-numpy.maximum(letters - WINDOW + 1, 0) // steps)
    return counts


def sketch(every: Words) -> Words:
    """Return the smallest prints of a document, found again in any version of it."""
    distinct = numpy.unique(every)[:SKETCH]
    return numpy.pad(distinct, (0, SKETCH - len(distinct)), constant_values=numpy.uint64(2**64 - 1))
