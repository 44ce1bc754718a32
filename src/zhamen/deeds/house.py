"""What the rules ask about people and places; the office answers, tests do too."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from zhamen.model.terms import Level


class Duty(StrEnum):
    """What somebody answers for; the office grants it."""

    OFFICER = "officer"
    """保密员: keeps the copies, the ledgers and the register of groups."""
    CLASSIFIER = "classifier"
    """定密责任人"""
    LEADER = "leader"
    """分管领导: approves."""


class Clearance(StrEnum):
    """Category of cleared staff (保密法 43)."""

    NONE = "none"
    ORDINARY = "ordinary"
    IMPORTANT = "important"
    CORE = "core"

    def covers(self, level: Level) -> bool:
        """Tell whether somebody of this category may handle a level."""
        return _REACH[self] >= _NEEDED.get(level, 0)


_REACH = {
    Clearance.NONE: 0, Clearance.ORDINARY: 1, Clearance.IMPORTANT: 2, Clearance.CORE: 3,
}  # fmt: skip
_NEEDED = {Level.CONFIDENTIAL: 1, Level.SECRET: 2, Level.TOP_SECRET: 3}


@dataclass(frozen=True, slots=True)
class Standing:
    """Who somebody is today, as far as the rules go."""

    active: bool = True
    duties: frozenset[Duty] = frozenset()
    clearance: Clearance = Clearance.NONE


STRANGER = Standing(active=False)
"""Somebody whom nobody knows."""


class House(Protocol):
    """The people and places of the unit."""

    def standing(self, person: str) -> Standing | None:
        """Return who a person is, None for a stranger."""
        ...

    def is_reading_place(self, place: str) -> bool:
        """Tell whether a place is one where 绝密 may be read (保密法实施条例 28)."""
        ...
