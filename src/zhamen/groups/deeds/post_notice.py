"""群公告: the rules and who answers are posted again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import House
from zhamen.groups.group import Group, State
from zhamen.groups.rules import in_state, runs


@dataclass(frozen=True, slots=True, kw_only=True)
class PostNotice(Deed[Group]):
    """Whoever runs the group reminds everybody."""

    name = "post_notice"
    title, title_en = "发布群公告", "post the notice"

    def refusals(self, group: Group, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from in_state(group, State.OPEN)
        yield from runs(group, self.by)

    def change(self, group: Group) -> Group:
        """Remember when."""
        return replace(group, noticed=self.at)


DEED = PostNotice
