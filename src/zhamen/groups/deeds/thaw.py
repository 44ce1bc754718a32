"""解冻: the same two roles let it go on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import approved, has
from zhamen.groups.group import Group, State
from zhamen.groups.rules import in_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Thaw(Deed[Group]):
    """The officer and a leader."""

    leader: str

    name = "thaw"
    title, title_en = "解冻", "thaw"

    def signers(self) -> frozenset[str]:
        """Return both."""
        return frozenset({self.by, self.leader})

    def refusals(self, group: Group, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from in_state(group, State.FROZEN)
        yield from has(house, self.by, Duty.OFFICER)
        yield from approved(house, self.leader, self.by)

    def change(self, group: Group) -> Group:
        """Let it go on."""
        return replace(group, state=State.OPEN)


DEED = Thaw
