"""不予批准: the secrecy office says no."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has
from zhamen.groups.group import Group, State
from zhamen.groups.rules import in_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline(Deed[Group]):
    """The applicant is told why by the office; the register keeps that it was asked for."""

    name = "decline"
    title, title_en = "不予批准", "decline"

    def refusals(self, group: Group, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from in_state(group, State.APPLIED)
        yield from has(house, self.by, Duty.OFFICER)

    def change(self, group: Group) -> Group:
        """End it before it began."""
        return replace(group, state=State.DECLINED)


DEED = Decline
