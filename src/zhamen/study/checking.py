"""May an issue go out? It must fit on its sheet, and pass the inspection that everything passes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from zhamen.model.message import Message, Part
from zhamen.model.terms import Basis, Channel, Decision
from zhamen.model.verdict import Verdict
from zhamen.study.issue import Issue
from zhamen.study.parts import title_of

Inspect = Callable[[Message], Verdict]
"""Our own inspection, handed down: this floor stands below it."""

_WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What keeps an issue from going out, and in which part."""

    part: str
    chinese: str
    english: str
    firm: bool = True
    """It must be mended; else it is a topic rule's doubt, for a second person to look at."""


def complaints(issue: Issue, rooms: Mapping[str, int], inspect: Inspect) -> list[Complaint]:
    """Return what keeps an issue from going out, and what a second person must look at first."""
    return [*overflows(rooms), *suspicions(issue, inspect)]


def overflows(rooms: Mapping[str, int]) -> Iterator[Complaint]:
    """Yield a complaint for every part that does not fit, with how many characters too many."""
    for part, room in rooms.items():
        if room < 0:
            title, title_en = title_of(part)
            yield Complaint(
                part, f"{title}：多了 {-room} 个字", f"{title_en}: {-room} characters too many"
            )


def suspicions(issue: Issue, inspect: Inspect) -> Iterator[Complaint]:
    """Yield a complaint for every part that our own gate would stop, or could not look into.

    A text that teaches secrecy speaks of secrets: where only a topic rule holds it, the answer is
    what a hold is everywhere, a second person. Marks and register matches are never let off.
    """
    texts = dict(issue.texts())
    parts = tuple(Part(name, text=text) for name, text in texts.items())
    # Together, too: a mark may be spread over two parts that stand side by side.
    whole = Part(_WHOLE, text="\n".join(texts.values()))
    verdict = inspect(Message(issue.name, (*parts, whole), Channel.INTERNET))
    for unread in verdict.unread:
        yield Complaint(unread.part, f"未能检查（{unread.reason}）", f"unread ({unread.reason})")
    seen = set()
    # The whole comes last, and only says what no part has said.
    for found in sorted(verdict.findings, key=lambda each: each.part == _WHOLE):
        told = found.why if found.part == _WHOLE else (found.part, found.why)
        if found.decision.rank >= Decision.HOLD.rank and told not in seen:
            seen |= {found.why, told}
            title, title_en = title_of(found.part)
            yield Complaint(
                found.part, f"{title}：{found.why}（{found.masked}）",
                f"{title_en}: {found.detector} ({found.masked})", found.basis is not Basis.TOPIC,
            )  # fmt: skip
