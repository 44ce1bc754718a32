"""A bundle opened for matching: its segments, one text at a time."""

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from zhamen.errors import RegisterError
from zhamen.model.passage import Folded
from zhamen.model.terms import Medium
from zhamen.register import letters, surprise, termtable
from zhamen.register.alike import put_together
from zhamen.register.batch import WHATS
from zhamen.register.container import Container, identity
from zhamen.register.document import Document, What
from zhamen.register.found import Band, Match, Span
from zhamen.register.glance import TERMS, Glance
from zhamen.register.keys import BundleKey, Key
from zhamen.register.letters import Letters, Places
from zhamen.register.match import (
    Quotations,
    Sums,
    band_of,
    covered,
    gate_band,
    in_step,
    is_faint,
    needed_bits,
    quotations,
    spans,
)
from zhamen.register.prints import PREFIX, WINDOW, Domain, Printer, windows
from zhamen.register.segment import Hits, Segment
from zhamen.register.suite import Words
from zhamen.register.wording import Pieces, term_pieces

MOST_MATCHES = 8
"""Documents named for one text, the most covered first."""
_BANDS = tuple(Band)


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


class Bundle:
    """One open bundle. Not shared between threads; processes share the file's memory."""

    def __init__(self, path: Path, key: Key, *, huge_pages: bool = False) -> None:
        """Open a bundle. Raises RegisterError for a wrong key, a damaged or a foreign file.

        With `huge_pages` it is read whole and checked at once: a second for a million documents.
        """
        self.path = path
        self.key = bundle_key(path, key)
        self._container = Container(path, self.key)
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
        if huge_pages:
            for segment in self.segments:
                segment.warm(huge_pages=True)

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

    def mac(self, label: str) -> Callable[[bytes], bytes]:
        """Return the keyed code for a purpose, the same in all bundles of one master."""
        return partial(self.key.suite.mac, self.key.suite.derive(self.key.k0, label))

    def named(self) -> Iterator[Document]:
        """Yield the documents of which it knows the id."""
        for number, segment in enumerate(self.segments):
            for entry in range(segment.documents if segment.placed else 0):
                if (number, entry) not in self._dead:
                    yield segment.document(entry)

    def records(self, name: str) -> Iterator[tuple[Document, int, bytes]]:
        """Yield (document, kind, data) of the records of a section; see `records.Records`.

        The gate's tier knows no more of the document than its class. Raises RegisterError where
        the bundle turns out to be altered.
        """
        for number, segment in enumerate(self.segments):
            for entry, kind, data in segment.records(name):
                if (number, entry) not in self._dead:
                    yield segment.document(entry), kind, data

    def match(self, folded: Folded, medium: Medium = Medium.TYPED) -> list[Match]:
        """Return the registered documents that a text holds a part of, most covered first.

        Raises RegisterError where the bundle turns out to be altered.
        """
        looks = self._glance.looks(folded.text, medium is Medium.OCR)
        if not looks:
            return []
        with_terms = self._with_terms and bool(looks & TERMS)
        asked = _Asked(folded.text, self._printer, with_terms=with_terms)
        found = list(self._quoted(asked.own, asked.body, Domain.BODY))
        if self._lookalikes and medium is Medium.OCR:
            mapped = Letters(put_together(asked.own.units), asked.own.places)
            found += self._quoted(mapped, partial(self._alike, mapped), Domain.ALIKE)
        if with_terms:
            found += self._terms(asked)
        return _ranked(found)

    def _alike(self, mapped: Letters) -> Words:
        return self._printer.prints(windows(mapped.units, Domain.ALIKE))

    def _quoted(self, own: Letters, prints: Callable[[], Words], domain: Domain) -> Iterator[Match]:
        if len(own.units) <= WINDOW:
            return
        alike = domain is Domain.ALIKE
        sums: Sums | None = None
        for number, segment in enumerate(self.segments):
            if alike and not segment.has_alike():
                continue
            hits = self._glance.hits(number, alike=alike)
            if hits is None:
                hits = segment.probe(prints(), alike=alike)
            if len(hits.at) < 2:
                continue
            sums = surprise.sums(own.units, self._surprise) if sums is None else sums
            found = self._placed(number, hits) if segment.placed else _in_step(segment, hits)
            if found is not None:
                yield from self._matches(segment, found, own.places, sums)

    def _placed(self, number: int, hits: Hits) -> Quotations | None:
        """Return the quotations of the documents of the most windows that were not removed."""
        every = quotations(hits)
        if every is None:
            return None
        entries = every.entry[every.starts].tolist()
        living = (each for each in every.by_size() if (number, entries[each]) not in self._dead)
        chosen = list(islice(living, MOST_MATCHES))
        return every.only(numpy.array(chosen, numpy.intp)) if chosen else None

    def _matches(
        self, segment: Segment, found: Quotations, places: Places, sums: Sums
    ) -> Iterator[Match]:
        counts, bits = covered(found.at, found.starts, sums)
        spanned = spans(found.at, found.place, found.starts, places)
        entries = found.entry[found.starts]
        needed = needed_bits(len(places), self._stored)
        sizes = numpy.diff(found.starts, append=len(found.at)).tolist()
        if segment.placed:
            lines = segment.are_lines(found.run, found.starts)
            letters = segment.entries["letters"][entries].tolist()
            bands = [band_of(each, needed) for each in bits.tolist()]
        else:
            lines, letters = [False] * len(sizes), [0] * len(sizes)
            bands = [gate_band(each) for each in numpy.split(found.at, found.starts[1:])]
        columns = zip(
            entries.tolist(), lines, bands, counts.tolist(), spanned, sizes, bits.tolist(), letters,
            strict=True,
        )  # fmt: skip
        for entry, is_line, band, *rest in columns:
            what = What.LINE if is_line else What.BODY
            band = Band.FAINT if is_faint(rest[0], len(places)) else band
            yield Match(segment.document(entry), what, band, *rest)

    def _terms(self, asked: "_Asked") -> Iterator[Match]:
        heads = asked.heads()
        for number, segment in enumerate(self.segments):
            table = segment.term_table()
            if table is None:
                continue
            for group in term_pieces(asked.folded, asked.every, heads, table):
                yield from self._found(number, segment, table, asked.every, group)

    def _found(
        self,
        number: int,
        segment: Segment,
        table: termtable.TermTable,
        own: Letters,
        group: Pieces,
    ) -> Iterator[Match]:
        length = group.units.shape[1]
        prints = self._printer.second(self._printer.chained(group.units))
        which, terms = termtable.find(table, prints)
        for at, term in zip(which.tolist(), segment.terms[terms], strict=True):
            if term["length"] != length or term["wild"] != group.wild[at]:
                continue
            if (number, int(term["entry"])) in self._dead:
                continue
            start = int(own.places[group.starts[at]])
            end = int(own.places[group.starts[at] + length - 1]) + 1
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


