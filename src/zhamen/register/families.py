"""Families: drafts and re-issues of one document, stored as its versions.

A version keeps only what it has that its elders have not: so the place cap counts a sentence
once, and no draft hides its final form.
"""

from typing import NamedTuple

import numpy

from zhamen.register.batch import Batch
from zhamen.register.suite import Words
from zhamen.register.vault import Vault

_SHARED = 4
"""Sketch prints, of eight, that make two documents worth comparing."""
_NONE = numpy.iinfo(numpy.uint64).max


class Kin(NamedTuple):
    """An earlier document that a new one looks like."""

    family: int
    """Keyed digest of the family's first id."""
    id: str
    """The family's first id."""


class Families:
    """Finds the family of a new document by its sketch."""

    def __init__(self) -> None:
        self._by_print: dict[int, list[int]] = {}
        self._kin: list[Kin] = []
        self._prints: dict[int, dict[str, Words]] = {}

    @classmethod
    def of(cls, vault: Vault) -> "Families":
        """Return the families of all documents in a vault."""
        families = cls()
        for number in range(vault.batches):
            families.add(vault.living(number, number + 1))
        return families

    def add(self, batch: Batch) -> None:
        """Take in documents that were enrolled."""
        ends = numpy.cumsum(batch.runs["count"])
        bounds = numpy.searchsorted(batch.runs["entry"], numpy.arange(len(batch.documents) + 1))
        for at, document in enumerate(batch.documents):
            first, last = int(bounds[at]), int(bounds[at + 1])
            start = int(ends[first - 1]) if first else 0
            kin = Kin(int(batch.entries["family"][at]), document.family or document.id)
            members = self._prints.setdefault(kin.family, {})
            members[document.id] = batch.prints[start : int(ends[last - 1])]
            for value in batch.sketches[at].tolist():
                if value != _NONE:
                    self._by_print.setdefault(value, []).append(len(self._kin))
            self._kin.append(kin)

    def kin_of(self, sketch: Words) -> Kin | None:
        """Return the family that a document of this sketch may belong to."""
        votes: dict[int, int] = {}
        values = [value for value in sketch.tolist() if value != _NONE]
        for value in values:
            for number in self._by_print.get(value, ()):
                votes[number] = votes.get(number, 0) + 1
        best = max(votes, key=lambda number: (votes[number], -number), default=None)
        if best is None or votes[best] < min(_SHARED, len(values)):
            return None
        return self._kin[best]

    def known(self, kin: Kin, newcomer: str) -> Words:
        """Return the prints of all versions of a family but one, which is about to be replaced."""
        members = self._prints[kin.family]
        kept = [prints for identity, prints in members.items() if identity != newcomer]
        prints: Words = numpy.concatenate([numpy.empty(0, numpy.uint64), *kept])
        stored: Words = prints[prints != 0]
        return stored
