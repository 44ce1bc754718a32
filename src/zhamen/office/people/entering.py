"""Signing in: number and password, then a time-based code; wrong ones lock the account."""

import time
from collections import deque
from datetime import timedelta
from threading import Lock

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from zhamen.journal.appending import Act
from zhamen.office.journal.keeping import record
from zhamen.office.people.access import code_of_now
from zhamen.office.people.kinds import State
from zhamen.office.people.models import Person

_LOCKS_DOUBLED = 6
"""A lock lasts 64 times as long at most."""


def by_password(number: str, password: str) -> Person | None:
    """Return the person whose password this is, None for anything else.

    It takes the same time whether there is such a person or not, and tells nobody which it was.
    """
    person = Person.objects.filter(number=number, state=State.ACTIVE).first()
    if person is None or not person.has_usable_password():
        make_password(password)
        return None
    right = check_password(password, person.password)
    if person.locked:
        return None
    if not right:
        failed(person)
        return None
    return person


def by_code(person: Person, code: str, *, entering: bool = False) -> bool:
    """Tell whether a time-based code is right; it is used up by that."""
    with transaction.atomic():
        # Of two requests with one code only the first moves the step.
        person = Person.objects.select_for_update().get(pk=person.pk)
        if person.locked:
            return False
        step = code_of_now(person, code)
        if step:
            person.step, person.failures, person.locks = step, 0, 0
            if entering:
                person.last_login = timezone.now()
            person.save(update_fields=["step", "failures", "locks", "last_login"])
            return True
    failed(person)
    return False


def failed(person: Person) -> None:
    """Count a wrong password or code; lock the account when there were too many."""
    on, office = f"person:{person.pk}", settings.ZHAMEN
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(failures=F("failures") + 1)
        person.refresh_from_db(fields=["failures", "locks", "locked_until"])
        acts = [Act("people.login.refused", "office", "office", on)]
        if person.failures >= office.lock_after:
            minutes = office.lock_minutes << min(person.locks, _LOCKS_DOUBLED)
            person.locked_until = timezone.now() + timedelta(minutes=minutes)
            person.locks, person.failures = person.locks + 1, 0
            person.save(update_fields=["locked_until", "locks", "failures"])
            acts.append(Act("people.login.locked", "office", "office", on, {"minutes": minutes}))
        record(*acts)


class Throttle:
    """Lets an address try so often in a while, whatever it tries; kept in memory."""

    def __init__(self, most: int = 30, seconds: float = 300, addresses: int = 10_000) -> None:
        """Allow `most` failures within `seconds`; remember that many addresses."""
        self._most, self._seconds, self._addresses = most, seconds, addresses
        self._seen: dict[str, deque[float]] = {}
        self._lock = Lock()

    def closed(self, address: str) -> bool:
        """Tell whether an address has tried too often."""
        with self._lock:
            seen = self._seen.get(address, deque())
            while seen and seen[0] < time.monotonic() - self._seconds:
                seen.popleft()
            return len(seen) >= self._most

    def count(self, address: str) -> None:
        """Count a failure."""
        with self._lock:
            if len(self._seen) >= self._addresses and address not in self._seen:
                self._seen.pop(next(iter(self._seen)))
            self._seen.setdefault(address, deque(maxlen=self._most)).append(time.monotonic())


THROTTLE = Throttle()


def address_of(request: HttpRequest) -> str:
    """Return where a request came from; a proxy in front says so, if there is one."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.ZHAMEN.behind_proxy else ""
    # The last entry is the one that our own proxy wrote.
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
