"""批准建群: the leader and the secrecy office say yes, both."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import approved, has, other_than
from zhamen.groups.group import Group, State
from zhamen.groups.rules import in_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve(Deed[Group]):
    """The officer enters it; the leader signs with him."""

    leader: str

    name = "approve"
    title, title_en = "批准建群", "approve"

    def signers(self) -> frozenset[str]:
        """Return the officer and the leader."""
        return frozenset({self.by, self.leader})

    def refusals(self, group: Group, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it; nobody approves his own group."""
        yield from in_state(group, State.APPLIED)
        yield from has(house, self.by, Duty.OFFICER)
        yield from approved(house, self.leader, self.by, group.builder)
        yield from other_than(self.by, group.builder)

    def change(self, group: Group) -> Group:
        """Let it be opened."""
        return replace(group, state=State.APPROVED)


DEED = Approve
