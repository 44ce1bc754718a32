"""What the first page shows: what waits, and how things stand, by role."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from zhamen.errors import JournalError
from zhamen.journal.checkpoint import opened, short_form
from zhamen.office.acting import me
from zhamen.office.custody import reading as custody
from zhamen.office.custody.reading import alarmed
from zhamen.office.custody.words import ALARMS
from zhamen.office.groups.reading import due_reviews
from zhamen.office.journal.keeping import signing_key
from zhamen.office.journal.reading import entries, head, lines
from zhamen.office.people.kinds import Outcome, State
from zhamen.office.people.models import Person, Proposal, Unit
from zhamen.office.roles import DUTIES, Role

_LAST = 8


def overview(request: HttpRequest) -> dict[str, Any]:
    """Return what one's first page shows."""
    person = me(request)
    role = person.role
    mine = "" if role is Role.AUDIT else f"person:{person.pk}"
    shown: dict[str, Any] = {
        "duty": DUTIES[role], "duties": person.duties_now,
        "to_sign": person.to_sign.filter(outcome=Outcome.OPEN).count(),
        "lines": lines(entries(mine)[:_LAST]),
    }  # fmt: skip
    if role in (Role.PERSON, Role.AUDIT):
        kinds = alarmed(custody.seen(person, role), timezone.localtime())
        shown["reviews"] = due_reviews(person, role)
        shown["alarms"] = [(ALARMS[kind], count) for kind, count in kinds.most_common()]
    if role is not Role.PERSON:
        waiting = Proposal.objects.filter(outcome=Outcome.OPEN).exclude(made_by=person)
        shown |= {"figures": _figures(), "waiting": waiting.exclude(person=person).count()}
        shown["journal"] = _journal()
    return shown


def _figures() -> dict[str, int]:
    people = Person.objects
    return {
        "active": people.filter(state=State.ACTIVE).count(),
        "new": people.filter(state=State.NEW).count(),
        "cleared": people.exclude(state=State.CLOSED).exclude(clearance="none").count(),
        "units": Unit.objects.filter(closed_at=None).count(),
    }


def _journal() -> dict[str, Any]:
    """Return how long the journal is and whether its head holds."""
    last = head()
    if last is None:
        return {"size": 0, "sound": True, "short": ""}
    try:
        checkpoint = opened(last.note, signing_key().public)
    except JournalError:
        return {"size": last.size, "sound": False, "short": ""}
    return {
        "size": checkpoint.size, "sound": True, "at": checkpoint.at,
        "short": short_form(checkpoint.size, checkpoint.root),
        "suite": settings.ZHAMEN.suite,
    }  # fmt: skip
