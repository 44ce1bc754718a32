"""责任书: builder and managers promise in writing what they answer for, for a year at most."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import House
from zhamen.deeds.rules import is_active
from zhamen.groups.group import LIVING, Group, State
from zhamen.groups.rules import in_state

_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignLetter(Deed[Group]):
    """Each signs for himself."""

    until: date

    name = "sign_letter"
    title, title_en = "签订责任书", "sign the letter"

    def refusals(self, group: Group, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from in_state(group, State.APPROVED, *LIVING)
        yield from is_active(house, self.by)
        if self.until < self.at.date():
            yield Refusal("over_already")
        if self.until > self.at.date() + _YEAR:
            yield Refusal("too_long")

    def change(self, group: Group) -> Group:
        """Keep until when it is good."""
        return replace(group, letters={**group.letters, self.by: self.until})


DEED = SignLetter
