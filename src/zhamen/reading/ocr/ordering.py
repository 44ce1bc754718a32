"""The order in which a page is read: column by column, row by row, from left to right."""

from collections.abc import Sequence

import numpy

from zhamen.reading.ocr.boxes import Box

_GAP = 1.2
"""Heights of white between two columns of prose."""
_PROSE = 6.0
"""Heights that the lines of a column are wide; narrower ones are cells, and read by rows."""
_FEWEST = 3


def columns(boxes: Sequence[Box]) -> list[list[int]]:
    """Return the numbers of the boxes of each column, columns in reading order."""
    if not boxes:
        return []
    return _split(boxes, list(range(len(boxes))), 0)


def _split(boxes: Sequence[Box], which: list[int], depth: int) -> list[list[int]]:
    """Cut at white that runs through: down the page between columns, else across it."""
    if depth > 6 or len(which) < 2 * _FEWEST:
        return [which]
    parts = _parted(boxes, which, 0)
    if parts and all(_is_prose(boxes, part) for part in parts):
        return [each for part in parts for each in _split(boxes, part, depth + 1)]
    parts = _parted(boxes, which, 1)
    if parts:
        halves = [each for part in parts for each in _split(boxes, part, depth + 1)]
        # A cut across is only worth it where some half has columns.
        return halves if len(halves) > len(parts) else [which]
    return [which]


def _parted(boxes: Sequence[Box], which: list[int], axis: int) -> list[list[int]]:
    """Return two parts with the widest white between them along an axis, or none."""
    height = float(numpy.median([boxes[i].height for i in which]))
    order = sorted(which, key=lambda i: float(boxes[i].quad[:, axis].min()))
    best, at, end = _GAP * height, 0, float("-inf")
    for number, index in enumerate(order):
        begin = float(boxes[index].quad[:, axis].min())
        if number and begin - end >= best:
            best, at = begin - end, number
        end = max(end, float(boxes[index].quad[:, axis].max()) - 0.3 * boxes[index].height)
    return [order[:at], order[at:]] if at else []


def _is_prose(boxes: Sequence[Box], which: list[int]) -> bool:
    wide = [boxes[i].width / boxes[i].height for i in which]
    return len(which) >= _FEWEST and float(numpy.median(wide)) >= _PROSE


def rows(boxes: Sequence[Box], which: Sequence[int]) -> list[list[int]]:
    """Return the boxes of a column as rows from the top, each from left to right."""
    found: list[list[int]] = []
    for index in sorted(which, key=lambda i: float(boxes[i].centre[1])):
        for row in reversed(found[-4:]):
            if _beside(boxes[index], [boxes[i] for i in row]):
                row.append(index)
                break
        else:
            found.append([index])
    for row in found:
        row.sort(key=lambda i: float(boxes[i].centre[0]))
    return found


def _beside(box: Box, row: Sequence[Box]) -> bool:
    """Tell whether a box stands on the same row as others, and not above or below them."""
    nearest = min(row, key=lambda other: abs(float(other.centre[0] - box.centre[0])))
    apart = abs(float(box.centre[0] - nearest.centre[0])) >= 0.8 * (box.width + nearest.width) / 2
    level = abs(float(box.centre[1] - nearest.centre[1])) < 0.5 * min(box.height, nearest.height)
    return apart and level


def straightened(boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes of a page that lies a little aslant as if it lay straight."""
    if not boxes:
        return []
    along = numpy.array([box.quad[1] - box.quad[0] for box in boxes if box.width > 2 * box.height])
    if not len(along):
        return list(boxes)
    # Long lines weigh more: each counts by its own length.
    cos, sin = along.sum(axis=0) / numpy.hypot(*along.sum(axis=0))
    back = numpy.array([[cos, -sin], [sin, cos]], numpy.float32)
    return [box._replace(quad=box.quad @ back) for box in boxes]


def on_its_side(box: Box) -> Box:
    """Return a line of vertical print as if its page lay on its left side: the right line first."""
    quad = numpy.stack((box.quad[:, 1], -box.quad[:, 0]), axis=1)
    return Box(numpy.roll(quad, -1, axis=0), box.score)
