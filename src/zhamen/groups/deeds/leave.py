"""离群: people go or are put out; whoever has left the unit must not stay."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import House
from zhamen.groups.group import LIVING, Group
from zhamen.groups.rules import in_state, is_inside, runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave(Deed[Group]):
    """A member for himself, or whoever runs the group for others."""

    people: frozenset[str]

    name = "leave"
    title, title_en = "离群", "leave"

    def refusals(self, group: Group, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from in_state(group, *LIVING)
        if self.people != {self.by}:
            yield from runs(group, self.by)
        if not self.people:
            yield Refusal("nobody")
        yield from is_inside(group, *sorted(self.people))
        if group.builder in self.people:
            yield Refusal("is_builder", group.builder)

    def change(self, group: Group) -> Group:
        """Put them out."""
        return group.without(*self.people)


DEED = Leave
