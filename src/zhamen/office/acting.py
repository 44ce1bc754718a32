"""Who acts: from a request to an act of the journal."""

from django.http import HttpRequest

from zhamen.journal.appending import Act
from zhamen.journal.record import Fact
from zhamen.office.doors import role_of
from zhamen.office.people.models import Person


def me(request: HttpRequest) -> Person:
    """Return the person who is signed in."""
    user: object = request.user
    assert isinstance(user, Person)
    return user


def act(request: HttpRequest, name: str, on: str = "", **facts: Fact) -> Act:
    """Return the act of the person who is signed in."""
    return Act(name, f"person:{request.user.pk}", role_of(request), on, facts)
