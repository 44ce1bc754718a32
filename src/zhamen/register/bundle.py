"""A bundle opened for matching: its segments, one text at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from zhamen.errors import RegisterError
from zhamen.model.passage import Folded
from zhamen.model.terms import Kind, Level, Medium
from zhamen.register import letters, surprise, termtable
from zhamen.register.alike import put_together
from zhamen.register.batch import WHATS
from zhamen.register.container import Container, identity
from zhamen.register.document import Document, Status, What
from zhamen.register.keys import BundleKey, Key
from zhamen.register.letters import Letters
from zhamen.register.match import (
    Band,
    Match,
    Quotation,
    Span,
    band_of,
    cover,
    gate_band,
    in_step,
    needed_bits,
    quotations,
    spans,
)  # fmt: skip
from zhamen.register.prints import PREFIX, WINDOW, Domain, Printer, windows
from zhamen.register.segment import Segment
from zhamen.register.suite import Words
from zhamen.register.wording import Candidate, candidates, opened_at_each

MOST_MATCHES = 8
"""Documents named for one text, the most covered first."""


def bundle_key(path: Path, key: Key) -> BundleKey:
    """Return the key of the bundle in a file: a gate's key as it is, or derived from a master."""
    if isinstance(key, BundleKey):
        return key
    says = identity(path)
    if says.suite != key.suite.name:
        raise RegisterError(
            f"{path}: made under suite {says.suite}, the key is of suite {key.suite.name}",
            advice="--key with the master that made this bundle",
        )
    return key.bundle_key(says.bundle, says.epoch)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text about to be matched: its letters, and what their order says."""

    letters: Letters
    prints: Words
    bits: NDArray[numpy.float64]
    alike: bool = False


class Bundle:
    """One open bundle. Not shared between threads; processes share the file's memory."""

    def __init__(self, path: Path, key: Key, *, huge_pages: bool = False) -> None:
        """Open a bundle. Raises RegisterError for a wrong key, a damaged or a foreign file."""
        self.path = path
        self.key = bundle_key(path, key)
        self._container = Container(path, self.key)
        if self.commit.kind not in ("registry", "gate"):
            raise RegisterError(f"{path}: got a {self.commit.kind} file, expected a bundle")
        if huge_pages:
            self._container.huge()
        manifest = self._container.manifest
        self.segments = [Segment(self._container, each) for each in manifest["segments"]]
        self.followed = int(manifest.get("generation", 0))
        """Generation of the vault it was brought in step with."""
        self._dead = {(segment, entry) for segment, entry in manifest.get("dead", ())}
        self._stored = sum(int(each["letters"]) for each in manifest["segments"])
        self._printer = Printer(self.key)
        model = manifest.get("surprise")
        self._surprise = None if model is None else self._container.section(model).checked()
        self._lookalikes = any(segment.has_alike() for segment in self.segments)

    @property
    def commit(self) -> Any:
        """Return what the file says of itself."""
        return self._container.commit

    @property
    def stale(self) -> bool:
        """Tell whether a newer bundle stands under this name."""
        return self._container.stale

    @property
    def documents(self) -> int:
        """Return how many documents are registered in it."""
        return sum(segment.documents for segment in self.segments) - len(self._dead)

    def figures(self) -> dict[str, Any]:
        """Return how much it holds."""
        abouts = [segment.about for segment in self.segments]
        return {
            "documents": self.documents,
            "removed": len(self._dead),
            "letters": self._stored,
            "prints": sum(each["prints"]["stored"] for each in abouts),
            "terms": sum(each["terms"]["count"] for each in abouts if "terms" in each),
            "segments": len(abouts),
        }

    def match(self, folded: Folded, medium: Medium = Medium.TYPED) -> list[Match]:
        """Return the registered documents that a text holds a part of, most covered first.

        Raises RegisterError where the bundle turns out to be altered.
        """
        found: list[Match] = []
        own = letters.body(folded.text)
        if len(own.units) > WINDOW:
            found += self._quoted(own, Domain.BODY)
            if self._lookalikes and medium is Medium.OCR:
                mapped = Letters(put_together(own.units), own.places)
                found += self._quoted(mapped, Domain.ALIKE)
        found += self._terms(folded.text)
        return _ranked(found)

    def _quoted(self, own: Letters, domain: Domain) -> Iterator[Match]:
        prints = self._printer.prints(windows(own.units, domain))
        text: _Text | None = None
        for number, segment in enumerate(self.segments):
            if domain is Domain.ALIKE and not segment.has_alike():
                continue
            hits = segment.probe(prints, alike=domain is Domain.ALIKE)
            if len(hits.at) < 2:
                continue
            text = text or _Text(own, prints, surprise.bits(own.units, self._surprise))
            if segment.placed:
                for quotation in quotations(hits):
                    if (number, quotation.entry) not in self._dead:
                        yield self._match(segment, quotation, text)
            else:
                yield from self._gate_match(segment, hits.at, text)

    def _match(self, segment: Segment, quotation: Quotation, text: _Text) -> Match:
        covered = cover(quotation.at, len(text.letters.units))
        bits = float(text.bits[covered].sum())
        lines = all(segment.what(run) is What.LINE for run in set(quotation.run.tolist()))
        return Match(
            segment.document(quotation.entry),
            What.LINE if lines else What.BODY,
            band_of(bits, needed_bits(len(covered), self._stored)),
            int(covered.sum()),
            spans(quotation.at, quotation.place, text.letters.places),
            len(quotation.at),
            bits,
            int(segment.entries["letters"][quotation.entry]),
        )

    def _gate_match(
        self, segment: Segment, at: NDArray[numpy.intp], text: _Text
    ) -> Iterator[Match]:
        at = numpy.unique(at[in_step(at, segment.about["strides"])])
        if not len(at):
            return
        covered = cover(at, len(text.letters.units))
        yield Match(
            _anyone(segment),
            What.BODY,
            gate_band(at),
            int(covered.sum()),
            spans(at, numpy.full(len(at), -1), text.letters.places),
            len(at),
            float(text.bits[covered].sum()),
        )

    def _terms(self, folded: str) -> Iterator[Match]:
        tables = [
            (n, s, t) for n, s in enumerate(self.segments) if (t := s.term_table()) is not None
        ]
        if not tables:
            return
        own = letters.whole(folded)
        heads = self._printer.prints(windows(own.units, Domain.PREFIX, PREFIX))
        for number, segment, table in tables:
            about = segment.about["terms"]
            for pieces in (
                _exact(own, heads, table.bitmap, about["lengths"]),
                opened_at_each(own, candidates(folded, own, about["wild"])),
            ):
                yield from self._found(number, segment, table, own, pieces)

    def _found(
        self,
        number: int,
        segment: Segment,
        table: termtable.TermTable,
        own: Letters,
        pieces: list[Candidate],
    ) -> Iterator[Match]:
        if not pieces:
            return
        prints = self._printer.second(self._printer.chained([piece.units for piece in pieces]))
        which, terms = termtable.find(table, prints, segment.about["terms"]["rows"])
        said = segment.terms
        for piece, term in ((pieces[w], said[t]) for w, t in zip(which, terms, strict=True)):
            entry = int(term["entry"])
            if term["length"] != len(piece.units) or term["wild"] != piece.wild:
                continue
            if segment.placed and (number, entry) in self._dead:
                continue
            start = int(own.places[piece.start])
            end = int(own.places[piece.start + len(piece.units) - 1]) + 1
            what = WHATS[term["what"]]
            yield Match(
                segment.document(entry) if segment.placed else _anyone(segment),
                what,
                Band.LOOK if piece.wild or what in (What.NAME, What.MATTER) else Band.CERTAIN,
                len(piece.units),
                (Span(start, end, -1),),
                changed=bool(piece.wild),
            )

    def warm(self) -> None:
        """Check the whole file now, so that no message waits for it."""
        for segment in self.segments:
            segment.warm()

    def close(self) -> None:
        """Let go of the file."""
        self._surprise = None
        self.segments.clear()
        self._container.close()


