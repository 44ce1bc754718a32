"""The rules about groups that deeds share; each yields a refusal for whatever breaks it."""

from collections.abc import Iterator
from datetime import date

from zhamen.deeds.deed import Refusal
from zhamen.groups.group import Group, State


def in_state(group: Group, *states: State) -> Iterator[Refusal]:
    """The group is in one of the states."""
    if group.state not in states:
        yield Refusal(f"group_{group.state}")


def runs(group: Group, person: str) -> Iterator[Refusal]:
    """The person is the builder or a manager (谁建群谁负责、谁管理谁负责)."""
    if person not in group.answerable:
        yield Refusal("runs_nothing", person)


def builds(group: Group, person: str) -> Iterator[Refusal]:
    """The person is the builder."""
    if person != group.builder:
        yield Refusal("not_builder", person)


def is_inside(group: Group, *people: str) -> Iterator[Refusal]:
    """Each person is a member."""
    yield from (Refusal("not_inside", person) for person in people if person not in group.members)


def has_letter(group: Group, person: str, today: date) -> Iterator[Refusal]:
    """The person's letter of responsibility is good today."""
    if group.letters.get(person, date.min) < today:
        yield Refusal("no_letter", person)
