"""Persons, units and duties: added, changed, closed, each with its entry in the journal."""

from collections.abc import Sequence

from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils import timezone

from zhamen.errors import OfficeError
from zhamen.office.acting import act
from zhamen.office.journal.keeping import record
from zhamen.office.people.access import issue_code
from zhamen.office.people.kinds import State
from zhamen.office.people.models import Duty, Person, Unit
from zhamen.office.words import say

person_closing = Signal()
"""Sent with `person` before an account is closed; each receiver returns the reasons against it.

Custody answers here with the copies that somebody still holds (保密法实施条例 article 53).
"""


def add_person(request: HttpRequest, person: Person) -> str:
    """Add somebody and return the one-time code that opens the account."""
    with transaction.atomic():
        person.set_unusable_password()
        person.save()
        code = issue_code(person)
        on = f"person:{person.pk}"
        record(act(request, "people.person.added", on), act(request, "people.access.issued", on))
    return code


def change_person(request: HttpRequest, person: Person, fields: Sequence[str]) -> None:
    """Save what was changed; the journal names the fields and not what stands in them."""
    if fields:
        with transaction.atomic():
            person.save(update_fields=list(fields))
            on = f"person:{person.pk}"
            record(act(request, "people.person.changed", on, fields=sorted(fields)))


def reissue(request: HttpRequest, person: Person) -> str:
    """Give somebody a new one-time code. Raises OfficeError for whoever sits in a seat."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        if person.seats.exists():
            raise OfficeError(say(
                "三员的账号须由两人重发：请在“三员与授权”里提出。",
                "Two people reissue an administrator's access: propose it under “Seats”.",
            ))  # fmt: skip
        code = issue_code(person)
        record(act(request, "people.access.issued", f"person:{person.pk}"))
    return code


def unlock(request: HttpRequest, person: Person) -> None:
    """End a lock before its time."""
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(failures=0, locked_until=None)
        record(act(request, "people.login.unlocked", f"person:{person.pk}"))


def hindrances(person: Person) -> list[str]:
    """Return what stands against closing an account, in words."""
    reasons = []
    if person.seats.exists():
        reasons.append(say("此人还是管理员。", "This person still sits in a seat."))
    if person.duties_now.exists():
        reasons.append(say("此人还担任职责。", "This person still has duties."))
    for _, answer in person_closing.send(sender=Person, person=person):
        reasons += answer or []
    return reasons


def close_person(request: HttpRequest, person: Person) -> None:
    """Close an account. Raises OfficeError with the first reason against it."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        if reasons := hindrances(person):
            raise OfficeError(reasons[0])
        person.set_unusable_password()
        person.state, person.seed, person.code = State.CLOSED, b"", ""
        person.save()
        record(act(request, "people.person.closed", f"person:{person.pk}"))


def reopen_person(request: HttpRequest, person: Person) -> str:
    """Open a closed account again and return its one-time code."""
    with transaction.atomic():
        code = issue_code(person)
        on = f"person:{person.pk}"
        record(act(request, "people.person.reopened", on), act(request, "people.access.issued", on))
    return code


def save_unit(request: HttpRequest, unit: Unit) -> None:
    """Add or change a unit."""
    with transaction.atomic():
        verb = "changed" if unit.pk else "added"
        unit.save()
        record(act(request, f"people.unit.{verb}", f"unit:{unit.pk}"))


def close_unit(request: HttpRequest, unit: Unit) -> None:
    """Close a unit. Raises OfficeError while somebody or something is in it."""
    with transaction.atomic():
        inside = unit.people.exclude(state=State.CLOSED).exists()
        if inside or unit.children.filter(closed_at=None).exists():
            raise OfficeError(say(
                "还有人员或下级单位，先移走再撤销。", "People or units are still in it.",
            ))  # fmt: skip
        Unit.objects.filter(pk=unit.pk).update(closed_at=timezone.now())
        record(act(request, "people.unit.closed", f"unit:{unit.pk}"))


def give_duty(request: HttpRequest, duty: Duty) -> None:
    """Give somebody a duty in a unit."""
    with transaction.atomic():
        duty.save()
        on, unit = f"person:{duty.person_id}", f"unit:{duty.unit_id}"
        record(act(request, "people.duty.given", on, duty=str(duty.kind), unit=unit))


def end_duty(request: HttpRequest, duty: Duty) -> None:
    """End a duty today."""
    with transaction.atomic():
        Duty.objects.filter(pk=duty.pk, until=None).update(until=timezone.localdate())
        on, unit = f"person:{duty.person_id}", f"unit:{duty.unit_id}"
        record(act(request, "people.duty.ended", on, duty=str(duty.kind), unit=unit))
