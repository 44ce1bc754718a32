"""Who has read what: teams and units, who is to be chased, and the hours of a year."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet, Sum

from zhamen.office.groups.reading import is_officer
from zhamen.office.people.kinds import Clearance, DutyKind, State
from zhamen.office.people.models import Person, Unit
from zhamen.office.roles import Role
from zhamen.office.study import attending
from zhamen.office.study.models import Absence, Attendance, Due, Letter


@dataclass(frozen=True, slots=True)
class Line:
    """How a team stands with one issue."""

    due: Due
    should: int
    done: int
    excused: int
    missing: int
    owing: Mapping[int, date]
    """Who is to be chased, by number, and since when: overdue, or past the day of making up."""

    @property
    def late(self) -> bool:
        """Tell whether anybody is to be chased."""
        return bool(self.owing)

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
    """Return how teams stand with what they owe, in three questions to the database for all."""
    owed = list(dues)
    issues, teams = {due.issue_id for due in owed}, {due.team_id for due in owed}
    people: dict[int, set[int]] = defaultdict(set)
    for team, person in attending.staff(teams).values_list("unit", "pk"):
        people[team].add(person)
    done: dict[int, set[int]] = defaultdict(set)
    came = Attendance.objects.filter(due__issue__in=issues)
    for issue, person in came.values_list("due__issue", "person"):
        done[issue].add(person)
    away: dict[int, dict[int, date]] = defaultdict(dict)
    gone = Absence.objects.filter(due__issue__in=issues, due__team__in=teams)
    for due, person, day in gone.values_list("due", "person", "make_up"):
        away[due][person] = day
    return [
        _line(due, people[due.team_id], done[due.issue_id], away[due.pk], today) for due in owed
    ]


def _line(
    due: Due, team: set[int], done: set[int], away: Mapping[int, date], today: date
) -> Line:  # fmt: skip
    left = team - done
    excused = {person: day for person, day in away.items() if person in left}
    missing = left - excused.keys()
    since = {person: due.by for person in missing} | excused
    owing = {person: day for person, day in since.items() if day < today}
    return Line(due, len(team), len(team & done), len(excused), len(missing), owing)


def chase(found: Iterable[Line]) -> list[tuple[Person, Due, date]]:
    """Return who owes what, and since when; those first who have owed longest."""
    rows = [(person, line.due, day) for line in found for person, day in line.owing.items()]
    people = Person.objects.in_bulk({person for person, _, _ in rows})
    named = [(people[person], due, day) for person, due, day in rows]
    return sorted(named, key=lambda row: (row[2], row[0].number))


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
