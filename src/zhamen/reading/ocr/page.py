"""A picture read whole: is there text, how does it lie, where are its lines, what do they say."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy

from zhamen.reading.ocr.boxes import Box, Points, boxes, look
from zhamen.reading.ocr.cutting import cut_out
from zhamen.reading.ocr.firstlook import Lie, first_look
from zhamen.reading.ocr.networks import Picture
from zhamen.reading.ocr.ordering import columns, on_its_side, rows, straightened
from zhamen.reading.ocr.recognising import Letter, sureness
from zhamen.reading.ocr.stamps import Stamp, alone, stamps, without
from zhamen.reading.ocr.upright import letters_of, runs_down, upside_down
from zhamen.reading.ocr.views import View, cut, level, turned, whole

_LETTER = 32.0
"""Height in pixels to which letters are brought; larger ones are read no better, only slower."""
_LETTER_OF_MAP = 12.0
"""Height in pixels of letters on the detector's map."""
_MAP = 1100
"""Longest side of a map that is made of the whole picture whatever share of it is text."""
_FEW, _HEAD = 8, 5
"""Rows up to which a column is said in one piece; else its first rows, where marks stand, alone."""
_TWO, _CLOSER = 1.5, 2.0
"""Usual heights from which a box may hold two lines, and how much closer it is then looked at."""
_PROSE = 8.0
_CLEAR = 0.8
"""How sure the letters of what may be no line must be: rings, stars, two lines in one box."""
HEIGHT = 0.85
"""Height of a letter over that of its line's box."""


class Line(NamedTuple):
    """One line as it was read: its letters, and where they stand in the original picture."""

    letters: tuple[Letter, ...]
    quad: Points
    height: float
    """Height of the letters in the original picture, in pixels."""

    @property
    def text(self) -> str:
        """Return what it says."""
        return "".join(letter.text for letter in self.letters)

    @property
    def sure(self) -> float:
        """Return how sure its letters are on average."""
        return sureness(self.letters)

    @property
    def length(self) -> float:
        """Return how many letters of its height it has room for."""
        return max(sides(self.quad)) / max(self.height, 1.0)


Row = list[Line]


def read(picture: Picture, lie: Lie | None = None) -> Iterator[list[Row]]:
    """Yield the rows of a picture, block by block: the head of the page first.

    Whoever has looked already says how the text lies.
    """
    start = whole(picture)
    lie = lie or first_look(start.picture)
    if lie is None:
        return
    down = abs(lie.degrees) > 45 and runs_down(start.picture, lie.boxes)
    degrees = lie.degrees - 90 if down else lie.degrees
    view = level(start, degrees, min(1.0, _LETTER / lie.letter))
    stamped = stamps(view.picture, min(lie.letter, _LETTER))
    printed, view = view, view._replace(picture=without(view.picture, stamped))
    found = _lines(view, lie, start)
    if not down and upside_down(view.picture, found):
        view = turned(view, 180)
        found = [_half_turn(box, view) for box in found]
    standing = [on_its_side(box) for box in found] if down else straightened(found)
    for column in columns(standing):
        last: list[Row] = []
        for block in _blocks(rows(standing, column)):
            told = [[_read(view, found[i]) for i in row] for row in block]
            yield last + told
            # A sentence may go on in the next block: its line is said there again.
            last = [row for row in told[-1:] if row[-1].length > _PROSE]
    for stamp in stamped:
        yield from _stamped(printed, stamp)


def _stamped(view: View, stamp: Stamp) -> Iterator[list[Row]]:
    """Yield what a red stamp says where it says anything clearly."""
    part = cut(view, *stamp)._replace(picture=alone(view.picture, stamp))
    found = boxes(look(part.picture, 1.0))
    if upside_down(part.picture, found):
        part = turned(part, 180)
        found = [_half_turn(box, part) for box in found]
    lines = [_read(part, box) for box in found]
    clear = [[line] for line in lines if line.sure > _CLEAR and line.text]
    if clear:
        yield clear


