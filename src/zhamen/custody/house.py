"""What the rules ask about people and places; the office answers, tests do too."""

from dataclasses import dataclass
from typing import Protocol

from zhamen.custody.terms import Clearance, Duty


@dataclass(frozen=True, slots=True)
class Standing:
    """Who somebody is today, as far as custody goes."""

    active: bool = True
    duties: frozenset[Duty] = frozenset()
    clearance: Clearance = Clearance.NONE


class House(Protocol):
    """The people and places of the unit."""

    def standing(self, person: str) -> Standing | None:
        """Return who a person is, None for a stranger."""
        ...

    def is_reading_place(self, place: str) -> bool:
        """Tell whether a place is one where 绝密 may be read (保密法实施条例 28)."""
        ...
