"""A glance at a text: whether a bundle may know anything of it, in one call of the kernel.

Nearly every message is innocent, and for those the answer is final. It may be "look" for no
reason, and is never anything else where there is one. Without the kernel every text is looked at.
"""

from collections.abc import Sequence
from typing import Any

from zhamen.register import kernel
from zhamen.register.alike import lookalikes
from zhamen.register.keys import BundleKey
from zhamen.register.letters import classes
from zhamen.register.match import REACH, steps
from zhamen.register.prints import Domain
from zhamen.register.segment import Segment
from zhamen.register.wording import ENDINGS

BODY, TERMS = 1, 2
_DOMAINS = (Domain.BODY.unit, Domain.ALIKE.unit, Domain.PREFIX.unit, Domain.TERM.unit)
_MOST_DISTANCE = 64
"""Bits in a word of distances."""


class Glance:
    """The segments of an open bundle, as the kernel sees them."""

    def __init__(self, key: BundleKey, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._keys = kernel.keys(key.suite.name, key.k0, key.kb)
        self._compiled: Any = None

    def looks(self, folded: str, photographed: bool) -> int:
        """Return the parts that are worth a look, `BODY | TERMS`; 0: nothing is known of it.

        Raises RegisterError where the terms turn out to be altered.
        """
        if self._compiled is None:
            if self._keys is None:
                return BODY | TERMS
            self._compiled = self._made(self._keys)
        looks: int = self._compiled.looks(folded, photographed)
        return looks

    def _made(self, keys: kernel.Keys) -> Any:
        # Made with the first text: to check all terms may take a while, and opening does not wait.
        alike = any(segment.has_alike() for segment in self._segments)
        table = lookalikes() if alike else None
        made = kernel.glance(keys, classes(), table, _DOMAINS, ENDINGS)
        for segment in self._segments:
            _add_prints(made, segment)
            _add_terms(made, segment)
        return made

    def close(self) -> None:
        """Let go of the file's memory."""
        if self._compiled is not None:
            self._compiled.close()
        self._keys = self._compiled = None


def _add_prints(made: Any, segment: Segment) -> None:
    sections = segment.tables()
    for prefix, alike in (("", False), ("alike_", True)):
        if f"{prefix}tags" in sections:
            tags, about = sections[f"{prefix}tags"], segment.about["alike" if alike else "prints"]
            made.add_prints(tags.array, tags.good, about["rows"], _distances(segment), alike)


def _distances(segment: Segment) -> int:
    """Return a bit (d - 1) for every distance d at which two hits are worth a look."""
    near = range(1, REACH + 1) if segment.placed else steps(segment.about["strides"])
    assert max(near, default=0) <= _MOST_DISTANCE
    return sum(1 << (distance - 1) for distance in near)


def _add_terms(made: Any, segment: Segment) -> None:
    table = segment.term_table()
    if table is not None:
        about = segment.about["terms"]
        lengths, wild = bytes(about["lengths"]), bytes(about["wild"])
        made.add_terms(table.bitmap, table.tags, table.numbers, about["rows"], lengths, wild)
