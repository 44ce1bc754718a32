"""免去管理员: a manager is a member again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import House
from zhamen.groups.group import LIVING, Group
from zhamen.groups.rules import builds, in_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismiss(Deed[Group]):
    """The builder takes the office back, or the manager gives it up."""

    manager: str

    name = "dismiss"
    title, title_en = "免去管理员", "dismiss a manager"

    def refusals(self, group: Group, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from in_state(group, *LIVING)
        if self.by != self.manager:
            yield from builds(group, self.by)
        if self.manager not in group.managers:
            yield Refusal("is_no_manager", self.manager)

    def change(self, group: Group) -> Group:
        """Let the manager answer no more."""
        return replace(group, managers=group.managers - {self.manager})


DEED = Dismiss
