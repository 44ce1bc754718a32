"""Who is signed in: kept in the session, and forgotten when it is old or the password is new.

Django's own middleware for this needs its application of users and rights, which we do without.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils.crypto import constant_time_compare

from zhamen.office.people.kinds import State
from zhamen.office.people.models import Person

_TOUCH = 30
"""Seconds between two notes of when a session was last used."""


class Nobody:
    """Whoever is not signed in."""

    pk = None
    is_authenticated = False


def sign_in(request: HttpRequest, person: Person) -> None:
    """Begin a fresh session: what was known of the one before opens nothing."""
    request.session.flush()
    now = int(time.time())
    request.session.update(
        {"person": person.pk, "proof": person.get_session_auth_hash(), "began": now, "seen": now}
    )
    rotate_token(request)
    request.user = person


def sign_out(request: HttpRequest) -> None:
    """End the session."""
    request.session.flush()
    request.user = Nobody()  # type: ignore[assignment]


def stay(request: HttpRequest, person: Person) -> None:
    """Keep this session, and end the others, when the password has changed."""
    request.session.cycle_key()
    request.session["proof"] = person.get_session_auth_hash()


def known(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Know the person of a session, unless it rested too long or lasts too long."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = _person_of(request) or Nobody()  # type: ignore[assignment]
        return answer(request)

    return middleware


def _person_of(request: HttpRequest) -> Person | None:
    session, office, now = request.session, settings.ZHAMEN, int(time.time())
    if "person" not in session:
        return None
    idle = now - session["seen"] > office.idle_minutes * 60
    old = now - session["began"] > office.session_hours * 3600
    person = Person.objects.filter(pk=session["person"], state=State.ACTIVE).first()
    if idle or old or person is None or not _proved(person, session["proof"]):
        session.flush()
        return None
    if now - session["seen"] > _TOUCH:
        session["seen"] = now
    return person


def _proved(person: Person, proof: str) -> bool:
    """Tell whether the password is still the one with which the session began."""
    return constant_time_compare(proof, person.get_session_auth_hash())
