"""What the gates stopped last month proposes the next issue; and did an issue change anything?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhamen.office.desk.kinds import DecisionKind
from zhamen.office.desk.models import Event
from zhamen.office.study.models import Issue
from zhamen.policy.loader import load_clauses
from zhamen.study.shipped import shipped_issue

MONTH = timedelta(days=28)
"""Four whole weeks: every weekday counts as often before as after."""
_WEEKS = 4
_STOPPED = (DecisionKind.HOLD, DecisionKind.BLOCK)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A must-not that was stopped so often, and the shipped issue that teaches it."""

    clause: int
    title: str
    stopped: int
    lesson: str
    headline: str


@dataclass(frozen=True, slots=True)
class Effect:
    """How often a week an issue's must-nots were stopped, before it came out and after."""

    issue: Issue
    before: float
    after: float
    complete: bool
    """Whether four weeks have passed since: until then the second figure may still change."""

    @property
    def most(self) -> float:
        """Return the longer bar."""
        return max(self.before, self.after, 1.0)


def proposals(now: datetime) -> list[Proposal]:
    """Return what was stopped in the last four weeks, the most frequent first."""
    clauses, counts = load_clauses(), _stopped(now - MONTH, now)
    return [
        Proposal(number, clauses[number].title, count, clauses[number].lesson,
                 shipped_issue(clauses[number].lesson).title)
        for number, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        if number in clauses
    ]  # fmt: skip


def effects(issues: Iterable[Issue], now: datetime) -> list[Effect]:
    """Return the rates around the day on which each issue came out, a week or more ago."""
    return [
        _effect(issue, issue.published_at, now)
        for issue in issues
        # Two messages in an hour are no three hundred a week.
        if issue.published_at and now - issue.published_at >= timedelta(weeks=1)
    ]


def _effect(issue: Issue, out: datetime, now: datetime) -> Effect:
    own = set(issue.data["clauses"])
    passed = min(MONTH, now - out)
    before = sum(count for clause, count in _stopped(out - MONTH, out).items() if clause in own)
    after = sum(count for clause, count in _stopped(out, out + passed).items() if clause in own)
    weeks = passed / timedelta(weeks=1)
    return Effect(issue, before / _WEEKS, after / weeks, passed == MONTH)


def _stopped(since: datetime, until: datetime) -> Counter[int]:
    """Count held and blocked messages by must-not; one that breaks two counts for both."""
    found = Event.objects.filter(at__gte=since, at__lt=until, decision__in=_STOPPED)
    return Counter(number for event in found.only("clauses") for number in event.numbers)
