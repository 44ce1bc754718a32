"""Columns of tables: a mark may be written downwards; and what stands alone in a cell is alone."""

from collections.abc import Iterable, Iterator
from itertools import islice

_SHORT = 40
"""Letters of a cell that may be a piece of something; longer ones are read in their row."""
_MOST = 1 << 20
"""Rows that are looked at; behind them a table is read by rows alone."""


def columns_of(rows: Iterable[list[tuple[str, int]]]) -> Iterator[str]:
    """Yield each column of a table of (text, columns that the cell takes), a cell a line.

    Cells that are long or empty are left out, and so is a column of figures or Latin letters.
    """
    columns: dict[int, list[str]] = {}
    for row in islice(rows, _MOST):
        at = 0
        for text, span in row:
            add(columns, at, text)
            at += span
    yield from told(columns)


def add(columns: dict[int, list[str]], at: int, text: str) -> None:
    """Put a cell into its column if it may be a piece of something."""
    if text and len(text) <= _SHORT:
        columns.setdefault(at, []).append(text)


def told(columns: dict[int, list[str]]) -> Iterator[str]:
    """Yield the columns that may say something: those that are not ASCII alone."""
    for at in sorted(columns):
        column = columns[at]
        if not all(map(str.isascii, column)):
            yield "\n".join(column)
