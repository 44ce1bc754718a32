"""Opening the office: the first three administrators, once, by whoever started the service."""

import hmac
import secrets
from dataclasses import dataclass

from django.db import transaction

from zhamen.errors import OfficeError
from zhamen.journal.appending import Act
from zhamen.office.journal.keeping import record
from zhamen.office.people.access import issue_code
from zhamen.office.people.kinds import Way
from zhamen.office.people.models import Person, Seat, Unit
from zhamen.office.people.seats import sit
from zhamen.office.roles import THREE, Role
from zhamen.office.words import say

TOKEN = secrets.token_urlsafe(18)
"""Known to whoever sees the terminal; gone when the service stops."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What one administrator is handed."""

    role: Role
    number: str
    name: str
    code: str


def needed() -> bool:
    """Tell whether nobody is there yet."""
    return not Person.objects.exists()


def admits(token: str) -> bool:
    """Tell whether somebody may open the office."""
    return needed() and hmac.compare_digest(token.encode(), TOKEN.encode())


def open_office(unit_name: str, people: dict[Role, tuple[str, str]]) -> list[Slip]:
    """Make unit, persons and seats; return what each of the three is handed.

    Raises OfficeError if somebody was there already.
    """
    slips = []
    with transaction.atomic():
        record(Act("office.opened", "office", "office", ""))
        # Within the journal's turn: two openings at once are one too many.
        if not needed():
            raise OfficeError(say("已经开张了。", "The office is open already."))
        unit = Unit.objects.create(name=unit_name)
        record(Act("people.unit.added", "office", "office", f"unit:{unit.pk}"))
        for role in THREE:
            number, name = people[role]
            person = Person(number=number, name=name, unit=unit)
            person.set_unusable_password()
            person.save()
            on = f"person:{person.pk}"
            record(
                Act("people.person.added", "office", "office", on),
                Act("people.access.issued", "office", "office", on),
            )
            slips.append(Slip(role, number, name, issue_code(person)))
            sit(Seat(person=person, role=role, way=Way.DIRECT), "office", "office")
    return slips
