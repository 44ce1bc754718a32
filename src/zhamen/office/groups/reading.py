"""Questions to the register: who sees which groups, what cries out in them, what was done."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from zhamen.deeds.deed import Deed
from zhamen.deeds.house import STRANGER, Standing
from zhamen.groups.alarms import Alarm, alarms
from zhamen.groups.group import Group as Value
from zhamen.office.groups.doing import identity
from zhamen.office.groups.keeping import value_of
from zhamen.office.groups.kinds import PlatformKind
from zhamen.office.groups.models import Deed as Row
from zhamen.office.groups.models import Group, Proposal, Tie
from zhamen.office.groups.wording import Texts, texts_of
from zhamen.office.journal.titles import fact_of
from zhamen.office.people.kinds import DutyKind, Outcome, State
from zhamen.office.people.models import Person
from zhamen.office.roles import Role
from zhamen.office.words import say

_NOT_TOLD = frozenset({"at", "by", "signed", "group", "wording"})


def is_officer(person: Person) -> bool:
    """Tell whether somebody is a 保密员 today."""
    return person.duties_now.filter(kind=DutyKind.OFFICER).exists()


def sees_all(person: Person, role: Role) -> bool:
    """Tell whether somebody sees every group: 保密员, security and audit administrators."""
    return role in (Role.SECURITY, Role.AUDIT) or is_officer(person)


def seen(person: Person, role: Role) -> QuerySet[Group]:
    """Return the groups that somebody sees: his own, and those that wait for his signature."""
    found = Group.objects.prefetch_related("ties")
    if sees_all(person, role):
        return found
    me = identity(person)
    inside = Tie.objects.filter(person=me, since__isnull=False).values("group")
    asked = Proposal.objects.filter(waits_for=person, outcome=Outcome.OPEN).values("group")
    return found.filter(Q(builder=me) | Q(pk__in=inside) | Q(pk__in=asked))


@dataclass(frozen=True, slots=True)
class Line:
    """A group as the register lists it."""

    group: Group
    value: Value
    texts: Texts
    alarms: list[Alarm]


def listed(groups: Iterable[Group]) -> list[Line]:
    """Return lines of the register, those first that cry out."""
    rows = list(groups)
    values = [value_of(row) for row in rows]
    texts = texts_of(row.wording for row in rows)
    roll = Roll(person for value in values for person in (value.builder, *value.members))
    today = timezone.localdate()
    found = [
        Line(row, value, texts[row.wording], [*alarms(value, today, roll)])
        for row, value in zip(rows, values, strict=True)
    ]
    return sorted(found, key=lambda line: not (line.alarms or not line.texts.sound))


class Roll:
    """Who of many people belongs to the unit today, asked at once; duties it does not know."""

    def __init__(self, people: Iterable[str]) -> None:
        """Ask."""
        self._active = {
            who for who, person in people_of(people).items() if person.state == State.ACTIVE
        }

    def standing(self, person: str) -> Standing | None:
        """Return whether somebody is active."""
        return Standing() if person in self._active else STRANGER

    def is_reading_place(self, place: str) -> bool:
        """Tell that groups know no places."""
        return False


def people_of(ids: Iterable[str]) -> dict[str, Person]:
    """Return the persons behind ids of deeds."""
    keys = {each.removeprefix("person:") for each in ids if each.startswith("person:")}
    found = Person.objects.filter(pk__in=[key for key in keys if key.isdecimal()])
    return {identity(person): person for person in found.select_related("unit")}


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """Return the names behind ids of deeds."""
    return {who: person.name for who, person in people_of(ids).items()}


def people_in(deeds: Iterable[Deed[Any]]) -> set[str]:
    """Return the ids of everybody who stands in deeds."""
    return {each for deed in deeds for each in _ids(deed)}


def _ids(deed: Deed[Any]) -> Iterator[str]:
    for each in fields(deed):
        value = getattr(deed, each.name)
        for one in value if isinstance(value, frozenset) else [value]:
            if isinstance(one, str) and one.startswith("person:"):
                yield one


def details(deed: Deed[Any], names: dict[str, str]) -> list[tuple[str, str]]:
    """Return (label, words) of what a deed says besides who and when."""
    told = [
        (fact_of(each.name), in_words(getattr(deed, each.name), names))
        for each in fields(deed) if each.name not in _NOT_TOLD
    ]  # fmt: skip
    others = sorted(deed.signed - {deed.by})
    if others:
        told.append((say("同签", "signed with"), in_words(frozenset(others), names)))
    return told


def in_words(value: Any, names: dict[str, str]) -> str:
    """Return a field of a deed as people read it."""
    if isinstance(value, bool):
        return say("是", "yes") if value else say("否", "no")
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, frozenset):
        return say("、", ", ").join(names.get(who, who) for who in sorted(value))
    if value in PlatformKind.values:
        return str(PlatformKind(value).label)
    return names.get(value, str(value))


def milestones(groups: Iterable[Group]) -> dict[str, dict[str, str]]:
    """Return, by number, the days on which groups were approved, opened and dissolved."""
    found: dict[str, dict[str, str]] = {}
    names = ("approve", "open", "dissolve")
    for row in Row.objects.filter(group__in=list(groups), name__in=names):
        found.setdefault(row.group_id, {})[row.name] = row.at[:10]
    return found
