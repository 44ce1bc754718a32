"""冻结: two roles stop a group at once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import approved, has
from zhamen.groups.group import Group, State
from zhamen.groups.rules import in_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze(Deed[Group]):
    """The officer and a leader; nobody joins or speaks until it is opened again."""

    leader: str

    name = "freeze"
    title, title_en = "冻结", "freeze"

    def signers(self) -> frozenset[str]:
        """Return both."""
        return frozenset({self.by, self.leader})

    def refusals(self, group: Group, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from in_state(group, State.OPEN)
        yield from has(house, self.by, Duty.OFFICER)
        yield from approved(house, self.leader, self.by)

    def change(self, group: Group) -> Group:
        """Stop it."""
        return replace(group, state=State.FROZEN)


DEED = Freeze
