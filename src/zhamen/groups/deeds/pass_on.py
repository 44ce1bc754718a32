"""群主移交: another member answers as builder; the old one stays a member."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import STRANGER, Duty, House
from zhamen.deeds.rules import has, is_active, other_than
from zhamen.groups.group import LIVING, Group
from zhamen.groups.rules import has_letter, in_state, is_inside


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn(Deed[Group]):
    """By the builder; by the officer where the builder has left the unit."""

    to: str

    name = "pass_on"
    title, title_en = "群主移交", "pass the group on"

    def signers(self) -> frozenset[str]:
        """Return both."""
        return frozenset({self.by, self.to})

    def refusals(self, group: Group, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from in_state(group, *LIVING)
        if self.by != group.builder:
            yield from has(house, self.by, Duty.OFFICER)
            if (house.standing(group.builder) or STRANGER).active:
                yield Refusal("not_builder", self.by)
        yield from is_active(house, self.to)
        yield from is_inside(group, self.to)
        yield from has_letter(group, self.to, self.at.date())
        yield from other_than(self.to, group.builder)

    def change(self, group: Group) -> Group:
        """Let the other one answer."""
        return replace(group, builder=self.to, managers=group.managers - {self.to})


DEED = PassOn
