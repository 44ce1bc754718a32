"""Families: drafts and re-issues of one document, known as its versions.

Every version is registered whole. What a younger one has in common with its elders counts once
(`segment.once_a_family`), so that a dozen drafts do not make a sentence look like everybody's.
"""

from typing import NamedTuple

import numpy

from zhamen.register.batch import Batch
from zhamen.register.suite import Words
from zhamen.register.vault import Vault

_SHARED = 6
"""Sketch prints, of eight, that two versions of one document share."""
_NONE = numpy.iinfo(numpy.uint64).max


class Kin(NamedTuple):
    """The family of an earlier document."""

    family: int
    """Keyed digest of the family's first id."""
    id: str
    """The family's first id."""


class Families:
    """Finds the family of a new document by its sketch."""

    def __init__(self) -> None:
        self._by_print: dict[int, list[int]] = {}
        self._kin: list[Kin] = []

    @classmethod
    def of(cls, vault: Vault) -> "Families":
        """Return the families of all documents in a vault."""
        families = cls()
        for number in range(vault.batches):
            families.add(vault.living(number, number + 1))
        return families

    def add(self, batch: Batch) -> None:
        """Take in documents that were enrolled."""
        for document, entry, sketch in zip(
            batch.documents, batch.entries, batch.sketches.tolist(), strict=True
        ):
            for value in sketch:
                if value != _NONE:
                    self._by_print.setdefault(value, []).append(len(self._kin))
            self._kin.append(Kin(int(entry["family"]), document.family or document.id))

    def kin_of(self, sketch: Words) -> Kin | None:
        """Return the family that a document of this sketch belongs to, None for its own."""
        votes: dict[int, int] = {}
        values = [value for value in sketch.tolist() if value != _NONE]
        for value in values:
            for number in self._by_print.get(value, ()):
                votes[number] = votes.get(number, 0) + 1
        best = max(votes, key=lambda number: (votes[number], -number), default=None)
        if best is None or votes[best] < min(_SHARED, len(values)):
            return None
        return self._kin[best]
