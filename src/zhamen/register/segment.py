"""A segment: the tables of some documents in a bundle; probing them with a message's prints.

A bundle holds one or several segments. In the registry's tier every hit knows its document and
the place in it; in the gate's tier a segment holds up to 16 classes of documents (kind, level,
must-nots, status), and a hit knows no more than the class.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.model.terms import Kind, Level
from zhamen.register import table, termtable
from zhamen.register.batch import (
    ENTRY,
    RUN,
    TERM,
    WHATS,
    Array,
    Batch,
    class_of,
    classes_of,
    document_of,
    names_of,
)  # fmt: skip
from zhamen.register.container import CHUNK, Container, Section, Writer
from zhamen.register.covering import EVERYTHING, Cover, beside, cover_of, steps
from zhamen.register.document import Document, Status, What
from zhamen.register.keys import BundleKey
from zhamen.register.prints import Printer
from zhamen.register.records import PREFIX, Records
from zhamen.register.suite import Words
from zhamen.register.table import Index

_NAMES = "names"
_LINE = WHATS.index(What.LINE)
_MOST_REMEMBERED = 4096


class Hits(NamedTuple):
    """Windows of a message that a segment knows: parallel arrays, one element a hit."""

    at: NDArray[numpy.intp]
    """Letter of the message at which the window begins."""
    entry: NDArray[numpy.intp]
    """Document; in the gate's tier the number of its class."""
    place: NDArray[numpy.intp]
    """Letter of the document at which it begins, or 0."""
    run: NDArray[numpy.intp]


@dataclass(slots=True)
class Built:
    """A segment under way: its sections and the rest of its entry in the manifest."""

    sections: dict[str, Array]
    about: dict[str, Any] = field(default_factory=dict)

    def write(self, writer: Writer) -> dict[str, Any]:
        """Write the sections and return the entry for the manifest."""
        entries = {name: writer.section(array) for name, array in self.sections.items()}
        return {**self.about, "sections": entries}


def build(batch: Batch, key: BundleKey) -> Built:
    """Return the segment of a batch under a bundle's key, with documents and places."""
    printer, runs = Printer(key), batch.runs
    built = Built({}, {**_counted(batch)})
    slots = numpy.arange(len(batch.prints), dtype=numpy.uint32)
    built.about["prints"] = _add_table(built, "", printer, once_a_family(batch), slots)
    if len(batch.alike):
        slots = slots[batch.in_bodies()]
        built.about["alike"] = _add_table(built, "alike_", printer, batch.alike, slots)
    built.sections["bases"] = numpy.cumsum(runs["count"], dtype=numpy.uint32) - runs["count"]
    built.sections["runs"] = runs.view(numpy.uint8)
    entries = batch.entries.copy()
    # What links this bundle to the vault, or to another bundle, is nobody's affair.
    entries["mark"] = entries["family"] = 0
    names = names_of(batch.documents, entries)
    sealed = key.suite.seal(_names_key(key), names, key.bundle)
    built.sections[_NAMES] = numpy.frombuffer(sealed, numpy.uint8)
    built.sections["entries"] = entries.view(numpy.uint8)
    _add_rest(built, printer, batch, key)
    return built


def build_for_gate(batch: Batch, key: BundleKey) -> Built:
    """Return the segment of documents of at most 16 classes, with neither documents nor places."""
    printer = Printer(key)
    classes, number = numpy.unique(classes_of(batch.entries), return_inverse=True)
    assert len(classes) <= table.CLASSES
    owner = numpy.repeat(number[batch.runs["entry"]], batch.runs["count"])
    built = Built({}, {**_counted(batch)})
    built.about["classes"] = [class_of(each) for each in classes.tolist()]
    of_run = number[batch.runs["entry"]]
    built.about["strides"] = [
        numpy.unique(batch.runs["stride"][of_run == each]).tolist() for each in range(len(classes))
    ]
    prints = once_a_family(batch)
    built.about["prints"] = _add_table(built, "", printer, prints, None, owner)
    if len(batch.alike):
        owner = owner[batch.in_bodies()]
        built.about["alike"] = _add_table(built, "alike_", printer, batch.alike, None, owner)
    terms = batch.terms.copy()
    terms["entry"] = number[terms["entry"]]
    records = {name: each.nameless(number) for name, each in batch.records.items()}
    _add_rest(built, printer, replace(batch, terms=terms, records=records), key)
    return built


def _counted(batch: Batch) -> dict[str, int]:
    return {
        "documents": len(batch.documents),
        "letters": int(batch.entries["letters"].sum()),
    }