def _lines(view: View, lie: Lie, start: View) -> list[Box]:
    """Return the lines of a level view, looking closely only where text is."""
    scale = min(1.0, _LETTER_OF_MAP / min(lie.letter, _LETTER))
    height, width = view.picture.shape[:2]
    left, top, right, bottom = _region(view, lie, start)
    share = (right - left) * (bottom - top) / (width * height)
    if max(height, width) * scale <= _MAP or share > 0.7:
        return _apart(view, boxes(look(view.picture, scale)), scale)
    found = _apart(view, _within(view, (left, top, right, bottom), scale), scale)
    # Outside the text that the first look saw, something of another size may be written.
    for box in boxes(look(view.picture, _MAP / max(height, width))):
        x, y = box.centre
        if not (left <= x < right and top <= y < bottom):
            found.append(box)
    return found


def _within(view: View, part: tuple[int, int, int, int], scale: float) -> list[Box]:
    """Return the lines of a part (left, top, right, bottom) of a view, in its coordinates."""
    corner = numpy.array(part[:2], numpy.float32)
    found = boxes(look(cut(view, *part).picture, scale))
    return [box._replace(quad=box.quad + corner) for box in found]


def _apart(view: View, found: list[Box], scale: float) -> list[Box]:
    """Return lines with those looked at again, and closer, that may be two in one box.

    In a photograph taken from below the lines at the top are smaller, and touch on the map.
    """
    usual = float(numpy.median([box.height for box in found])) if found else 0.0
    told: list[Box] = []
    for box in found:
        if box.height > _TWO * usual and box.width > 0.7 * box.height:
            closer = _within(view, _around(view, box), min(_CLOSER * scale, 1.0))
            # A large line, with small ones beside it, is still one.
            small = all(each.height < 0.75 * box.height for each in closer)
            several = small and len(rows(closer, range(len(closer)))) > 1
            told += closer if several else []
            # Two lines read as one say nothing clearly; what is clear stays, seen again or not.
            told += [box] if not several or _is_clear(view, box) else []
        else:
            told.append(box)
    return told


def _is_clear(view: View, box: Box) -> bool:
    return sureness(letters_of(cut_out(view.picture, box))) > _CLEAR


def _around(view: View, box: Box) -> tuple[int, int, int, int]:
    """Return the rectangle around a line, with some of what stands beside it."""
    height, width = view.picture.shape[:2]
    margin = box.height / 4
    left, top = numpy.maximum(box.quad.min(axis=0) - margin, 0).astype(int).tolist()
    right, bottom = numpy.ceil(box.quad.max(axis=0) + margin).astype(int).tolist()
    return left, top, min(right, width), min(bottom, height)


def _region(view: View, lie: Lie, start: View) -> tuple[int, int, int, int]:
    """Return where in a view the lines of the first look stand, with a margin."""
    height, width = view.picture.shape[:2]
    there = View(view.picture, numpy.linalg.inv(view.back) @ start.back)
    corners = numpy.concatenate([there.origin(box.quad) for box in lie.boxes])
    margin = 0.12 * numpy.ptp(corners, axis=0) + 3 * _LETTER
    left, top = numpy.maximum(corners.min(axis=0) - margin, 0).astype(int).tolist()
    right, bottom = (
        numpy.minimum(corners.max(axis=0) + margin, (width, height)).astype(int).tolist()
    )
    return left, top, right, bottom


def _half_turn(box: Box, view: View) -> Box:
    height, width = view.picture.shape[:2]
    corner = numpy.array([width - 1, height - 1], numpy.float32)
    bend = None
    if box.bend is not None:
        bend = -box.bend * (-1.0) ** numpy.arange(len(box.bend))
    return Box(corner - numpy.roll(box.quad, 2, axis=0), box.score, bend)


def _blocks(order: list[list[int]]) -> Iterator[list[list[int]]]:
    if len(order) <= _FEW:
        yield order
        return
    third = _HEAD + max(len(order) // 3, 4)
    for start, end in ((0, _HEAD), (_HEAD, third), (third, len(order))):
        if order[start:end]:
            yield order[start:end]


def _read(view: View, box: Box) -> Line:
    letters = letters_of(cut_out(view.picture, box))
    quad = view.origin(box.quad)
    return Line(letters, quad, HEIGHT * min(sides(quad)))


def sides(quad: Points) -> tuple[float, float]:
    """Return the length and the height of a line's box."""
    return float(numpy.hypot(*(quad[1] - quad[0]))), float(numpy.hypot(*(quad[3] - quad[0])))
