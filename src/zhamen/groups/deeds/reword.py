"""变更名称用途: another name or purpose is another approval."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import approved, has
from zhamen.groups.group import LIVING, Group, State
from zhamen.groups.rules import in_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Reword(Deed[Group]):
    """The officer enters what the builder asked for; `expires` may move with it."""

    wording: str
    expires: date
    leader: str

    name = "reword"
    title, title_en = "变更名称、用途", "change name or purpose"

    def signers(self) -> frozenset[str]:
        """Return the officer and the leader."""
        return frozenset({self.by, self.leader})

    def refusals(self, group: Group, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from in_state(group, State.APPROVED, *LIVING)
        yield from has(house, self.by, Duty.OFFICER)
        yield from approved(house, self.leader, self.by, group.builder)
        if not self.wording:
            yield Refusal("no_wording")
        if (self.wording, self.expires) == (group.wording, group.expires):
            yield Refusal("same_wording")
        if self.expires < self.at.date():
            yield Refusal("over_already")

    def change(self, group: Group) -> Group:
        """Take the new digest and day."""
        return replace(group, wording=self.wording, expires=self.expires)


DEED = Reword
