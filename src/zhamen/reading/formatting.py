"""What a format is: a bid for bytes, and the pieces of text that it reads from them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable

from zhamen.model.passage import Guess, Spot
from zhamen.model.terms import Medium
from zhamen.model.trace import Trace
from zhamen.model.verdict import Unread
from zhamen.settings import Limits

HEAD = 4096
"""Bytes that a format sees when it bids."""


class Room(StrEnum):
    """Where a format reads. Each room but the first is a process that can be killed."""

    HERE = "here"
    """In the caller's process: no parser worth killing (plain text)."""
    PARSER = "parser"
    """Documents and packages."""
    LENS = "lens"
    """Pictures: the models that read letters are loaded once and stay."""
    EAR = "ear"
    """Sound and film."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of text of a file, and where in it the text stood."""

    text: str
    page: int | None = None
    place: str = ""
    medium: Medium = Medium.FILE
    guesses: tuple[Guess, ...] = ()
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file inside the file; the tray is asked again, and its room may be another."""

    name: str
    data: bytes = field(repr=False)
    page: int | None = None
    """Page that a picture shows whole or stands on; what is read of it belongs to that page."""


Content = Piece | Trace | Embedded | Unread
"""What a format yields. An Unread names its part relative to the file, empty for the whole."""


@runtime_checkable
class Format(Protocol):
    """A small class with one bid and one reading; an instance ends its file."""

    name: str
    room: Room

    def claims(self, head: bytes, name: str) -> float:
        """Return the bid from 0 to 1 for a file that begins with `head`. By content first.

        A container shows the names of its members behind the first HEAD bytes (glimpse.py).
        """
        ...

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield everything readable, and an Unread for everything else.

        Raises ReadError when the file as a whole cannot be read.
        """
        ...


def highest(formats: Iterable[Format], head: bytes, name: str) -> Format | None:
    """Return the format with the highest bid, None if nobody bids."""
    bids = [(each.claims(head, name), each.name, each) for each in formats]
    bid, _, winner = max(bids, key=lambda each: each[:2], default=(0.0, "", None))
    return winner if bid > 0 else None
