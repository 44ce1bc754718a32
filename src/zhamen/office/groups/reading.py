"""Questions to the register: who sees which groups, what cries out in them, what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import overload

from django.db.models import Q, QuerySet
from django.utils import timezone

from zhamen.deeds.house import STRANGER, Standing
from zhamen.groups.alarms import Alarm, alarms
from zhamen.groups.group import LIVING
from zhamen.groups.group import Group as Value
from zhamen.office.groups.doing import identity
from zhamen.office.groups.keeping import value_of
from zhamen.office.groups.models import Deed as Row
from zhamen.office.groups.models import Group, Proposal, Tie
from zhamen.office.groups.suspecting import suspects
from zhamen.office.groups.wording import Texts, texts_of
from zhamen.office.people.kinds import DutyKind, Outcome, State
from zhamen.office.people.models import Person
from zhamen.office.roles import Role


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


class Register(Sequence[Line]):
    """The lines of a register, those first that cry out; calm ones are made when looked at."""

    def __init__(self, groups: QuerySet[Group], words: str = "", *, burning_only: bool = False):
        """Take the groups, and words that stand in number or name."""
        self._groups = groups
        rows = list(groups.values_list("pk", "wording"))
        texts = texts_of(wording for _, wording in rows)
        named = {pk: texts[wording] for pk, wording in rows
                 if words in f"{pk} {texts[wording].name}".lower()}  # fmt: skip
        unsound = {pk for pk, each in named.items() if not each.sound}
        asked = named.keys() & (suspects(timezone.localdate()) | unsound)
        self._first = [
            line for line in self._lines(asked)
            if line.alarms or (not line.texts.sound and not burning_only)
        ]  # fmt: skip
        first = {line.group.pk for line in self._first}
        self._rest = [] if burning_only else [pk for pk in named if pk not in first]

    @property
    def burning(self) -> int:
        """Return how many cry out."""
        return sum(bool(line.alarms) for line in self._first)

    def _lines(self, numbers: Iterable[str]) -> list[Line]:
        return listed(self._groups.filter(pk__in=list(numbers)))

    def __len__(self) -> int:
        return len(self._first) + len(self._rest)

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> list[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | list[Line]:
        """Return a line, or those of a page."""
        if isinstance(at, int):
            return self[at : at + 1][0]
        begin, end, _ = at.indices(len(self))
        split = len(self._first)
        rest = self._rest[max(begin - split, 0) : max(end - split, 0)]
        return self._first[begin:end] + (self._lines(rest) if rest else [])


def due_reviews(person: Person, role: Role) -> int:
    """Return how many yearly reviews are due today, for whoever sees all groups."""
    if not sees_all(person, role):
        return 0
    return Group.objects.filter(state__in=LIVING, review_due__lte=timezone.localdate()).count()


class Roll:
    """Who of many people belongs to the unit today, asked at once; duties it does not know."""

    def __init__(self, people: Iterable[str]) -> None:
        """Ask."""
        wanted = set(people)
        active = Person.objects.filter(state=State.ACTIVE).values_list("pk", flat=True)
        self._active = {who for pk in active if (who := f"person:{pk}") in wanted}

    def standing(self, person: str) -> Standing | None:
        """Return whether somebody is active."""
        return Standing() if person in self._active else STRANGER

    def is_reading_place(self, place: str) -> bool:
        """Tell that groups know no places."""
        return False


def milestones(groups: Iterable[Group]) -> dict[str, dict[str, str]]:
    """Return, by number, the days on which groups were approved, opened and dissolved."""
    found: dict[str, dict[str, str]] = {}
    names = ("approve", "open", "dissolve")
    for row in Row.objects.filter(group__in=list(groups), name__in=names):
        found.setdefault(row.group_id, {})[row.name] = row.at[:10]
    return found
