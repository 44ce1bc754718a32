"""任命管理员: a member manages from now on, and answers for it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import House
from zhamen.deeds.rules import is_active
from zhamen.groups.group import Group, State
from zhamen.groups.rules import builds, has_letter, in_state, is_inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint(Deed[Group]):
    """The builder names a manager, whose letter is signed already."""

    manager: str

    name = "appoint"
    title, title_en = "任命管理员", "appoint a manager"

    def signers(self) -> frozenset[str]:
        """Return both."""
        return frozenset({self.by, self.manager})

    def refusals(self, group: Group, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from in_state(group, State.OPEN)
        yield from builds(group, self.by)
        yield from is_active(house, self.manager)
        yield from is_inside(group, self.manager)
        yield from has_letter(group, self.manager, self.at.date())
        if self.manager in group.answerable:
            yield Refusal("is_manager", self.manager)

    def change(self, group: Group) -> Group:
        """Let the manager answer."""
        return replace(group, managers=group.managers | {self.manager})


DEED = Appoint
