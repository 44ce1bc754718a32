"""A block of lines as one text, with where its lines stand and what its letters may be besides."""

from collections.abc import Sequence
from typing import NamedTuple

from zhamen.model.passage import Guess, Spot
from zhamen.reading.ocr.page import Line, Row


class Spelled(NamedTuple):
    """The text of a block: a line for each row, what stands side by side two spaces apart."""

    text: str
    guesses: tuple[Guess, ...]
    spots: tuple[Spot, ...]


def spelled(block: Sequence[Row]) -> Spelled:
    """Return a block as text."""
    parts: list[str] = []
    guesses: list[Guess] = []
    spots: list[Spot] = []
    at = 0
    for row in block:
        for number, line in enumerate(row):
            parts.append("  " if number else "\n" if parts else "")
            at += len(parts[-1])
            guesses += _guesses(line, at)
            spots.append(Spot(at, at + len(line.text), _corners(line)))
            parts.append(line.text)
            at += len(line.text)
    return Spelled("".join(parts), tuple(guesses), tuple(spots))


def _guesses(line: Line, at: int) -> list[Guess]:
    found = []
    for letter in line.letters:
        if letter.others:
            found.append(Guess(at, letter.others))
        at += len(letter.text)
    return found


def _corners(line: Line) -> tuple[int, ...]:
    return tuple(round(float(each)) for each in line.quad.reshape(-1))
