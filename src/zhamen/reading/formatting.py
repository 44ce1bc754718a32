"""What a format is: a bid for bytes, and the pieces of text that it reads from them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from zhamen.model.verdict import Unread
from zhamen.settings import Limits

HEAD = 4096
"""Bytes that a format sees when it bids."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of text of a file, and where in it the text stood."""

    text: str
    page: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file inside the file; whoever reads it asks the tray again."""

    name: str
    data: bytes = field(repr=False)


Content = Piece | Embedded | Unread
"""What a format yields. An Unread names its part relative to the file, empty for the whole."""


@runtime_checkable
class Format(Protocol):
    """A small class with one bid and one reading; an instance ends its file.

    `inside` is true where it reads without a parser worth killing (plain text).
    """

    name: str
    inside: bool

    def claims(self, head: bytes, name: str) -> float:
        """Return the bid from 0 to 1 for a file that begins with `head`. By content first."""
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
