"""Records: what a document is known by besides prints, kept sealed for whoever has the key.

A perceptual print of a page, a photograph or a recording is compared by nearness, so it cannot go
through the one-way function. It is kept as bytes in a *named section* of the document's segment:
encrypted under the bundle's key (in the vault under the vault's), made anew with every bundle,
gone with the document. What a kind and the bytes mean is the affair of whoever wrote them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

PREFIX = "records."
"""Before the name of a section of records, in a segment's list of sections."""
_ROW = numpy.dtype([("entry", "<u4"), ("kind", "<u4"), ("end", "<u8")])
_COUNT = 8


class Record(NamedTuple):
    """One record. Its data is anything but text: a bundle holds no text."""

    entry: int
    """Place of the document in its batch or segment; of its class in a gate's segment."""
    kind: int
    """0 to 2³² - 1; its meaning is the section's own."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Records:
    """One named section: rows of (document, kind, end of the data), and all data in a row."""

    rows: NDArray[Any]
    data: bytes

    @classmethod
    def of(cls, records: Iterable[Record]) -> "Records":
        """Return the records as a section, in their order."""
        every = list(records)
        rows = numpy.zeros(len(every), _ROW)
        rows["entry"] = [each.entry for each in every]
        rows["kind"] = [each.kind for each in every]
        rows["end"] = numpy.cumsum([len(each.data) for each in every], dtype=numpy.uint64)
        return cls(rows, b"".join(each.data for each in every))

    def __iter__(self) -> Iterator[Record]:
        start = 0
        for entry, kind, end in self.rows.tolist():
            yield Record(entry, kind, self.data[start:end])
            start = end

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def joined(cls, parts: Sequence[tuple["Records", int]]) -> "Records":
        """Return several sections as one; the documents of each count from where it says."""
        shifts = numpy.cumsum([0, *(len(records.data) for records, _ in parts)])
        rows = [records.rows.copy() for records, _ in parts]
        for each, (_, by), shift in zip(rows, parts, shifts.tolist(), strict=False):
            each["entry"] += by
            each["end"] += shift
        return cls(
            numpy.concatenate([numpy.zeros(0, _ROW), *rows]),
            b"".join(records.data for records, _ in parts),
        )

    def only(self, keep: NDArray[numpy.bool_], number: NDArray[Any]) -> "Records":
        """Return those of the documents that `keep` names, under the numbers given for them."""
        return Records.of(
            each._replace(entry=int(number[each.entry])) for each in self if keep[each.entry]
        )

    def nameless(self, classes: NDArray[Any]) -> "Records":
        """Return what a gate is given: each once, sorted, with the class of its document alone.

        `classes` is the number of each document's class.
        """
        distinct = {(int(classes[each.entry]), each.kind, each.data) for each in self}
        return Records.of(Record(*each) for each in sorted(distinct))

    def to_bytes(self) -> bytes:
        """Return the section as it is sealed."""
        return len(self).to_bytes(_COUNT, "little") + self.rows.tobytes() + self.data

    @classmethod
    def from_bytes(cls, data: bytes) -> "Records":
        """Return the section that `to_bytes` wrote; the seal has vouched for it."""
        ends = _COUNT + int.from_bytes(data[:_COUNT], "little") * _ROW.itemsize
        return cls(numpy.frombuffer(data[_COUNT:ends], _ROW), data[ends:])


Sections = dict[str, Records]
"""Sections of records by name; the names in use are those of `document.What`: page, sound."""


def joined_sections(sections: Sequence[Sections], shifts: Sequence[int]) -> Sections:
    """Return the sections of several batches, the documents of each counted from its shift."""
    names = dict.fromkeys(name for each in sections for name in each)
    return {
        name: Records.joined(
            [(each[name], by) for each, by in zip(sections, shifts, strict=True) if name in each]
        )
        for name in names
    }
