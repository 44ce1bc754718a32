"""A glance at a text: whether a bundle may know anything of it, in one call of the kernel.

Nearly every message is innocent, and for those the answer is final. It may be "look" for no
reason, and is never anything else where there is one. Without the kernel every text is looked at.
"""

from collections.abc import Sequence
from typing import Any

import numpy

from zhamen.register import kernel
from zhamen.register.alike import lookalikes
from zhamen.register.covering import steps
from zhamen.register.keys import BundleKey
from zhamen.register.letters import classes
from zhamen.register.match import REACH
from zhamen.register.prints import Domain
from zhamen.register.segment import Hits, Segment
from zhamen.register.wording import ENDINGS

BODY, TERMS, UNSURE = 1, 2, 4
"""What is worth a look; or that the kernel met what was not checked yet, and cannot say."""
_DOMAINS = (Domain.BODY.unit, Domain.ALIKE.unit, Domain.PREFIX.unit, Domain.TERM.unit)
_MOST_DISTANCE = 64
"""Bits in a word of distances."""


class Glance:
    """The segments of an open bundle, as the kernel sees them."""

    def __init__(self, key: BundleKey, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._keys = kernel.keys(key.suite.name, key.k0, key.kb)
        self._compiled: Any = None
        self._tables: dict[tuple[int, bool], int] = {}
        self._sure = False

    def looks(self, folded: str, photographed: bool) -> int:
        """Return the parts that are worth a look, `BODY | TERMS`; 0: nothing is known of it.

        Raises RegisterError where the terms turn out to be altered.
        """
        if self._compiled is None:
            if self._keys is None:
                return BODY | TERMS
            self._compiled = self._made(self._keys)
        looks: int = self._compiled.looks(folded, photographed)
        self._sure = not looks & UNSURE
        return looks

    def hits(self, number: int, *, alike: bool) -> Hits | None:
        """Return what a segment knows of the last text, None where the kernel cannot say.

        Raises RegisterError where that turns out to be altered.
        """
        if self._compiled is None or not self._sure:
            return None
        found = self._compiled.hits(self._tables[number, alike])
        at, lanes, of = (numpy.frombuffer(each, numpy.intp) for each in found)
        segment = self._segments[number]
        if segment.placed:
            return segment.placed_hits(at, lanes, alike=alike)
        return Hits(at, of, numpy.zeros_like(at), numpy.zeros_like(at))

    def _made(self, keys: kernel.Keys) -> Any:
        # Made with the first text: to check all terms may take a while, and opening does not wait.
        alike = any(segment.has_alike() for segment in self._segments)
        table = lookalikes() if alike else None
        made = kernel.glance(keys, classes(), table, _DOMAINS, ENDINGS)
        for number, segment in enumerate(self._segments):
            self._add_prints(made, number, segment)
            _add_terms(made, segment)
        return made

    def _add_prints(self, made: Any, number: int, segment: Segment) -> None:
        sections = segment.tables()
        for prefix, alike in (("", False), ("alike_", True)):
            if f"{prefix}tags" in sections:
                tags = sections[f"{prefix}tags"]
                rows = segment.about["alike" if alike else "prints"]["rows"]
                self._tables[number, alike] = len(self._tables)
                made.add_prints(
                    tags.array, tags.good, rows, _distances(segment), alike, segment.cover
                )

    def close(self) -> None:
        """Let go of the file's memory."""
        if self._compiled is not None:
            self._compiled.close()
        self._keys = self._compiled = None


def _distances(segment: Segment) -> "numpy.ndarray[tuple[int], numpy.dtype[numpy.uint64]]":
    """Return for each class a bit (d - 1) for every distance d at which two hits are a match."""
    if segment.placed:
        near = [set(range(1, REACH + 1))]
    else:
        near = [steps(strides) for strides in segment.about["strides"]]
    assert max(map(max, near)) <= _MOST_DISTANCE
    return numpy.array([sum(1 << (each - 1) for each in one) for one in near], numpy.uint64)


def _add_terms(made: Any, segment: Segment) -> None:
    table = segment.term_table()
    if table is not None:
        lengths, wild = (bytes(each.tolist()) for each in (table.lengths, table.wild))
        made.add_terms(table.heads, table.tags, table.numbers, table.rows, lengths, wild)
