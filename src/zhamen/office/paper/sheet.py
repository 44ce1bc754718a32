"""A sheet: the table that inspectors see, and what stands around it; plain text throughout."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from unicodedata import east_asian_width

_NARROWEST, _WIDEST, _MARGIN = 5, 22, 2
"""Of a column, in half-width signs: a number must fit, a list of names may wrap."""
_BLANK = 6
"""Empty rows at the end, for what is entered by hand until the next print."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One ledger or register, ready to be printed."""

    name: str
    """Of the file, without its ending; ASCII."""
    title: str
    period: str
    heads: tuple[str, ...]
    rows: list[list[str]]
    signatures: tuple[str, ...]
    unit: str
    anchor: str
    """The journal's checkpoint in its short form: what was printed can be held against it."""
    printed: datetime

    @property
    def ruled(self) -> list[list[str]]:
        """Return the rows, and empty ones behind them."""
        return [*self.rows, *([""] * len(self.heads) for _ in range(_BLANK))]

    @property
    def widths(self) -> list[int]:
        """Return the widths of the columns, in half-width signs, with their margins."""
        columns = zip(self.heads, *self.rows, strict=True)
        return [_MARGIN + min(max(_NARROWEST, *map(_width, each)), _WIDEST) for each in columns]


def _width(text: str) -> int:
    """Return how wide a text is, in half-width signs; capitals are wider than that."""
    return ceil(sum(2 if east_asian_width(s) in "WF" else 1.4 if s.isupper() else 1 for s in text))
