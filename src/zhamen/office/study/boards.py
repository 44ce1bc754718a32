"""Who has read what: teams and units, who is to be chased, and the hours of a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet, Sum

from zhamen.office.groups.reading import is_officer
from zhamen.office.people.kinds import Clearance, DutyKind, State
from zhamen.office.people.models import Person, Unit
from zhamen.office.roles import Role
from zhamen.office.study.attending import missing, wanted
from zhamen.office.study.models import Due, Letter

_MOST_CHASED = 500


@dataclass(frozen=True, slots=True)
class Line:
    """How a team stands with one issue."""

    due: Due
    should: int
    done: int
    excused: int
    late: bool
    missing: int

    @property
    def percent(self) -> int:
        """Return the share of those who have it behind them, of all who should."""
        return 100 * self.done // self.should if self.should else 100


def sees_all(person: Person, role: Role) -> bool:
    """Tell whether somebody sees every team: 保密员, security and audit administrators."""
    return role in (Role.SECURITY, Role.AUDIT) or is_officer(person)


def teams_of(person: Person, role: Role) -> QuerySet[Unit]:
    """Return the teams whose boards somebody sees: what he leads, with all beneath it."""
    if sees_all(person, role):
        return Unit.objects.filter(closed_at=None)
    kinds = (DutyKind.TEAM_LEADER, DutyKind.LEADER)
    own = set(person.duties_now.filter(kind__in=kinds).values_list("unit", flat=True))
    edge = own
    while edge:
        edge = set(Unit.objects.filter(parent__in=edge).values_list("pk", flat=True)) - own
        own |= edge
    return Unit.objects.filter(pk__in=own, closed_at=None)


def lines(dues: Iterable[Due], today: date) -> list[Line]:
    """Return how teams stand with what they owe."""
    return [_line(due, today) for due in dues]


def _line(due: Due, today: date) -> Line:
    team = wanted(due)
    done = due.attended.filter(person__in=team).count()
    away = due.excused.filter(person__in=team).exclude(person__in=due.attended.values("person"))
    left = missing(due).count()
    late = due.by < today and (left > 0 or away.filter(make_up__lt=today).exists())
    return Line(due, team.count(), done, away.count(), late, left)


def chase(dues: Iterable[Due], today: date) -> list[tuple[Person, Due, date]]:
    """Return who owes what, and since when: overdue, or past the day of making up."""
    found = [(person, due, due.by) for due in dues if due.by < today for person in missing(due)]
    for due in dues:
        gone = due.excused.filter(make_up__lt=today).select_related("person")
        there = due.attended.values("person")
        found += [(each.person, due, each.make_up) for each in gone.exclude(person__in=there)]
    return sorted(found, key=lambda row: (row[2], row[0].number))[:_MOST_CHASED]


@dataclass(frozen=True, slots=True)
class Hours:
    """One person's year: minutes done, and how many he must have."""

    person: Person
    minutes: int
    needed: int

    @property
    def enough(self) -> bool:
        """Tell whether it is enough."""
        return self.minutes >= self.needed


def needed(clearance: str) -> int:
    """Return the minutes of a year that a category of staff must have."""
    office = settings.ZHAMEN
    hours = {
        Clearance.CORE: office.study_hours_core, Clearance.IMPORTANT: office.study_hours_important,
        Clearance.ORDINARY: office.study_hours_ordinary,
    }.get(Clearance(clearance), 0)  # fmt: skip
    return int(hours) * int(office.lesson_minutes)


def hours(people: QuerySet[Person], year: int) -> list[Hours]:
    """Return the years of people, those first who have furthest to go."""
    spent = people.exclude(state=State.CLOSED).annotate(
        spent=Sum("attended__minutes", filter=Q(attended__at__year=year))
    )
    rows = [Hours(each, each.spent or 0, needed(each.clearance)) for each in spent]
    return sorted(rows, key=lambda row: (row.minutes - row.needed, row.person.number))


def without_letter(people: QuerySet[Person], today: date) -> QuerySet[Person]:
    """Return cleared staff without a letter of commitment that is good today."""
    good = Letter.objects.filter(until__gte=today).values("person")
    cleared = people.exclude(clearance=Clearance.NONE).exclude(state=State.CLOSED)
    return cleared.exclude(pk__in=good)
