"""解散: the purpose is done, or the office ends it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has
from zhamen.groups.group import LIVING, Group, State
from zhamen.groups.rules import in_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissolve(Deed[Group]):
    """The builder, or the officer."""

    name = "dissolve"
    title, title_en = "解散", "dissolve"

    def refusals(self, group: Group, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from in_state(group, State.APPROVED, *LIVING)
        if self.by != group.builder:
            yield from has(house, self.by, Duty.OFFICER)

    def change(self, group: Group) -> Group:
        """Nobody is inside any more; who was stays in the history."""
        return replace(group, state=State.DISSOLVED, members={}, managers=frozenset())


DEED = Dissolve