class _Asked:
    """A text about to be matched: its letters, and its prints once they are wanted."""

    def __init__(self, folded: str, printer: Printer, *, with_terms: bool) -> None:
        self.folded = folded
        self.own, self.every = letters.both(folded)
        self._printer, self._with_terms = printer, with_terms

    @cached_property
    def _prints(self) -> tuple[Words, Words]:
        # One call of the cipher for everything: the call costs more than the blocks.
        blocks = windows(self.own.units, Domain.BODY)
        count = len(blocks)
        if self._with_terms:
            heads = windows(self.every.units, Domain.PREFIX, PREFIX)
            blocks = numpy.concatenate((blocks, heads))
        prints = self._printer.prints(blocks)
        return prints[:count], prints[count:]

    def body(self) -> Words:
        """Return the prints of all windows."""
        return self._prints[0]

    def heads(self) -> Words:
        """Return the prints of three letters at every place."""
        return self._prints[1]


def _in_step(segment: Segment, hits: Hits) -> Quotations | None:
    """Return the hits of each class that are in step, as if each class were one document."""
    strides = segment.about["strides"]
    groups = [
        (each, in_step(hits.at[hits.entry == each], strides[each]))
        for each in numpy.unique(hits.entry).tolist()
    ]
    groups = [(each, at) for each, at in groups if len(at)]
    if not groups:
        return None
    sizes = numpy.array([len(at) for _, at in groups])
    at = numpy.concatenate([at for _, at in groups])
    entry = numpy.repeat([each for each, _ in groups], sizes)
    nowhere = numpy.full(len(at), -1)
    return Quotations(at, entry, nowhere, nowhere, numpy.cumsum(sizes) - sizes)


def _term_match(segment: Segment, term: NDArray[numpy.void], span: Span, letters: int) -> Match:
    what, changed = WHATS[int(term["what"])], bool(term["wild"])
    unsure = changed or what in (What.NAME, What.MATTER)
    return Match(
        segment.document(int(term["entry"])),
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
    ranked = sorted(best.values(), key=lambda each: (_BANDS.index(each.band), -each.letters))
    return ranked[:MOST_MATCHES]
