"""Tables of people. Rights come from seats alone, and a trigger lets nobody hold two kinds."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone

from zhamen.office.people.kinds import (
    Clearance,
    DutyKind,
    Outcome,
    State,
    Step,
    UnitKind,
    Way,
)
from zhamen.office.roles import THREE, Role
from zhamen.office.words import both

_ROLES = [(role.value, role.words) for role in THREE]


class Unit(models.Model):
    """A unit, department or team (班组); teams are leaves of the same tree."""

    name = models.CharField(both("名称", "Name"), max_length=80)
    kind = models.CharField(
        both("类别", "Kind"), max_length=8, choices=UnitKind.choices, default=UnitKind.UNIT
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name=both("上级单位", "Belongs to"),
    )  # fmt: skip
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """No two open units of one name under one parent."""

        constraints = (
            models.UniqueConstraint(
                fields=("parent", "name"), condition=models.Q(closed_at=None),
                name="people_unit_named_once",
            ),
            # Two nulls differ: those at the top need a rule of their own.
            models.UniqueConstraint(
                fields=("name",), condition=models.Q(closed_at=None, parent=None),
                name="people_top_unit_named_once",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Return the names from the top down."""
        names, unit = [self.name], self
        while unit.parent is not None and len(names) < 20:
            unit = unit.parent
            names.append(unit.name)
        return " / ".join(reversed(names))


class Person(AbstractBaseUser):
    """Somebody with an account. There is no superuser and no staff flag."""

    number = models.CharField(both("工号", "Number"), max_length=32, unique=True)
    name = models.CharField(both("姓名", "Name"), max_length=60)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="people",
        verbose_name=both("单位、班组", "Unit or team"),
    )  # fmt: skip
    clearance = models.CharField(
        both("涉密类别", "Clearance"), max_length=12, choices=Clearance.choices,
        default=Clearance.NONE,
    )  # fmt: skip
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    seed = models.BinaryField(default=b"")
    """Seed of the time-based codes, sealed under a key that is not in the database."""
    step = models.BigIntegerField(default=0)
    """The last time step whose code was used: none is taken twice."""
    failures = models.PositiveIntegerField(default=0)
    locks = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    code = models.CharField(max_length=64, default="")
    """Digest of a one-time code that opens the account."""
    code_until = models.DateTimeField(null=True)

    USERNAME_FIELD = "number"

    class Meta:
        """By number."""

        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Return whether the account may be used."""
        return self.state == State.ACTIVE

    @property
    def role(self) -> Role:
        """Return the role in which this person acts now."""
        seat = self.seats.in_force().first()
        return Role(seat.role) if seat else Role.PERSON

    @property
    def locked(self) -> bool:
        """Return whether the account is locked at the moment."""
        return self.locked_until is not None and self.locked_until > timezone.now()

    @property
    def duties_now(self) -> "models.QuerySet[Duty]":
        """Return the duties that have not ended."""
        return self.duties.filter(until=None).select_related("unit")


class Duty(models.Model):
    """Somebody answers for something in a unit, from a day to a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="duties")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="duties", verbose_name=both("单位、班组", "Unit or team")
    )
    kind = models.CharField(both("职责", "Duty"), max_length=12, choices=DutyKind.choices)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True)

    class Meta:
        """Nobody has a duty twice at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=("person", "unit", "kind"), condition=models.Q(until=None),
                name="people_duty_once",
            ),
        )  # fmt: skip


class Group(models.Model):
    """Whoever is in it sits in its role's seat."""

    name = models.CharField(both("名称", "Name"), max_length=60, unique=True)
    role = models.CharField(both("角色", "Role"), max_length=10, choices=_ROLES)

    def __str__(self) -> str:
        return f"{self.name}（{Role(self.role).words}）"


class SeatQuery(models.QuerySet["Seat"]):
    """Seats."""

    def in_force(self, at: datetime | None = None) -> "SeatQuery":
        """Return those that give rights now."""
        at = at or timezone.now()
        return self.filter(models.Q(until=None) | models.Q(until__gt=at), since__lte=at)


class Seat(models.Model):
    """One of the three administrators' seats, and by which way somebody came to sit in it.

    All rights come from here: a group or a deputy that has no row here gives none. The database
    itself refuses a row beside another row of the same person with another role.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="seats")
    role = models.CharField(max_length=10, choices=_ROLES)
    way = models.CharField(max_length=8, choices=Way.choices)
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="seats")
    principal = models.ForeignKey(Person, models.PROTECT, null=True, related_name="deputies")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)

    objects = SeatQuery.as_manager()

    class Meta:
        """Only the three, and each way once."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in THREE]),
                name="people_seat_of_the_three",
            ),
            *(
                models.UniqueConstraint(
                    fields=("person", *fields), condition=models.Q(way=way),
                    name=f"people_seat_{way.value}_once",
                )
                for way, fields in (
                    (Way.DIRECT, ()), (Way.GROUP, ("group",)), (Way.DEPUTY, ("principal",)),
                )
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("principal")),
                name="people_nobody_is_his_own_deputy",
            ),
        )  # fmt: skip


class Proposal(models.Model):
    """A change of rights that one administrator proposes and another confirms."""

    step = models.CharField(max_length=8, choices=Step.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="proposals")
    role = models.CharField(max_length=10, choices=_ROLES, blank=True)
    group = models.ForeignKey(Group, models.PROTECT, null=True)
    principal = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    until = models.DateField(null=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)

    class Meta:
        """Two people: nobody decides on his own proposal."""

        constraints = (
            models.CheckConstraint(
                condition=~models.Q(made_by=models.F("decided_by"))
                | models.Q(outcome=Outcome.WITHDRAWN),
                name="people_two_decide",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("decided_by")),
                name="people_nobody_decides_on_himself",
            ),
        )

    @property
    def role_title(self) -> str:
        """Return the role in words."""
        return str(Role(self.role).words) if self.role else ""


class ImportDraft(models.Model):
    """A list of people that was looked through and waits to be applied by whoever brought it."""

    made_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    rows = models.JSONField()
    digest = models.CharField(max_length=64)
    """Of the plan that was shown: another plan is shown again before it is applied."""
