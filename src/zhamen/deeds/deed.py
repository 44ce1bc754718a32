"""A deed: one step in the life of a thing, its rules, and what follows from it.

Each kind of deed is one file in a tray. Its fields are all that is ever known of it, opaque ids,
numbers and dates, never a text that somebody wrote: they go into the journal, from which every
thing is replayed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, Protocol, TypeVar, get_args, get_origin, get_type_hints

from zhamen.deeds.house import House

Fact = str | int | bool | None | list[str]


class Thing(Protocol):
    """What deeds are done to: a frozen dataclass that knows how far its history has gone."""

    @property
    def at(self) -> datetime:
        """Return when the last deed was done."""
        ...

    @property
    def deeds(self) -> int:
        """Return how many were done: the version of this state."""
        ...


T = TypeVar("T", bound=Thing)
OneDeed = TypeVar("OneDeed", bound="Deed[Any]")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a deed may not be done: the word of its rule, and whom or what it is about."""

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed(Generic[T]):
    """What all deeds have: when, by whom, and who has signed."""

    at: datetime
    by: str
    """Who does it."""
    signed: frozenset[str] = frozenset()
    """Who has signed, each for himself."""

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    title_en: ClassVar[str] = ""
    begins: ClassVar[bool] = False
    """Whether a thing begins with it."""

    def signers(self) -> frozenset[str]:
        """Return who must sign."""
        return frozenset({self.by})

    def refusals(self, thing: T, house: House) -> Iterator[Refusal]:
        """Yield every reason why it may not be done."""
        raise NotImplementedError

    def begun(self) -> T:
        """Return the thing that begins with it, before anything has happened to it."""
        raise NotImplementedError

    def change(self, thing: T) -> T:
        """Return the thing after it. Never refuses: what has happened has happened."""
        raise NotImplementedError

    def facts(self) -> dict[str, Fact]:
        """Return its fields for the journal."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: _fact(value) for name, value in values.items() if name not in ("at", "by")}

    @classmethod
    def from_facts(cls: type[OneDeed], at: datetime, by: str, facts: Mapping[str, Fact]) -> OneDeed:
        """Return the deed that `facts` tells of. Raises ValueError or TypeError for another."""
        kinds = get_type_hints(cls)
        known = {each.name for each in fields(cls)} - {"at", "by"}
        if set(facts) != known:
            raise ValueError(f"expected {sorted(known)}")
        return cls(at=at, by=by, **{name: _value(kinds[name], facts[name]) for name in known})


def _fact(value: Any) -> Fact:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, StrEnum) else value


def _value(kind: Any, fact: Fact) -> Any:
    if type(None) in get_args(kind):
        (one,) = (each for each in get_args(kind) if each is not type(None))
        return None if fact is None else _value(one, fact)
    if get_origin(kind) in (frozenset, tuple):
        return get_origin(kind)(fact)
    if kind is datetime or kind is date:
        return kind.fromisoformat(str(fact))
    return kind(fact)
