"""A segment: the tables of some documents in a bundle; probing them with a message's prints.

A bundle holds one or several segments. In the registry's tier every hit knows its document and
the place in it; in the gate's tier a segment holds the documents of one class (kind, level,
must-nots), and a hit knows no more than that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.register import table, termtable
from zhamen.register.batch import ENTRY, RUN, TERM, WHATS, Array, Batch, document_of, names_of
from zhamen.register.container import CHUNK, Container, Section, Writer
from zhamen.register.document import Document, What
from zhamen.register.keys import BundleKey
from zhamen.register.prints import Printer
from zhamen.register.records import PREFIX, Records
from zhamen.register.suite import Words

_NAMES = "names"
_LINE = WHATS.index(What.LINE)
_MOST_REMEMBERED = 4096
_CLASS = ("kind", "level", "status", "clauses")


class Hits(NamedTuple):
    """Windows of a message that a segment knows: parallel arrays, one element a hit."""

    at: NDArray[numpy.intp]
    """Letter of the message at which the window begins."""
    entry: NDArray[numpy.intp]
    """Document, or -1 in the gate's tier."""
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


def build(batch: Batch, key: BundleKey, *, places: bool) -> Built:
    """Return the segment of a batch under a bundle's key, with places or without."""
    printer = Printer(key)
    runs = batch.runs
    prints = once_a_family(batch)
    built = Built({})
    about: dict[str, Any] = {
        "documents": len(batch.documents),
        "letters": int(batch.entries["letters"].sum()),
    }
    slots = numpy.arange(len(batch.prints), dtype=numpy.uint32)
    about["prints"] = _add_table(built, "", printer, prints, slots if places else None)
    if len(batch.alike):
        slots = slots[batch.in_bodies()]
        about["alike"] = _add_table(
            built, "alike_", printer, batch.alike, slots if places else None
        )
    if places:
        built.sections["bases"] = numpy.cumsum(runs["count"], dtype=numpy.uint32) - runs["count"]
        built.sections["runs"] = runs.view(numpy.uint8)
        entries = batch.entries.copy()
        # What links this bundle to the vault, or to another bundle, is nobody's affair.
        entries["mark"] = entries["family"] = 0
        names = names_of(batch.documents, entries)
        sealed = key.suite.seal(_names_key(key), names, key.bundle)
        built.sections[_NAMES] = numpy.frombuffer(sealed, numpy.uint8)
        built.sections["entries"] = entries.view(numpy.uint8)
    else:
        about["strides"] = sorted({int(each) for each in runs["stride"]})
    if len(batch.terms):
        about["terms"] = _add_terms(built, printer, batch.terms, places)
    for name, each in batch.records.items():
        known = each if places else each.nameless()
        sealed = key.suite.seal(_records_key(key), known.to_bytes(), PREFIX + name)
        built.sections[PREFIX + name] = numpy.frombuffer(sealed, numpy.uint8)
    built.about = about
    return built


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
    rows = batch.entries[owner[asked]]
    keys = [batch.prints[asked], *(rows[name] for name in (*_CLASS, "family"))]
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
    built: Built, prefix: str, printer: Printer, prints: Words, slots: table.Slots | None
) -> dict[str, int]:
    kept = prints != 0
    own = printer.second(prints[kept])
    rows = table.home_rows(len(own))
    made = table.build(own, None if slots is None else slots[kept], rows)
    built.sections[f"{prefix}tags"] = made.tags.reshape(-1)
    if made.slots is not None:
        built.sections[f"{prefix}slots"] = made.slots.reshape(-1)
    return {"rows": rows, "stored": int((made.tags != 0).sum())}


def _add_terms(built: Built, printer: Printer, terms: Array, places: bool) -> dict[str, Any]:
    own = printer.second(terms["print"].copy())
    made = termtable.build(terms, own, printer.second(terms["prefix"].copy()))
    public = terms.copy()
    public["print"] = public["prefix"] = 0
    if not places:
        public["entry"] = 0
    built.sections |= {
        "term_bitmap": made.bitmap, "term_tags": made.tags, "term_numbers": made.numbers,
        "terms": public.view(numpy.uint8),
    }  # fmt: skip
    exact, wild = terms[terms["wild"] == 0], terms[terms["wild"] != 0]
    return {
        "count": len(exact),
        "rows": termtable.home_rows(len(terms)),
        "lengths": sorted({int(length) for length in exact["length"]}),
        "wild": sorted({int(length) for length in wild["length"]}),
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

    def probe(self, prints: Words, *, alike: bool = False) -> Hits:
        """Return the hits of a message's windows, ordered by window. Raises RegisterError."""
        name, about = ("alike_", self.about["alike"]) if alike else ("", self.about["prints"])
        tags = self._sections[f"{name}tags"]
        rows = about["rows"]
        doubt = None if tags.sound else (tags.good, tags.check)
        at, lanes = table.probe(tags.array.reshape(-1, table.LANES), prints, rows, doubt)
        return self._placed(at, lanes, name)

    def _placed(self, at: NDArray[numpy.intp], lanes: NDArray[numpy.intp], name: str) -> Hits:
        if not self.placed or not len(at):
            nowhere = numpy.zeros(len(at), numpy.intp)
            return Hits(at, nowhere - 1, nowhere, nowhere)
        section = self._sections[f"{name}slots"]
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
            parts = (self._sections[f"term_{name}"] for name in ("bitmap", "tags", "numbers"))
            self._terms = termtable.TermTable(*(part.checked() for part in parts))
        return self._terms

    def document(self, entry: int) -> Document:
        """Return the particulars of a document of this segment."""
        if entry not in self._documents:
            # A few documents are asked for again and again: those that are being passed on.
            if len(self._documents) >= _MOST_REMEMBERED:
                self._documents.clear()
            self._documents[entry] = self._unsealed(entry)
        return self._documents[entry]

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

    def warm(self) -> None:
        """Check everything now."""
        for section in self._sections.values():
            section.check_all()

    def tables(self) -> dict[str, Section]:
        """Return the sections by name, for the compiled kernel."""
        return self._sections

    def are_lines(self, run: NDArray[numpy.intp]) -> bool:
        """Tell whether all these runs are titles, headings or captions."""
        return bool((self.runs["what"][run] == _LINE).all())
