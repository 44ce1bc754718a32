"""启用: an approved group begins to live, with its letter signed and its notice posted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import House
from zhamen.deeds.rules import is_active
from zhamen.groups.group import Group, State
from zhamen.groups.rules import builds, has_letter, in_state

_REVIEW = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(Deed[Group]):
    """The builder opens it."""

    noticed: bool
    """Whether the notice (群公告) is posted."""

    name = "open"
    title, title_en = "启用", "open"

    def refusals(self, group: Group, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from in_state(group, State.APPROVED)
        yield from builds(group, self.by)
        yield from is_active(house, self.by)
        yield from has_letter(group, self.by, self.at.date())
        if not self.noticed:
            yield Refusal("no_notice")

    def change(self, group: Group) -> Group:
        """Let the builder be its first member; the first review is due in a year."""
        review = self.at.date() + _REVIEW
        living = replace(group, state=State.OPEN, noticed=self.at, review_due=review)
        return living.with_members(group.builder, since=self.at)


DEED = Open
