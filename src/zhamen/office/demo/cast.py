"""The people of the demonstration: each by the way that the office itself has for it."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from zhamen.journal.appending import Act
from zhamen.office.journal.keeping import record
from zhamen.office.people import access, importing, staff
from zhamen.office.people.kinds import State, UnitKind
from zhamen.office.people.listing import Row
from zhamen.office.people.models import Duty, Person, Unit
from zhamen.office.people.opening import open_office
from zhamen.office.roles import Role


@dataclass(frozen=True, slots=True)
class Login:
    """What everybody of the demonstration signs in with; shown once."""

    people: tuple[tuple[str, str], ...]
    """Number and name."""
    password: str
    secret: str
    """For an authenticator, in base 32."""


def acting(person: Person) -> HttpRequest:
    """Return a request in which somebody acts, as the services of the pages want it."""
    request = HttpRequest()
    request.user = person
    return request


def assemble(said: Mapping[str, Any]) -> tuple[dict[str, Person], Login]:
    """Open the office and bring everybody in; return them by number, and what they sign in with."""
    rows = {row["number"]: row for row in said["people"]}
    seats = {Role(row["seat"]): (n, row["name"]) for n, row in rows.items() if "seat" in row}
    open_office(said["office"], seats)
    people = {person.number: person for person in Person.objects.all()}
    system, security = people[seats[Role.SYSTEM][0]], people[seats[Role.SECURITY][0]]
    units = _units(system, said["units"])
    for number, row in rows.items():
        if number not in people:
            person = Person(number=number, name=row["name"], unit=units[row["unit"]],
                            clearance=row.get("clearance", "none"))  # fmt: skip
            staff.add_person(acting(system), person)
            people[number] = person
        if "duty" in row:
            duty = Duty(person=people[number], unit=units[row["unit"]], kind=row["duty"])
            staff.give_duty(acting(security), duty)
    return people, _taken_up(list(people.values()))


def _units(system: Person, paths: list[str]) -> dict[str, Unit]:
    """Make units from the top down and return them by path; the last of a long path is a team."""
    units: dict[str, Unit] = {}
    for path in paths:
        names = path.split("/")
        for depth in range(1, len(names) + 1):
            here, above = "/".join(names[:depth]), "/".join(names[: depth - 1])
            if here not in units:
                kind = UnitKind.TEAM if depth > 2 else UnitKind.UNIT
                units[here] = Unit(name=names[depth - 1], parent=units.get(above), kind=kind)
                staff.save_unit(acting(system), units[here])
    return units


def crowd(system: Person, count: int) -> list[Person]:
    """Bring a list of people in, as from the personnel office; nobody of them can sign in."""
    rows = [
        Row(number + 1, f"N{number:05d}", f"示例{number}", ("示例分厂", f"示例{number % 60}班"),
            team=True, clearance="none")
        for number in range(count)
    ]  # fmt: skip
    request = acting(system)
    importing.apply(request, importing.draft(request, rows))
    there = Person.objects.filter(number__startswith="N")
    there.update(state=State.ACTIVE)
    return list(there)


def _taken_up(people: list[Person]) -> Login:
    """Give everybody the same fresh password and seed, as if each had taken the account up."""
    password, seed = "-".join(secrets.token_hex(2) for _ in range(4)), access.new_seed()
    with transaction.atomic():
        for person in people:
            person.set_password(password)
            person.seed, person.state, person.code = (
                access.seal_seed(person, seed), State.ACTIVE, "",
            )  # fmt: skip
            person.code_until = None
            person.save()
            on = f"person:{person.pk}"
            record(Act("people.access.taken", on, "person", on))
    secret = base64.b32encode(seed).decode().rstrip("=")
    return Login(tuple((each.number, each.name) for each in people), password, secret)
