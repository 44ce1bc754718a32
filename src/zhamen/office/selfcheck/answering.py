"""From a verdict to what the page shows: must-nots, masked evidence, what was not read, the way."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import PurePath

from zhamen.inspection.advising import advise
from zhamen.inspection.inspector import load_detectors
from zhamen.model.message import Message
from zhamen.model.terms import Decision
from zhamen.model.verdict import Advice, Finding, Verdict
from zhamen.office.desk.kinds import DecisionKind
from zhamen.office.selfcheck.wording import HEADLINES, REMEDIES, STEPS
from zhamen.office.words import in_english, say
from zhamen.policy.loader import Citation, load_clauses
from zhamen.policy.places import page_pair, place_pair, places_of
from zhamen.policy.reasons import reason_in_words, remedy_in_words

_MOST = 6
"""Findings of one must-not that are shown."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One suspicion: the masked words, why, and where they stand."""

    masked: str
    why: str
    where: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A must-not with its evidence; number 0 gathers what belongs to none."""

    number: int
    title: str
    law: tuple[Citation, ...]
    evidence: tuple[Evidence, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Missed:
    """A reason for which something was not looked into, how often, and what to do about it."""

    what: str
    reason: str
    remedy: str
    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the page shows of a verdict; no word of the message but masked ones."""

    decision: Decision
    word: str
    headline: str
    step: str
    cited: tuple[Cited, ...]
    missed: tuple[Missed, ...]
    advice: Advice | None


def answer_of(verdict: Verdict, message: Message) -> Answer:
    """Return a verdict in the reader's language."""
    kind = DecisionKind(verdict.decision)
    only_unread = bool(verdict.unread) and not verdict.findings
    headline = "unread" if only_unread else str(verdict.decision)
    return Answer(
        verdict.decision, str(kind.label), str(HEADLINES[headline]), str(STEPS[headline]),
        tuple(_cited(verdict, message)), tuple(_missed(verdict, message)),
        advise(verdict, verdict.unread, message, _language()),
    )  # fmt: skip


def _cited(verdict: Verdict, message: Message) -> Iterator[Cited]:
    findings = sorted(verdict.findings, key=lambda finding: finding.clause or 9)
    for number, group in groupby(findings, key=lambda finding: finding.clause):
        found = tuple(dict.fromkeys(_evidence(finding, message) for finding in group))
        more = len(found) - _MOST
        if number is None:
            yield Cited(0, say("请留意", "Mind this"), (), found[:_MOST], more)
        else:
            clause = load_clauses()[number]
            title = say(clause.title, clause.title_en)
            # Statutes are cited by their names, which nobody has put into English for us.
            law = () if in_english() else clause.law
            yield Cited(number, title, law, found[:_MOST], more)


def _evidence(finding: Finding, message: Message) -> Evidence:
    why = say(finding.why, _titles().get(finding.detector, finding.detector))
    return Evidence(finding.masked, why, _where(finding, message))


def _where(finding: Finding, message: Message) -> str:
    words = [_part(finding.part, message)]
    if finding.page:
        words.append(say(*page_pair(finding.page, finding.place)))
    words += [say(*place_pair(place)) for place in places_of(finding.place)]
    if finding.part == "text":
        start, end = finding.start + 1, max(finding.end, finding.start + 1)
        words.append(say(f"第 {start}–{end} 字", f"characters {start}–{end}"))
    return say("，", ", ").join(words)


def _part(part: str, message: Message) -> str:
    """Return a part without its name: a name may be what must not be told."""
    if part == message.id:
        return say("全部内容", "all of it")
    if part == "text":
        return say("文字", "text")
    files = [each.name for each in message.parts if each.text is None]
    outer, inside, _ = part.partition("!/")
    number = f" {files.index(outer) + 1}" if len(files) > 1 and outer in files else ""
    suffix = PurePath(part).suffix[:8] if inside else ""
    within = say(f"里的 {suffix or '文件'}", f", its {suffix or 'member'}") if inside else ""
    return say(f"文件{number}{within}", f"file{number}{within}")


def _missed(verdict: Verdict, message: Message) -> Iterator[Missed]:
    counts = Counter((_part(each.part, message), each.reason) for each in verdict.unread)
    for (what, reason), count in counts.items():
        words = reason_in_words(reason, _language())
        yield Missed(what, words, _remedy(reason), count)


def _remedy(reason: str) -> str:
    head = reason.partition(":")[0]
    own = REMEDIES.get(reason) or REMEDIES.get(head)
    return str(own) if own else remedy_in_words(reason, _language())


def _language() -> str:
    return "en" if in_english() else "zh"


@cache
def _titles() -> dict[str, str]:
    return {detector.name: detector.title_en for detector in load_detectors()}
