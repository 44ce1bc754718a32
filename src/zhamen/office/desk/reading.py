"""Questions to the desk's tables: lists by filter, and what the last days looked like."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

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


class Stopped(Paginator):  # type: ignore[type-arg]
    """Pages of all but passes, counted decision by decision: an index knows each of those."""

    @cached_property
    def count(self) -> int:
        """Return how many there are."""
        return Event.objects.filter(decision__in=set(DecisionKind) - {DecisionKind.PASS}).count()


def listed(
    decision: str, clause: str, words: str, size: int, *, unread: bool
) -> "Paginator[Event]":
    """Return the pages of a filter."""
    found = events(decision, clause, words, unread)
    plain = not (decision or clause or words or unread)
    return Stopped(found, size) if plain else Paginator(found, size)


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
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in range(_DAYS - 1, -1, -1)]
    counts = [_counts_of(day) for day in days]
    most = max(each.total() for each in counts) or 1
    return [
        Day(f"{day:%Y-%m-%d}", each, each.total(), each.total() * 100 // most)
        for day, each in zip(days, counts, strict=True)
    ]


def _counts_of(day: date) -> Counter[str]:
    # A range of moments for each day: to cut every moment to its day takes ten times as long.
    begin = timezone.make_aware(datetime.combine(day, time.min))
    of_day = Event.objects.filter(at__gte=begin, at__lt=begin + timedelta(days=1)).order_by()
    rows = of_day.exclude(decision=DecisionKind.PASS).values_list("decision")
    return Counter(dict(rows.annotate(count=Count("pk"))))


def _recent() -> QuerySet[Event]:
    """Return the events of the last two weeks, in no order."""
    return Event.objects.filter(at__gt=timezone.now() - timedelta(days=_DAYS)).order_by()


def by_clause() -> list[tuple[int, int]]:
    """Return (must-not, events) of the last two weeks."""
    counts: Counter[int] = Counter()
    for row in _recent().exclude(clauses=",").values("clauses").annotate(count=Count("pk")):
        for number in Event(clauses=row["clauses"]).numbers:
            counts[number] += row["count"]
    return [(clause, counts[clause]) for clause in range(1, 8)]
