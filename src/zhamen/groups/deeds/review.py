"""年度复核: the secrecy office looks at every group once a year."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has, other_than
from zhamen.groups.group import LIVING, Group
from zhamen.groups.rules import in_state

_NEXT = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Deed[Group]):
    """Members, letters and purpose are compared with what is true; the builder is there."""

    in_order: bool
    """Whether everything was; what was not becomes a task."""

    name = "review"
    title, title_en = "年度复核", "review"

    def signers(self) -> frozenset[str]:
        """Return the officer; the builder signs the paper."""
        return frozenset({self.by})

    def refusals(self, group: Group, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it; nobody reviews his own group."""
        yield from in_state(group, *LIVING)
        yield from has(house, self.by, Duty.OFFICER)
        yield from other_than(self.by, *group.answerable)

    def change(self, group: Group) -> Group:
        """Set the next day."""
        return replace(group, review_due=self.at.date() + _NEXT)


DEED = Review