def _anyone(segment: Segment) -> Document:
    """Return what a gate knows of a document: the class of its segment."""
    kind, level, clauses, status = segment.about["class"]
    return Document("", Kind(kind), Level(level), clauses=tuple(clauses), status=Status(status))


def _exact(
    own: Letters, heads: Words, bitmap: NDArray[numpy.uint8], lengths: list[int]
) -> list[Candidate]:
    """Return the pieces of every length of a term, where the bitmap knows their first letters."""
    bits = termtable.bits(heads)
    starts = numpy.flatnonzero(bitmap[bits >> 3] >> (bits & 7).astype(numpy.uint8) & 1)
    size = len(own.units)
    return [
        Candidate(start, own.units[start : start + length])
        for start in starts.tolist()
        for length in lengths
        if start + length <= size
    ]


def _ranked(found: list[Match]) -> list[Match]:
    """Return the best match of each document and kind of evidence, the most covered first."""
    best: dict[tuple[str, Document, What], Match] = {}
    for match in sorted(found, key=lambda each: (each.changed, -each.bits, -each.letters)):
        best.setdefault((match.document.id, match.document, match.what), match)
    ranked = sorted(best.values(), key=lambda each: (each.band is Band.LOOK, -each.letters))
    return ranked[:MOST_MATCHES]
