"""入群: whoever runs the group checks who they are; nobody from outside the unit."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import House
from zhamen.deeds.rules import is_active
from zhamen.groups.group import Group, State
from zhamen.groups.rules import has_letter, in_state, runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit(Deed[Group]):
    """People join, by their real names (实名)."""

    people: frozenset[str]

    name = "admit"
    title, title_en = "入群", "admit"

    def refusals(self, group: Group, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from in_state(group, State.OPEN)
        yield from runs(group, self.by)
        yield from has_letter(group, self.by, self.at.date())
        yield from is_active(house, *sorted(self.people))
        if not self.people:
            yield Refusal("nobody")
        yield from (Refusal("is_inside", who) for who in sorted(self.people & set(group.members)))

    def change(self, group: Group) -> Group:
        """Put them inside."""
        return group.with_members(*sorted(self.people), since=self.at)


DEED = Admit
