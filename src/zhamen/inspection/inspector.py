"""The inspector: reads a message, lets the woken detectors look, and asks the judge."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from time import perf_counter

from zhamen import plugins
from zhamen.errors import PluginError, RegisterError
from zhamen.inspection import detectors as tray
from zhamen.inspection.advising import advise
from zhamen.inspection.allowing import Allowances, let_off
from zhamen.inspection.detecting import Detector, Hit, Sight, TraceDetector
from zhamen.inspection.judge import judge
from zhamen.inspection.masking import masked
from zhamen.inspection.matcher import matchers
from zhamen.inspection.rereading import letters_of, reread
from zhamen.inspection.waking import UNWRAP, Waker
from zhamen.model.message import Message
from zhamen.model.passage import Passage
from zhamen.model.terms import Decision
from zhamen.model.trace import Trace
from zhamen.model.verdict import Finding, Unread, Verdict
from zhamen.policy.loader import Policy
from zhamen.reading.normal import fold
from zhamen.reading.reader import Reader
from zhamen.reading.unwrap import unwrap
from zhamen.register.found import Recogniser

MOST_FINDINGS = 200
"""Findings kept of one detector in one passage; of the others only those that are stronger."""
_REREAD = 0.8
"""Share of its confidence that is left to what rests on another reading of a letter."""
_CERTAIN = 0.9
"""Confidence of a block from which on pictures and recordings are not read to their end."""


def load_detectors() -> tuple[Detector, ...]:
    """Return every detector that stands in the tray."""
    return plugins.load_tray(tray, "DETECTOR", Detector)  # type: ignore[type-abstract]


class Inspector:
    """Gives verdicts under one policy. Not shared between threads."""

    def __init__(
        self,
        policy: Policy,
        *,
        detectors: Sequence[Detector] | None = None,
        reader: Reader | None = None,
        register: Recogniser | None = None,
        allowances: Allowances | None = None,
        engine: str = "auto",
        explain: bool = False,
        language: str = "zh",
    ) -> None:
        """Prepare the sieve; with `explain`, verdicts carry the near misses too."""
        self._policy = policy
        self._detectors = {d.name: d for d in (detectors or load_detectors())}
        if not self._detectors:
            # Without this an inspector that looks for nothing would call everything clean.
            raise PluginError("an inspector without detectors inspects nothing")
        self._reader = reader or Reader()
        self._allowances = allowances
        self._explain = explain
        self._language = language
        lists = {name: matchers(phrases) for name, phrases in policy.phrases.items()}
        self._waker = Waker(self._detectors.values(), lists, engine)
        self._sight = Sight(
            phrases=lists,
            alike=self._waker.alike,
            organisations=tuple(fold(name).text for name in policy.organisations),
            register=register,
        )
        words = [word for each in lists.values() for matcher in each for word in matcher.words]
        needles = [needle for d in self._detectors.values() for needle in d.needles]
        self._wanted = letters_of((*needles, *words, "★年月天日个长期0123456789"))
        self._asked = [d for d in self._detectors.values() if hasattr(d, "wakes")]

    def inspect(self, message: Message) -> Verdict:
        """Return the verdict on a message. Whatever cannot be read is named in it."""
        began = perf_counter()
        findings: list[Finding] = []
        unread: list[Unread] = []
        near: list[str] = []
        try:
            for content in self._reader.contents(message):
                if isinstance(content, Unread):
                    unread.append(content)
                elif isinstance(content, Trace):
                    findings.extend(self._traced(content, self._sight_of(message)))
                elif content.guesses:
                    findings.extend(self._photographed(content, self._sight_of(message)))
                elif woken := self._woken(content):
                    sight = self._sight_of(message)
                    for unfolded in self._unfolded(content, woken):
                        if isinstance(unfolded, Unread):
                            unread.append(unfolded)
                            continue
                        woken = woken if unfolded is content else self._woken(unfolded)
                        findings.extend(self._findings(unfolded, sight, woken))
                        if self._explain:
                            near.extend(self._near(unfolded, sight))
                if findings and any(map(_settles, findings)):
                    self._reader.hurry()
        except RegisterError as error:
            # Whoever cannot ask the register does not know; nothing passes.
            unread.append(Unread(message.id, error.reason))
        if not findings and not unread:
            elapsed = (perf_counter() - began) * 1000
            return Verdict(message.id, Decision.PASS, (), (), (), None, elapsed, tuple(near))
        judgement = judge(findings, unread, self._policy.channels[message.channel])
        return Verdict(
            message.id,
            judgement.decision,
            judgement.clauses,
            judgement.findings,
            tuple(unread),
            advise(judgement, unread, message, self._language),
            (perf_counter() - began) * 1000,
            tuple(dict.fromkeys(near)),
        )

    def heeds(self, passage: Passage) -> bool:
        """Tell whether any rule would look at a passage or at what is wrapped in it.

        True also where the register cannot say.
        """
        try:
            woken = self._woken(passage)
            if woken != {UNWRAP}:
                return bool(woken)
            return any(
                isinstance(inner, Unread) or self._woken(inner) - {UNWRAP}
                for inner in unwrap(passage)
            )
        except RegisterError:
            return True

    def _woken(self, passage: Passage) -> frozenset[str]:
        """Return the names of the detectors to call."""
        woken = self._waker.woken(passage.folded)
        for detector in self._asked:
            if detector.wakes(passage, self._sight):
                woken |= {detector.name}
        return woken

    def _unfolded(self, passage: Passage, woken: frozenset[str]) -> Iterator[Passage | Unread]:
        """Yield the passage, then what is wrapped in it, if a trigger says there may be."""
        yield passage
        if UNWRAP in woken:
            yield from unwrap(passage)

    def _findings(self, passage: Passage, sight: Sight, woken: frozenset[str]) -> Iterator[Finding]:
        for name, detector in self._detectors.items():
            if name in woken:
                for hit in _worth_keeping(detector.look(passage, sight)):
                    yield self._finding(detector, hit, passage)

    def _finding(self, detector: Detector, hit: Hit, passage: Passage) -> Finding:
        if self._allowances is None:
            return _finding(detector, hit, passage)
        hit, digest = let_off(detector.name, hit, passage, self._allowances)
        return replace(_finding(detector, hit, passage), digest=digest)

    def _photographed(self, passage: Passage, sight: Sight) -> Iterator[Finding]:
        """Yield what stands in a picture, then what stands there if doubtful letters are others."""
        seen: set[tuple[str, int]] = set()
        for number, reading in enumerate((passage, *reread(passage, self._wanted))):
            for finding in self._findings(reading, sight, self._woken(reading)):
                if (finding.detector, finding.start) not in seen:
                    seen.add((finding.detector, finding.start))
                    sure = finding.confidence * (_REREAD if number else 1)
                    yield replace(finding, confidence=sure)

    def _traced(self, trace: Trace, sight: Sight) -> Iterator[Finding]:
        for detector in self._detectors.values():
            if isinstance(detector, TraceDetector) and trace.kind in detector.traces:
                for hit in _worth_keeping(detector.trace(trace, sight)):
                    yield _finding_of_trace(detector, hit, trace)

    def _near(self, passage: Passage, sight: Sight) -> Iterator[str]:
        for detector in self._detectors.values():
            near = getattr(detector, "near", None)
            if near:
                yield from near(passage, sight)

    def _sight_of(self, message: Message) -> Sight:
        moment = message.at or datetime.now()
        context = tuple(fold(text).text for text in message.context)
        return replace(self._sight, context=context, year=moment.year)


def _worth_keeping(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield the first hits, then only stronger ones: a thousand hints must not hide a mark."""
    strongest = -1
    for count, hit in enumerate(hits):
        if count < MOST_FINDINGS or hit.decision.rank > strongest:
            strongest = max(strongest, hit.decision.rank)
            yield hit
        elif strongest == Decision.BLOCK.rank:
            return


def _settles(finding: Finding) -> bool:
    """Tell whether no picture that is still unread could change the decision."""
    return finding.decision is Decision.BLOCK and finding.confidence >= _CERTAIN


def _finding(detector: Detector, hit: Hit, passage: Passage) -> Finding:
    start, end = passage.span(hit.start, hit.end)
    shown = masked(passage.folded.text[hit.start : hit.end])
    made = _made(detector, hit, passage, start, end, shown)
    return replace(made, box=passage.box(hit.start, hit.end)) if passage.spots else made


def _finding_of_trace(detector: Detector, hit: Hit, trace: Trace) -> Finding:
    return _made(detector, hit, trace, 0, 0, "")


def _made(
    detector: Detector, hit: Hit, where: Passage | Trace, start: int, end: int, shown: str
) -> Finding:
    return Finding(
        detector=detector.name,
        decision=hit.decision,
        basis=hit.basis,
        part=where.part,
        start=start,
        end=end,
        masked=shown,
        why=hit.why,
        clause=hit.clause,
        kind=hit.kind,
        level=hit.level,
        confidence=hit.confidence,
        page=where.page,
        place=where.place,
        document=hit.document,
        matched_chars=hit.matched_chars,
    )
