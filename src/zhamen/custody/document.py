"""A classified document and its numbered copies, as far as their history has gone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from zhamen.custody.terms import AT_HAND, Carrier, Status
from zhamen.model.terms import Level


@dataclass(frozen=True, slots=True)
class Copy:
    """One numbered copy (份). People, places and units stand in it by opaque ids."""

    number: str
    status: Status
    holder: str
    """Who answers for it now; of a copy that has left for good, who had it last."""
    since: datetime
    """When the holder or the status last changed."""
    place: str = ""
    due: date | None = None
    """By when it must be back in store, or its receipt here."""
    recalled: date | None = None
    """By when the issuer wants it back."""
    made_from: str = ""
    """Number of the copy that it was copied or excerpted from."""
    approved_by: str = ""
    """Who approved its destruction."""
    unseen: datetime | None = None
    """The first stocktake that did not find it, as long as none has."""
    stray: datetime | None = None
    """The first stocktake that found it although it has left for good, as long as each did."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document; its number is opaque, its title is not here (domain: a title may be secret)."""

    number: str
    level: Level
    carrier: Carrier
    own: bool
    """Made here; else received."""
    at: datetime
    """Of the last deed."""
    deeds: int = 0
    """How many were done: the version of this state."""
    scope: frozenset[str] = frozenset()
    """知悉范围: who may know."""
    knows: frozenset[str] = frozenset()
    """Who has read it."""
    copies: Mapping[str, Copy] = field(default_factory=dict)

    def with_copies(self, numbers: Iterable[str], at: datetime, **changes: object) -> "Document":
        """Return it with these copies changed; `since` moves where holder or status does."""
        copies = dict(self.copies)
        for number in numbers:
            old = copies[number]
            new: Copy = replace(old, **changes)  # type: ignore[arg-type]
            moved = (new.holder, new.status) != (old.holder, old.status)
            copies[number] = replace(new, since=at) if moved else new
        return replace(self, copies=copies)

    @property
    def at_hand(self) -> frozenset[str]:
        """Return the numbers that a stocktake must find."""
        return frozenset(n for n, copy in self.copies.items() if copy.status in AT_HAND)
