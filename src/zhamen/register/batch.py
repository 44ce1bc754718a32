"""A batch of enrolled documents as arrays: what enrolment gives, and the vault keeps.

Prints are of stage 1, in runs: a run is a stretch of a document (its body, or one line) with
its windows in order, one print every `stride` letters; 0 stands for a window that was left out
(public, or known from an earlier version).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy
from numpy.typing import NDArray

from zhamen.model.terms import Kind, Level
from zhamen.register.document import Document, Status, What
from zhamen.register.records import Sections, joined_sections
from zhamen.register.suite import Words

SKETCH = 8
"""Smallest prints of a document that are kept to find its versions."""
ENTRY = numpy.dtype(
    [("kind", "u1"), ("level", "u1"), ("status", "u1"), ("stride", "u1"), ("clauses", "<u2"),
     ("pad", "<u2"), ("letters", "<u4"), ("mark", "<u8"), ("family", "<u8"), ("name", "<u4")]
)  # fmt: skip
"""`mark`: keyed digest of text and particulars; `family`: keyed digest of the family's first id;
`name`: where the sealed names of the next document begin."""
RUN = numpy.dtype(
    [("count", "<u4"), ("entry", "<u4"), ("start", "<u4"), ("stride", "u1"), ("what", "u1")]
)
"""`start`: the letter of the document at which the run begins."""
TERM = numpy.dtype(
    [("print", "<u8"), ("head", "<u8"), ("second", "<u8"), ("entry", "<u4"), ("length", "u1"),
     ("what", "u1"), ("wild", "<u2")]
)  # fmt: skip
"""`head`, `second`: prints of its letters 1 to 3 and, if one may be wrong, 4 to 6;
`wild`: 1 + the place of the letter that may be any other; 0: the exact term."""

KINDS, LEVELS, STATUSES, WHATS = tuple(Kind), tuple(Level), tuple(Status), tuple(What)
Array = NDArray[Any]


@dataclass(slots=True)
class Batch:
    """Some documents with their prints, terms and sketches."""

    documents: list[Document]
    entries: Array
    runs: Array
    prints: Words
    alike: Words
    """Prints of the same body runs after look-alikes were put together; empty if not asked for."""
    terms: Array
    sketches: Words
    """Shape (documents, SKETCH)."""
    records: Sections = field(default_factory=dict)
    """What is kept besides prints, by the name of its section."""

    @classmethod
    def empty(cls) -> "Batch":
        """Return a batch of nothing."""
        words = numpy.empty(0, numpy.uint64)
        return cls(
            [], numpy.empty(0, ENTRY), numpy.empty(0, RUN), words, words, numpy.empty(0, TERM),
            words.reshape(0, SKETCH),
        )  # fmt: skip

    @classmethod
    def joined(cls, batches: Sequence["Batch"]) -> "Batch":
        """Return all documents of several batches in one, in order."""
        if not batches:
            return cls.empty()
        shifts = numpy.cumsum([0, *(len(batch.documents) for batch in batches)])
        pairs = list(zip(batches, shifts[:-1].tolist(), strict=True))
        return cls(
            [document for batch in batches for document in batch.documents],
            numpy.concatenate([batch.entries for batch in batches]),
            numpy.concatenate([_shifted(batch.runs, by) for batch, by in pairs]),
            numpy.concatenate([batch.prints for batch in batches]),
            _joined_alike(batches),
            numpy.concatenate([_shifted(batch.terms, by) for batch, by in pairs]),
            numpy.concatenate([batch.sketches for batch in batches]),
            joined_sections([batch.records for batch in batches], shifts[:-1].tolist()),
        )

    def only(self, keep: NDArray[numpy.bool_]) -> "Batch":
        """Return the batch without the documents that `keep` does not name."""
        if keep.all():
            return self
        number = numpy.cumsum(keep) - 1
        runs_kept = keep[self.runs["entry"]]
        spread = numpy.repeat(runs_kept, self.runs["count"])
        alike = self._of_bodies(spread) if len(self.alike) else spread
        return Batch(
            [document for document, kept in zip(self.documents, keep, strict=True) if kept],
            self.entries[keep],
            _renumbered(self.runs[runs_kept], number),
            self.prints[spread],
            self.alike[alike] if len(self.alike) else self.alike,
            _renumbered(self.terms[keep[self.terms["entry"]]], number),
            self.sketches[keep],
            {name: each.only(keep, number) for name, each in self.records.items()},
        )

    def _of_bodies(self, spread: NDArray[numpy.bool_]) -> NDArray[numpy.bool_]:
        return spread[self.in_bodies()]

    def in_bodies(self) -> NDArray[numpy.bool_]:
        """Return for each print whether it belongs to a body; the others have no alike print."""
        bodies = self.runs["what"] == WHATS.index(What.BODY)
        return numpy.repeat(bodies, self.runs["count"])


def _joined_alike(batches: Sequence[Batch]) -> Words:
    """Return the alike prints of all; a batch made without them has none of its bodies."""
    if not any(len(batch.alike) for batch in batches):
        return numpy.empty(0, numpy.uint64)
    parts = (
        batch.alike if len(batch.alike) else numpy.zeros(int(batch.in_bodies().sum()), numpy.uint64)
        for batch in batches
    )
    return numpy.concatenate(list(parts))


def _shifted(array: Array, by: int) -> Array:
    array = array.copy()
    array["entry"] += by
    return array


def _renumbered(array: Array, number: Array) -> Array:
    array = array.copy()
    array["entry"] = number[array["entry"]]
    return array


def entry_of(document: Document, *, letters: int, mark: int, family: int) -> Array:
    """Return the row of one document."""
    row = numpy.zeros(1, ENTRY)
    row["kind"] = KINDS.index(document.kind)
    row["level"] = LEVELS.index(document.level)
    row["status"] = STATUSES.index(document.status)
    row["stride"] = document.stride
    row["clauses"] = sum(1 << clause for clause in document.serves)
    row["letters"], row["mark"], row["family"] = letters, mark, family
    return row


def names_of(documents: Iterable[Document], entries: Array) -> bytes:
    """Return the names of the documents as one text to be sealed, and note their ends."""
    texts = [f"{each.id}\0{each.term}\0{each.family}".encode() for each in documents]
    entries["name"] = numpy.cumsum([len(text) for text in texts])
    return b"".join(texts)


def document_of(entry: Array, names: bytes, at: int) -> Document:
    """Return the document of row `at`, given the unsealed names."""
    row = entry[at]
    start = int(entry["name"][at - 1]) if at else 0
    identity, term, family = names[start : int(row["name"])].decode().split("\0")
    return Document(
        identity,
        KINDS[row["kind"]],
        LEVELS[row["level"]],
        term,
        clauses_of(int(row["clauses"])),
        STATUSES[row["status"]],
        family,
    )


def classes_of(entries: Array) -> Words:
    """Return the class of each document as one number: kind, level, status and must-nots."""
    classes = entries["clauses"].astype(numpy.uint64)
    for shift, name in ((16, "status"), (24, "level"), (32, "kind")):
        classes |= entries[name].astype(numpy.uint64) << numpy.uint64(shift)
    return classes


def class_of(number: int) -> tuple[Kind, Level, tuple[int, ...], Status]:
    """Return kind, level, must-nots and status of such a number."""
    return (
        KINDS[number >> 32],
        LEVELS[number >> 24 & 0xFF],
        clauses_of(number & 0xFFFF),
        STATUSES[number >> 16 & 0xFF],
    )


def clauses_of(mask: int) -> tuple[int, ...]:
    """Return the numbers of the must-nots in a bit mask."""
    return tuple(clause for clause in range(1, 16) if mask >> clause & 1)