def _add_rest(built: Built, printer: Printer, batch: Batch, key: BundleKey) -> None:
    """Add the terms and the records."""
    if len(batch.terms):
        built.about["terms"] = _add_terms(built, printer, batch.terms)
    for name, each in batch.records.items():
        sealed = key.suite.seal(_records_key(key), each.to_bytes(), PREFIX + name)
        built.sections[PREFIX + name] = numpy.frombuffer(sealed, numpy.uint8)


def once_a_family(batch: Batch) -> Words:
    """Return the prints, without those that an elder of the same family and class has too.

    A class is kind, level, status and must-nots: a draft never answers for its final form.
    """
    names, members = numpy.unique(batch.entries["family"], return_counts=True)
    many = numpy.isin(batch.entries["family"], names[members > 1])
    owner = numpy.repeat(batch.runs["entry"], batch.runs["count"])
    asked = numpy.flatnonzero(many[owner] & (batch.prints != 0))
    if not len(asked):
        return batch.prints
    whose = owner[asked]
    keys = [
        batch.prints[asked], classes_of(batch.entries)[whose], batch.entries["family"][whose]
    ]  # fmt: skip
    # A stable sort keeps the eldest first; a document may hold the same window twice.
    order = numpy.lexsort((owner[asked], *keys))
    again = numpy.logical_and.reduce([key[order][1:] == key[order][:-1] for key in keys])
    again &= owner[asked][order][1:] != owner[asked][order][:-1]
    prints = batch.prints.copy()
    prints[asked[order[1:][again]]] = 0
    return prints


def _names_key(key: BundleKey) -> bytes:
    return key.suite.derive(key.kb, _NAMES)


def _records_key(key: BundleKey) -> bytes:
    return key.suite.derive(key.kb, "records")


def _add_table(
    built: Built,
    prefix: str,
    printer: Printer,
    prints: Words,
    slots: table.Slots | None,
    classes: NDArray[numpy.intp] | None = None,
) -> dict[str, int]:
    kept = prints != 0
    own = printer.second(prints[kept])
    if classes is not None:
        own = table.of_class(own, classes[kept])
    rows = table.home_rows(len(own), table.FILL if slots is None else table.PLACED_FILL)
    made = table.build(own, None if slots is None else slots[kept], rows)
    built.sections[f"{prefix}tags"] = made.tags.reshape(-1)
    if made.slots is not None:
        built.sections[f"{prefix}slots"] = made.slots.reshape(-1)
    return {"rows": rows, "stored": int((made.tags[:, : table.LANES] != 0).sum())}


def _add_terms(built: Built, printer: Printer, terms: Array) -> dict[str, Any]:
    own, heads, seconds = (
        printer.second(terms[name].copy()) for name in ("print", "head", "second")
    )
    made = termtable.build(terms, own, heads, seconds)
    public = terms.copy()
    public["print"] = public["head"] = public["second"] = 0
    built.sections |= {
        "term_heads": made.heads, "term_tags": made.tags, "term_numbers": made.numbers,
        "terms": public.view(numpy.uint8),
    }  # fmt: skip
    return {
        "count": int((terms["wild"] == 0).sum()),
        "rows": made.rows,
        "lengths": made.lengths.tolist(),
        "wild": made.wild.tolist(),
    }


