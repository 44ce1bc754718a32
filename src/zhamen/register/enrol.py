"""Enrolment: a document's text becomes keyed prints of stage 1, and the text is let go.

- The **body**: every third or fourth window of seven letters (`Document.stride`).
- **Lines**: titles, headings and captions of 8 letters and more, every window: one retyped line
  is enough to be known again.
- **Terms**: numbers, names and matters, exact, only where the registry asked for them; and short
  titles with every letter in turn left open, so that one wrong character does not hide them.
- What the public filter knows is left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy
from numpy.typing import NDArray

from zhamen.reading.normal import fold
from zhamen.register.alike import put_together
from zhamen.register.batch import RUN, TERM, WHATS, Batch, entry_of
from zhamen.register.bodies import sketch
from zhamen.register.document import Document, What
from zhamen.register.keys import BundleKey
from zhamen.register.letters import Letters, Units, body, whole
from zhamen.register.prints import PREFIX, Domain, Printer, windows
from zhamen.register.records import Record, Records
from zhamen.register.suite import Words
from zhamen.register.wording import opened

SHORTEST_LINE, LONGEST_LINE = 8, 60
SHORTEST_TERM, LONGEST_TERM = 3, 64
SHORTEST_WILD, LONGEST_WILD = 7, 24
"""Letters in which a wrong one is looked for; longer titles have windows on one side of it."""
_MOST_LINES = 400
_HEADING = re.compile(
    r"第[一二三四五六七八九十百〇零\d]{1,5}[编章节]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)"
    r"|(?:附件|附表|附图|图|表)\d{0,3}[::.]?\D|关于.{2,50}的"
)
_ENDS = "。;；,，"


class PublicFilter(Protocol):
    """Says of windows whether they stand in public texts."""

    name: str
    """What tells one filter from another."""

    def known(self, blocks: NDArray[numpy.uint16]) -> NDArray[numpy.bool_]:
        """Return for each block whether the public corpus holds it."""
        ...


@dataclass(frozen=True, slots=True)
class Original:
    """What a person hands in: the text as it was read, and what is said of it."""

    document: Document
    text: str
    title: str = ""
    numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    records: Mapping[str, Sequence[tuple[int, bytes]]] = field(default_factory=dict)
    """(kind, data) by section: what is kept besides prints; see `records.Record`."""


@dataclass(slots=True)
class _Run:
    start: int
    stride: int
    what: What
    prints: Words
    alike: Words | None = None


class Enroller:
    """Turns originals into batches under one master's stage-1 key."""

    def __init__(
        self,
        key: BundleKey,
        *,
        public: PublicFilter | None = None,
        lookalikes: bool = False,
        terms: bool = True,
    ) -> None:
        """Leave out what is public; make prints for OCR and keyed terms only if asked for."""
        self._printer = Printer(key)
        self._suite, self._mark_key = key.suite, key.suite.derive(key.k0, "mark")
        self._public = public
        self._lookalikes = lookalikes
        self._with_terms = terms

    def enrol(self, original: Original) -> Batch:
        """Return the batch of one document."""
        document = original.document
        folded = fold(original.text).text
        letters = body(folded)
        run, every = self._body(letters, document.stride)
        runs = [run, *self._lines(original, folded, letters)]
        entry = entry_of(
            document,
            letters=len(letters.units),
            mark=self.mark(original),
            family=self.family(document.family or document.id),
        )
        return Batch(
            [document],
            entry,
            _run_rows(runs),
            numpy.concatenate([each.prints for each in runs]),
            run.alike if run.alike is not None else numpy.empty(0, numpy.uint64),
            self._terms(original) if self._with_terms else numpy.zeros(0, TERM),
            sketch(every)[None, :],
            {
                name: Records.of(Record(0, kind, data) for kind, data in each)
                for name, each in original.records.items()
                if each
            },
        )

    def mark(self, original: Original) -> int:
        """Return a keyed digest by which a second enrolment of the same is noticed."""
        # Whether it is a version is found out, not said: it is no part of what is compared.
        particulars = repr((
            replace(original.document, family=""), self._lookalikes, self._with_terms,
            self._public.name if self._public else "",
        ))  # fmt: skip
        parts = (particulars, original.title, repr(original.numbers),
                 repr(original.names), repr(original.matters), original.text,
                 *(f"{name}{sorted(each)!r}" for name, each in sorted(original.records.items()))
                 )  # fmt: skip
        data = "\0".join(parts).encode("utf-8", "surrogatepass")
        return int.from_bytes(self._suite.mac(self._mark_key, data)[:8], "little")

    def family(self, identity: str) -> int:
        """Return the keyed digest of a family's first id."""
        return int.from_bytes(
            self._suite.mac(self._mark_key, b"family" + identity.encode())[:8], "little"
        )

    def _body(self, letters: Letters, stride: int) -> tuple[_Run, Words]:
        """Return the body's run, and the prints of all its windows."""
        blocks = windows(letters.units, Domain.BODY)
        every = self._printer.first(blocks)
        chosen, left_out = self._sampled(blocks, stride)
        kept = numpy.where(left_out, numpy.uint64(0), every[chosen])
        alike = None
        if self._lookalikes:
            mapped = windows(put_together(letters.units), Domain.ALIKE)[chosen]
            alike = numpy.where(left_out, numpy.uint64(0), self._printer.first(mapped))
        return _Run(0, stride, What.BODY, kept, alike), every

    def _sampled(
        self, blocks: NDArray[numpy.uint16], stride: int
    ) -> tuple[NDArray[numpy.intp], NDArray[numpy.bool_]]:
        """Return one window for each `stride` of them, and whether it is left out as public.

        Where the first is public the next that is not stands for it: a line that quotes a
        common phrase keeps as many windows as any other. Matching allows for the shift (DRIFT).
        """
        count = -(-len(blocks) // stride)
        chosen = numpy.arange(count) * stride
        if self._public is None or not count:
            return chosen, numpy.zeros(count, numpy.bool_)
        known = numpy.ones(count * stride, numpy.bool_)
        known[: len(blocks)] = self._public.known(blocks)
        steps = known.reshape(count, stride)
        return chosen + steps.argmin(axis=1), numpy.logical_and.reduce(steps, axis=1)

    def _not_public(self, blocks: NDArray[numpy.uint16], prints: Words) -> Words:
        if self._public is None or not len(prints):
            return prints
        return numpy.where(self._public.known(blocks), numpy.uint64(0), prints)

    def _lines(self, original: Original, folded: str, letters: Letters) -> Iterator[_Run]:
        """Yield a run of every window for each title, heading and caption."""
        for start, units in _headings(original.title, folded, letters):
            blocks = windows(units, Domain.BODY)
            yield _Run(start, 1, What.LINE, self._not_public(blocks, self._printer.first(blocks)))

    def _terms(self, original: Original) -> NDArray[numpy.void]:
        """Return the keyed terms of a document: exact ones, and those with a letter left open."""
        texts = [
            (What.TITLE, original.title),
            *((What.NUMBER, text) for text in original.numbers),
            *((What.NAME, text) for text in original.names),
            *((What.MATTER, text) for text in original.matters),
        ]
        rows = [self._term(what, text) for what, text in texts]
        return numpy.concatenate([numpy.zeros(0, TERM), *rows])

    def _term(self, what: What, text: str) -> NDArray[numpy.void]:
        units = whole(fold(text).text).units[None, :]
        length = units.shape[1]
        if not SHORTEST_TERM <= length <= LONGEST_TERM:
            return numpy.zeros(0, TERM)
        longest = LONGEST_WILD if what is What.TITLE else LONGEST_TERM
        open_too = what in (What.TITLE, What.NUMBER) and SHORTEST_WILD <= length <= longest
        wild = length if open_too else 0
        rows = numpy.zeros(1 + wild, TERM)
        rows["length"], rows["what"] = length, WHATS.index(what)
        rows["print"][0] = self._printer.chained(units)[0]
        heads = self._printer.first(windows(units[0][: 2 * PREFIX], Domain.PREFIX, PREFIX))
        rows["head"][0] = heads[0]
        if wild:
            rows["second"][0] = heads[PREFIX]
            rows["print"][1:] = self._printer.chained(opened(units))
            rows["wild"][1:] = numpy.arange(1, length + 1)
        return rows


def _headings(title: str, folded: str, letters: Letters) -> Iterator[tuple[int, Units]]:
    """Yield (letter at which it begins, letters) of the title and of each heading."""
    own = body(fold(title).text).units
    if len(own) >= SHORTEST_LINE:
        yield 0, own[: 2 * LONGEST_LINE]
    at, count = 0, 0
    for number, line in enumerate(folded.split("\n")):
        if (
            SHORTEST_LINE <= len(line) <= LONGEST_LINE
            and count < _MOST_LINES
            and _is_heading(line, number)
        ):
            first, last = numpy.searchsorted(letters.places, (at, at + len(line)))
            units = letters.units[first:last]
            if len(units) >= SHORTEST_LINE:
                count += 1
                yield int(first), units
        at += len(line) + 1


def _is_heading(line: str, number: int) -> bool:
    return line[-1] not in _ENDS and (number == 0 or _HEADING.match(line) is not None)


def _run_rows(runs: Sequence[_Run]) -> NDArray[numpy.void]:
    rows = numpy.zeros(len(runs), RUN)
    rows["count"] = [len(run.prints) for run in runs]
    rows["start"] = [run.start for run in runs]
    rows["stride"] = [run.stride for run in runs]
    rows["what"] = [WHATS.index(run.what) for run in runs]
    return rows
