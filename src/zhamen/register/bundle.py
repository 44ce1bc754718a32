"""A bundle opened for matching: its segments, one text at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
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
from zhamen.register.found import Band, Match, Span
from zhamen.register.glance import TERMS, Glance
from zhamen.register.keys import BundleKey, Key
from zhamen.register.letters import Letters
from zhamen.register.match import (
    Quotation,
    band_of,
    covered,
    gate_band,
    in_step,
    needed_bits,
    quotations,
    spans,
)  # fmt: skip
from zhamen.register.prints import PREFIX, WINDOW, Domain, Printer, windows
from zhamen.register.segment import Segment
from zhamen.register.suite import Words
from zhamen.register.wording import Pieces, candidates, opened_pieces, pieces

MOST_MATCHES = 8
"""Documents named for one text, the most covered first."""


def bundle_key(path: Path, key: Key) -> BundleKey:
    """Return the key of the bundle in a file: a gate's key as it is, or derived from a master."""
    says = identity(path)
    if says.kind not in ("registry", "gate"):
        raise RegisterError(
            f"{path}: 这是 {says.kind} 文件，不是指纹库 / expected a bundle",
            advice="给出 .zmr 指纹库 / name the bundle, not what stands beside it",
        )
    if isinstance(key, BundleKey):
        return key
    if says.suite != key.suite.name:
        raise RegisterError(
            f"{path}: 密码套件是 {says.suite}，钥匙是 {key.suite.name} / suites differ",
            advice="--key 用建库的主钥匙 / with the master that made it",
        )
    return key.bundle_key(says.bundle, says.epoch)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text about to be matched: its letters, and what their order says."""

    letters: Letters
    sums: NDArray[numpy.float64]
    """Bits of surprise of all letters before each one, and of all."""


class Bundle:
    """One open bundle. Not shared between threads; processes share the file's memory."""

    def __init__(self, path: Path, key: Key, *, huge_pages: bool = False) -> None:
        """Open a bundle. Raises RegisterError for a wrong key, a damaged or a foreign file."""
        self.path = path
        self.key = bundle_key(path, key)
        self._container = Container(path, self.key)
        if huge_pages:
            self._container.huge()
        manifest = self._container.manifest
        self.segments = [Segment(self._container, each) for each in manifest["segments"]]
        self.followed = int(manifest.get("generation", 0))
        """Generation of the vault it was brought in step with."""
        self._dead = {(segment, entry) for segment, entry in manifest.get("dead", ())}
        self._stored = sum(int(each["letters"]) for each in manifest["segments"])
        self._printer = Printer(self.key)
        self._glance = Glance(self.key, self.segments)
        model = manifest.get("surprise")
        self._surprise = None if model is None else self._container.section(model).checked()
        self._with_terms = any("terms" in segment.about for segment in self.segments)
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

    def records(self, name: str) -> Iterator[tuple[Document, int, bytes]]:
        """Yield (document, kind, data) of the records of a section; see `records.Records`.

        The gate's tier knows no more of the document than its class. Raises RegisterError where
        the bundle turns out to be altered.
        """
        for number, segment in enumerate(self.segments):
            for entry, kind, data in segment.records(name):
                if (number, entry) not in self._dead:
                    known = segment.document(entry) if segment.placed else _anyone(segment)
                    yield known, kind, data

    def match(self, folded: Folded, medium: Medium = Medium.TYPED) -> list[Match]:
        """Return the registered documents that a text holds a part of, most covered first.

        Raises RegisterError where the bundle turns out to be altered.
        """
        looks = self._glance.looks(folded.text, medium is Medium.OCR)
        if not looks:
            return []
        with_terms = self._with_terms and bool(looks & TERMS)
        own, every = letters.both(folded.text)
        # One call of the cipher for everything: the call costs more than the blocks.
        blocks = windows(own.units, Domain.BODY)
        if with_terms:
            heads = windows(every.units, Domain.PREFIX, PREFIX)
            blocks = numpy.concatenate((blocks, heads))
        prints = self._printer.prints(blocks)
        count = max(len(own.units) - WINDOW + 1, 0)
        found = list(self._quoted(own, prints[:count], Domain.BODY))
        if self._lookalikes and medium is Medium.OCR:
            mapped = Letters(put_together(own.units), own.places)
            alike = self._printer.prints(windows(mapped.units, Domain.ALIKE))
            found += self._quoted(mapped, alike, Domain.ALIKE)
        if with_terms:
            found += self._terms(folded.text, every, prints[count:])
        return _ranked(found)

    def _quoted(self, own: Letters, prints: Words, domain: Domain) -> Iterator[Match]:
        if len(prints) < 2:
            return
        text: _Text | None = None
        for number, segment in enumerate(self.segments):
            if domain is Domain.ALIKE and not segment.has_alike():
                continue
            hits = segment.probe(prints, alike=domain is Domain.ALIKE)
            if len(hits.at) < 2:
                continue
            text = text or _Text(own, surprise.sums(own.units, self._surprise))
            if segment.placed:
                living = (q for q in quotations(hits) if (number, q.entry) not in self._dead)
                for quotation in islice(living, MOST_MATCHES):
                    yield self._match(segment, quotation, text)
            else:
                yield from self._gate_match(segment, hits.at, text)

    def _match(self, segment: Segment, quotation: Quotation, text: _Text) -> Match:
        count, bits = covered(quotation.at, text.sums)
        return Match(
            segment.document(quotation.entry),
            What.LINE if segment.are_lines(quotation.run) else What.BODY,
            band_of(bits, needed_bits(len(text.letters.units), self._stored)),
            count,
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
        count, bits = covered(at, text.sums)
        yield Match(
            _anyone(segment),
            What.BODY,
            gate_band(at),
            count,
            spans(at, numpy.full(len(at), -1), text.letters.places),
            len(at),
            bits,
        )

    def _terms(self, folded: str, own: Letters, heads: Words) -> Iterator[Match]:
        for number, segment in enumerate(self.segments):
            table = segment.term_table()
            if table is None:
                continue
            about = segment.about["terms"]
            groups = list(_begun(own, heads, table.bitmap, about["lengths"]))
            groups += _opened(folded, own, heads, table.bitmap, about["wild"])
            if groups:
                yield from self._found(number, segment, table, own, groups)

    def _found(
        self,
        number: int,
        segment: Segment,
        table: termtable.TermTable,
        own: Letters,
        groups: list[Pieces],
    ) -> Iterator[Match]:
        first = numpy.concatenate([self._printer.chained(group.units) for group in groups])
        starts = numpy.concatenate([group.starts for group in groups])
        wild = numpy.concatenate([group.wild for group in groups])
        lengths = numpy.repeat(
            [group.units.shape[1] for group in groups], [len(group.starts) for group in groups]
        )
        which, terms = termtable.find(
            table, self._printer.second(first), segment.about["terms"]["rows"]
        )
        for at, term in zip(which.tolist(), segment.terms[terms], strict=True):
            length = int(lengths[at])
            if term["length"] != length or term["wild"] != wild[at]:
                continue
            if (number, int(term["entry"])) in self._dead:
                continue
            start = int(own.places[starts[at]])
            end = int(own.places[starts[at] + length - 1]) + 1
            yield _term_match(segment, term, Span(start, end, -1), length)

    def warm(self) -> None:
        """Check the whole file now, so that no message waits for it."""
        for segment in self.segments:
            segment.warm()

    def close(self) -> None:
        """Let go of the file."""
        self._surprise = None
        self._glance.close()
        self.segments.clear()
        self._container.close()


def _begun(
    own: Letters, heads: Words, bitmap: NDArray[numpy.uint8], lengths: Sequence[int]
) -> Iterator[Pieces]:
    """Yield the pieces of each length where some term of that length begins with their head."""
    starts = numpy.flatnonzero(termtable.known_heads(bitmap, heads))
    sizes = numpy.array(lengths, numpy.uint64)
    known = termtable.known_heads(bitmap, heads[starts][:, None], sizes[None, :])
    for column in numpy.flatnonzero(known.any(axis=0)).tolist():
        yield pieces(own, starts[known[:, column]], lengths[column])


def _opened(
    folded: str,
    own: Letters,
    heads: Words,
    bitmap: NDArray[numpy.uint8],
    lengths: Sequence[int],
) -> Iterator[Pieces]:
    """Yield the candidates of each length with letters left open."""
    for closed in candidates(folded, own, lengths):
        length = numpy.full(1, closed.units.shape[1], numpy.uint64)
        yield opened_pieces(closed, termtable.known_heads(bitmap, heads[closed.starts], length))


def _anyone(segment: Segment) -> Document:
    """Return what a gate knows of a document: the class of its segment."""
    kind, level, clauses, status = segment.about["class"]
    return Document("", Kind(kind), Level(level), clauses=tuple(clauses), status=Status(status))


def _term_match(segment: Segment, term: NDArray[numpy.void], span: Span, letters: int) -> Match:
    what, changed = WHATS[int(term["what"])], bool(term["wild"])
    unsure = changed or what in (What.NAME, What.MATTER)
    return Match(
        segment.document(int(term["entry"])) if segment.placed else _anyone(segment),
        what,
        Band.LOOK if unsure else Band.CERTAIN,
        letters,
        (span,),
        changed=changed,
    )


def _ranked(found: list[Match]) -> list[Match]:
    """Return the best match of each document and kind of evidence, the most covered first."""
    best: dict[tuple[str, Document, What], Match] = {}
    for match in sorted(found, key=lambda each: (each.changed, -each.bits, -each.letters)):
        best.setdefault((match.document.id, match.document, match.what), match)
    ranked = sorted(best.values(), key=lambda each: (each.band is Band.LOOK, -each.letters))
    return ranked[:MOST_MATCHES]