class Segment:
    """One segment of an open bundle."""

    def __init__(self, container: Container, about: Mapping[str, Any]) -> None:
        self.about = about
        self._sections = container.sections(about["sections"])
        self._key = container.key
        self.placed = "bases" in self._sections
        self._names: bytes | None = None
        self._documents: dict[int, Document] = {}
        self._terms: termtable.TermTable | None = None

    @property
    def documents(self) -> int:
        """Return how many documents it was made of."""
        return int(self.about["documents"])

    def has_alike(self) -> bool:
        """Tell whether it holds prints for text from photographs."""
        return "alike" in self.about

    @property
    def classes(self) -> int:
        """Return how many classes its tables tell apart: one in the registry's tier."""
        return 1 if self.placed else len(self.about["classes"])

    @property
    def cover(self) -> Cover:
        """Return which windows of a message its tables must be asked for."""
        return EVERYTHING if self.placed else cover_of(self._distances)

    @cached_property
    def _distances(self) -> frozenset[int]:
        return frozenset(each for strides in self.about["strides"] for each in steps(strides))

    def probe(self, prints: Words, *, alike: bool = False) -> Hits:
        """Return the hits of a message's windows, ordered by window. Raises RegisterError.

        In the gate's tier a hit that no other could speak for may be left out.
        """
        asked = self.cover.chosen(len(prints))
        if self.placed:
            at, lanes, _ = self._hits(prints, asked, alike)
            return self.placed_hits(at, lanes, alike=alike)
        at, _, of = self._hits(prints, asked, alike)
        if len(at):
            left = beside(at, asked, len(prints), self._distances)
            more, _, of_more = self._hits(prints, left, alike)
            at, of = numpy.concatenate((at, more)), numpy.concatenate((of, of_more))
            order = at.argsort(kind="stable")
            at, of = at[order], of[order]
        return Hits(at, of, numpy.zeros_like(at), numpy.zeros_like(at))

    def _hits(self, prints: Words, asked: Index, alike: bool) -> tuple[Index, Index, Index]:
        """Return (window, lane, class) of the hits among some windows."""
        name, about = ("alike_", self.about["alike"]) if alike else ("", self.about["prints"])
        section = self._sections[f"{name}tags"]
        doubt = None if section.sound else (section.good, section.check)
        tags = section.array.reshape(-1, table.WIDTH)
        prints = prints[asked]
        which, lanes = table.probe(tags, prints, about["rows"], self.classes, doubt)
        of = table.class_at(tags, prints, (which, lanes)) if len(which) else which
        return asked[which], lanes, of

    def placed_hits(
        self, at: NDArray[numpy.intp], lanes: NDArray[numpy.intp], *, alike: bool = False
    ) -> Hits:
        """Return the hits at these lanes of a table, in the registry's tier."""
        if not len(at):
            return Hits(at, at, at, at)
        section = self._sections["alike_slots" if alike else "slots"]
        lanes = table.slot_lanes(lanes)
        if not section.sound:
            section.check(lanes * 4 // CHUNK)
        slots = section.array[lanes]
        bases = self._sections["bases"].checked()
        run = bases.searchsorted(slots, "right") - 1
        runs = self.runs
        steps = (slots - bases[run]).astype(numpy.intp)
        place = runs["start"][run] + steps * runs["stride"][run]
        return Hits(at, runs["entry"][run].astype(numpy.intp), place, run)

    @property
    def runs(self) -> Array:
        """Return the runs, checked."""
        return self._sections["runs"].checked().view(RUN)

    @property
    def entries(self) -> Array:
        """Return the documents' rows, checked; empty in the gate's tier."""
        if not self.placed:
            return numpy.empty(0, ENTRY)
        return self._sections["entries"].checked().view(ENTRY)

    @property
    def terms(self) -> Array:
        """Return what is said of each term, checked."""
        return self._sections["terms"].checked().view(TERM)

    def term_table(self) -> termtable.TermTable | None:
        """Return the table of terms, checked, if there are any."""
        if self._terms is None and "terms" in self.about:
            about = self.about["terms"]
            parts = {
                name: self._sections[f"term_{name}"].checked()
                for name in ("heads", "tags", "numbers")
            }
            lengths, wild = (numpy.array(about[name], numpy.uint64) for name in ("lengths", "wild"))
            self._terms = termtable.TermTable(
                **parts, rows=about["rows"], lengths=lengths, wild=wild
            )
        return self._terms

    def document(self, entry: int) -> Document:
        """Return the particulars of a document; in the gate's tier of a class, without an id."""
        if entry not in self._documents:
            # A few documents are asked for again and again: those that are being passed on.
            if len(self._documents) >= _MOST_REMEMBERED:
                self._documents.clear()
            self._documents[entry] = self._unsealed(entry) if self.placed else self._anyone(entry)
        return self._documents[entry]

    def _anyone(self, number: int) -> Document:
        kind, level, clauses, status = self.about["classes"][number]
        return Document("", Kind(kind), Level(level), "", tuple(clauses), Status(status))

    def _unsealed(self, entry: int) -> Document:
        if self._names is None:
            sealed = self._sections[_NAMES].checked().tobytes()
            self._names = self._key.suite.unseal(_names_key(self._key), sealed, self._key.bundle)
        return document_of(self.entries, self._names, entry)

    def records(self, name: str) -> Records:
        """Return a section of records, unsealed; empty if there is none of this name."""
        if PREFIX + name not in self._sections:
            return Records.of(())
        sealed = self._sections[PREFIX + name].checked().tobytes()
        opened = self._key.suite.unseal(_records_key(self._key), sealed, PREFIX + name)
        return Records.from_bytes(opened)

    def warm(self, *, huge_pages: bool = False) -> None:
        """Check everything now; with `huge_pages` move the tags, which every message asks for."""
        for name, section in self._sections.items():
            if huge_pages and name.endswith("tags"):
                section.settle()
            else:
                section.check_all()

    def tables(self) -> dict[str, Section]:
        """Return the sections by name, for the compiled kernel."""
        return self._sections

    def are_lines(self, run: NDArray[numpy.intp], starts: NDArray[numpy.intp]) -> list[bool]:
        """Tell of each group of runs whether all are titles, headings or captions."""
        lines: list[bool] = numpy.logical_and.reduceat(
            self.runs["what"][run] == _LINE, starts
        ).tolist()
        return lines
