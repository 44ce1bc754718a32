"""Rules about people that all sorts of deeds share; each yields a refusal for what breaks it."""

from collections.abc import Iterator

from zhamen.deeds.deed import Refusal
from zhamen.deeds.house import STRANGER, Duty, House


def is_active(house: House, *people: str) -> Iterator[Refusal]:
    """Each person belongs to the unit today."""
    for person in people:
        if not (house.standing(person) or STRANGER).active:
            yield Refusal("not_active", person)


def has(house: House, person: str, duty: Duty) -> Iterator[Refusal]:
    """The person is active and has the duty."""
    standing = house.standing(person) or STRANGER
    if not standing.active:
        yield Refusal("not_active", person)
    elif duty not in standing.duties:
        yield Refusal(f"not_{duty}", person)


def other_than(person: str, *others: str) -> Iterator[Refusal]:
    """Nobody approves or witnesses his own deed."""
    if person in others:
        yield Refusal("same_person", person)


def approved(house: House, approver: str, *others: str) -> Iterator[Refusal]:
    """A leader approves, and it is not one of those who do it."""
    if not approver:
        yield Refusal("not_approved")
        return
    yield from has(house, approver, Duty.LEADER)
    yield from other_than(approver, *others)
