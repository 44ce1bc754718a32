"""The rules about copies that deeds share; each yields a refusal for whatever breaks it."""

from collections.abc import Iterable, Iterator

from zhamen.custody.document import Document
from zhamen.custody.terms import NAMED, Status
from zhamen.deeds.deed import Refusal
from zhamen.deeds.house import STRANGER, House
from zhamen.model.terms import Level


def in_state(document: Document, numbers: Iterable[str], *states: Status) -> Iterator[Refusal]:
    """Each copy exists and is in one of the states: nothing is skipped (条例 27)."""
    numbers = list(numbers)
    if not numbers:
        yield Refusal("no_copy")
    for number in numbers:
        copy = document.copies.get(number)
        if copy is None:
            yield Refusal("unknown_copy", number)
        elif copy.status not in states:
            yield Refusal(f"is_{copy.status}", number)


def keeps(document: Document, person: str, numbers: Iterable[str]) -> Iterator[Refusal]:
    """Whoever acts on a copy in store is the officer that answers for it."""
    for number in numbers:
        copy = document.copies.get(number)
        if copy is not None and copy.holder != person:
            yield Refusal("not_keeper", number)


def may_handle(document: Document, house: House, *people: str) -> Iterator[Refusal]:
    """Each person is active and cleared for the level (保密法 43)."""
    for person in people:
        standing = house.standing(person) or STRANGER
        if not standing.active:
            yield Refusal("not_active", person)
        elif not standing.clearance.covers(document.level):
            yield Refusal("not_cleared", person)


def may_know(document: Document, house: House, *people: str) -> Iterator[Refusal]:
    """Each person is cleared, and within the scope where who knows must be recorded (条例 20)."""
    yield from may_handle(document, house, *people)
    if document.level in NAMED or document.scope:
        yield from (Refusal("outside_scope", p) for p in people if p not in document.scope)


def two(document: Document, people: Iterable[str]) -> Iterator[Refusal]:
    """Two people go with 绝密, and they are two (条例 28)."""
    if document.level is Level.TOP_SECRET and len(set(people)) < 2:
        yield Refusal("alone")
