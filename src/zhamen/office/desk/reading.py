"""Questions to the desk's tables: lists by filter, and what the last days looked like."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from zhamen.office.desk.kinds import DecisionKind, Outcome
from zhamen.office.desk.models import Event, Hold

_DAYS = 14


def events(
    decision: str = "", clause: str = "", words: str = "", unread: bool = False
) -> QuerySet[Event]:
    """Return the events of a filter, newest first; `words` stand in sender or group."""
    found = Event.objects.all()
    if decision in DecisionKind.values:
        found = found.filter(decision=decision)
    elif decision != "all":
        found = found.exclude(decision=DecisionKind.PASS)
    if clause.isdecimal():
        found = found.filter(clauses__contains=f",{int(clause)},")
    if words:
        found = found.filter(sender__icontains=words) | found.filter(group__icontains=words)
    return found.filter(unread=True) if unread else found


def waiting() -> QuerySet[Hold]:
    """Return the holds that wait, the most urgent first."""
    return Hold.objects.filter(outcome=Outcome.WAITING).select_related("event").order_by("due")


@dataclass(frozen=True, slots=True)
class Day:
    """One day's verdicts by decision, and how tall its bar is."""

    day: str
    counts: Mapping[str, int]
    total: int
    height: int
    """Share of the tallest day, in hundredths."""


def last_days() -> list[Day]:
    """Return the last two weeks, passed messages left out: what was stopped or remarked."""
    since = timezone.now() - timedelta(days=_DAYS)
    rows = (
        Event.objects.filter(at__gt=since).exclude(decision=DecisionKind.PASS)
        .annotate(day=TruncDate("at")).values("day", "decision").annotate(count=Count("pk"))
    )  # fmt: skip
    by_day: dict[str, Counter[str]] = {}
    today = timezone.localdate()
    for back in range(_DAYS - 1, -1, -1):
        by_day[f"{today - timedelta(days=back):%Y-%m-%d}"] = Counter()
    for row in rows:
        by_day.setdefault(f"{row['day']:%Y-%m-%d}", Counter())[row["decision"]] += row["count"]
    most = max((each.total() for each in by_day.values()), default=0) or 1
    return [
        Day(day, counts, counts.total(), counts.total() * 100 // most)
        for day, counts in sorted(by_day.items())
    ]


def by_clause() -> list[tuple[int, int]]:
    """Return (must-not, events) of the last two weeks."""
    since = timezone.now() - timedelta(days=_DAYS)
    counts: Counter[int] = Counter()
    for event in Event.objects.filter(at__gt=since).exclude(clauses=",").only("clauses"):
        counts.update(event.numbers)
    return [(clause, counts[clause]) for clause in range(1, 8)]
