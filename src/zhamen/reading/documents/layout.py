"""From letters with places to the lines that a reader sees, across the page and down it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

_SAME_LINE = 0.5
"""Share of a letter's size by which letters of one line may stand higher or lower."""
_APART = 1.6
"""Sizes between two letters that make them two words."""


class Glyph(NamedTuple):
    """One letter, or a short run of them: `x` goes right, `y` down; all in one unit."""

    text: str
    x: float
    y: float
    size: float


def lines(glyphs: Iterable[Glyph]) -> str:
    """Return the lines of a page from top to bottom, each from left to right."""
    return "\n".join(_joined(row) for row in _rows(list(glyphs)))


def columns(glyphs: Iterable[Glyph]) -> str:
    """Return the columns of a page from right to left, each from top to bottom."""
    turned = [Glyph(each.text, each.y, -each.x, each.size) for each in glyphs]
    return "\n".join(_joined(row) for row in _rows(turned) if len(row) > 1)


def is_vertical(glyphs: list[Glyph]) -> bool:
    """Tell whether a page has columns that are longer than its rows are wide."""
    rows = _rows(glyphs)
    turned = _rows([Glyph(each.text, each.y, -each.x, each.size) for each in glyphs])
    return max(map(_run, turned), default=0) > 2 * max(1, _middle([_run(row) for row in rows]))


def _middle(values: list[int]) -> int:
    return sorted(values)[len(values) // 2] if values else 0


def _run(row: list[Glyph]) -> int:
    """Return the length of the longest run of neighbours in a row, in letters."""
    longest = run = 0
    before: Glyph | None = None
    for glyph in row:
        near = before is not None and glyph.x - before.x <= _APART * max(before.size, 0.1)
        run = run + 1 if near else 1
        longest = max(longest, run, len(glyph.text))
        before = glyph
    return longest


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Return the glyphs by rows, from the top, each ordered from the left."""
    rows: list[list[Glyph]] = []
    height = 0.0
    for glyph in sorted(glyphs, key=lambda each: (each.y, each.x)):
        if not rows or glyph.y - height > _SAME_LINE * max(glyph.size, rows[-1][0].size, 0.01):
            rows.append([])
            height = glyph.y
        rows[-1].append(glyph)
    return [sorted(row, key=lambda each: each.x) for row in rows]


def _joined(row: list[Glyph]) -> str:
    return "".join(_spaced(row))


def _spaced(row: list[Glyph]) -> Iterator[str]:
    end: float | None = None
    for glyph in row:
        if end is not None and glyph.x - end > _APART * glyph.size and glyph.size > 0:
            yield " "
        yield glyph.text
        end = glyph.x + glyph.size * len(glyph.text)
