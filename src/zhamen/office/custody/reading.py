"""Questions to custody: who sees which copies, what stands in a ledger, what cries out."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import reduce
from itertools import groupby
from operator import or_

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from zhamen.custody.alarms import DESTROY_WITHIN, ENTER_WITHIN, AlarmKind
from zhamen.custody.forms import Ledger, Line, lines
from zhamen.custody.terms import ENDED, Status
from zhamen.office.custody.keeping import deed_in
from zhamen.office.custody.models import Copy, Place
from zhamen.office.custody.models import Deed as Row
from zhamen.office.people.kinds import DutyKind
from zhamen.office.people.models import Person
from zhamen.office.roles import Role

_KEEPERS = (DutyKind.OFFICER, DutyKind.LEADER, DutyKind.CLASSIFIER)
_DAY = timedelta(days=1)


def sees_all(person: Person, role: Role) -> bool:
    """Tell whether somebody sees every copy: officers, leaders, classifiers and the auditor."""
    return role is Role.AUDIT or person.duties_now.filter(kind__in=_KEEPERS).exists()


def seen(person: Person, role: Role) -> QuerySet[Copy]:
    """Return the copies that somebody sees: all, or those for which he answers himself."""
    found = Copy.objects.select_related("document")
    return found if sees_all(person, role) else found.filter(holder=f"person:{person.pk}")


def places() -> dict[str, str]:
    """Return the names of places by their ids."""
    return {f"place:{place.pk}": place.name for place in Place.objects.all()}


def place_of(identity: str) -> Place | None:
    """Return the place with an id, None for anything else."""
    found = {f"place:{place.pk}": place for place in Place.objects.all()}
    return found.get(identity)


def cries(now: datetime) -> dict[AlarmKind, Q]:
    """Return, by alarm, which copies raise it at a moment, as custody/alarms.py says for one."""
    today, alive = now.date(), ~Q(status__in=ENDED)
    late, sent = alive & Q(due__lt=today), Q(status=Status.IN_TRANSIT)
    return {
        AlarmKind.MISSING: Q(status=Status.MISSING),
        AlarmKind.UNSEEN: alive & Q(unseen__isnull=False) & ~Q(status=Status.MISSING),
        AlarmKind.STRAY: Q(stray__isnull=False),
        AlarmKind.OVERDUE: late & ~sent,
        AlarmKind.NO_RECEIPT: late & sent,
        AlarmKind.RECALL_OVERDUE: alive & Q(recalled__lt=today),
        AlarmKind.NOT_ENTERED: Q(status=Status.RECEIVED, since__lt=now - ENTER_WITHIN),
        AlarmKind.NOT_DESTROYED: Q(status=Status.SET_ASIDE, since__lt=now - DESTROY_WITHIN),
    }


def crying(now: datetime) -> Q:
    """Return which copies raise any alarm at a moment."""
    return reduce(or_, cries(now).values())


def alarmed(found: QuerySet[Copy], now: datetime) -> Counter[str]:
    """Return how many copies among these raise which alarm."""
    counts = {str(kind): Count("pk", filter=which) for kind, which in cries(now).items()}
    return +Counter(found.aggregate(**counts))


def entered(ledger: Ledger, since: date, until: date) -> list[Line]:
    """Return the rows of a ledger that began between two days, the oldest first.

    In the main one, which has a row for every copy, they are as they stood at the end of `until`.
    """
    found = [
        line for number, rows in _histories(ledger, since, until)
        for line in lines(ledger, number, map(deed_in, rows))
    ]  # fmt: skip
    if not ledger.begins:
        return found
    first, behind = _start(since), _start(until + _DAY)
    return sorted(
        (line for line in found if first <= line.began < behind), key=lambda line: line.began
    )


def _histories(ledger: Ledger, since: date, until: date) -> Iterator[tuple[str, list[Row]]]:
    """Yield the deeds that a ledger tells of, by document."""
    behind = _start(until + _DAY)
    rows = Row.objects.order_by("document_id", "version")
    if ledger.begins:
        # Times are written with their zone: a day more at each end, and the exact look later.
        near = Q(at__gte=str(since - _DAY), at__lt=str(until + 2 * _DAY))
        begun = Row.objects.filter(near, name__in=ledger.begins).values("document")
        rows = rows.filter(document__in=begun, name__in=ledger.begins | ledger.goes_on)
    for number, group in groupby(rows.iterator(), key=lambda row: row.document_id):
        kept = [row for row in group if datetime.fromisoformat(row.at) < behind or ledger.begins]
        yield number, kept


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())
