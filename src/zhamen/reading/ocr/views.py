"""A picture turned, cut or made smaller, with the way back to the original's coordinates."""

import math
from typing import NamedTuple

import cv2
import numpy
from numpy.typing import NDArray

from zhamen.reading.ocr.boxes import Points
from zhamen.reading.ocr.networks import Picture

Matrix = NDArray[numpy.float64]
"""3 × 3, on columns (x, y, 1)."""
_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
_ENOUGH_TO_TURN = 6.0
"""Degrees; below it lines are cut out slanted, which resamples them once and not twice."""


class View(NamedTuple):
    """A picture as it is looked at, and where each of its points lies in the original."""

    picture: Picture
    back: Matrix

    def origin(self, points: Points) -> Points:
        """Return where points of this view lie in the original picture."""
        there = cv2.perspectiveTransform(points[None].astype(numpy.float64), self.back)
        return numpy.asarray(there[0], numpy.float32)


def whole(picture: Picture) -> View:
    """Return a picture as it is; a tiny one with a margin, so that no letter touches the edge."""
    margin = 24 if min(picture.shape[:2]) < 96 else 0
    padded = numpy.pad(picture, ((margin, margin), (margin, margin), (0, 0)), "edge")
    return View(numpy.asarray(padded, numpy.uint8), _shift(-margin, -margin))


def level(view: View, degrees: float, scale: float) -> View:
    """Return the view with lines of `degrees` made level, letters made smaller by `scale`.

    By whole right angles first, which costs no sharpness; by the rest only where it matters.
    """
    right = round(degrees / 90) * 90
    view = turned(view, -right % 360)
    rest = degrees - right
    if abs(rest) > _ENOUGH_TO_TURN:
        return _rotated(view, rest, scale)
    return smaller(view, scale)


def turned(view: View, clockwise: int) -> View:
    """Return the view turned by 0, 90, 180 or 270 degrees."""
    if clockwise == 0:
        return view
    height, width = view.picture.shape[:2]
    picture = numpy.asarray(cv2.rotate(view.picture, _TURNS[clockwise]), numpy.uint8)
    ways = {
        90: ((0, 1, 0), (-1, 0, height - 1), (0, 0, 1)),
        180: ((-1, 0, width - 1), (0, -1, height - 1), (0, 0, 1)),
        270: ((0, -1, width - 1), (1, 0, 0), (0, 0, 1)),
    }
    return View(picture, view.back @ numpy.array(ways[clockwise], numpy.float64))


def smaller(view: View, scale: float) -> View:
    """Return the view made smaller by area, which also takes the grid of a screen away."""
    if scale >= 0.95:
        return view
    height, width = view.picture.shape[:2]
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    picture = cv2.resize(view.picture, size, interpolation=cv2.INTER_AREA)
    back = numpy.diag([width / size[0], height / size[1], 1.0])
    return View(numpy.asarray(picture, numpy.uint8), view.back @ back)


def cut(view: View, left: int, top: int, right: int, bottom: int) -> View:
    """Return a part of the view."""
    return View(view.picture[top:bottom, left:right], view.back @ _shift(left, top))


def _rotated(view: View, degrees: float, scale: float) -> View:
    if scale < 0.7:
        # Sampling at a slant skips pixels; the larger part of the way is made by area.
        view, scale = smaller(view, scale), 1.0
    height, width = view.picture.shape[:2]
    turn = math.radians(degrees)
    cos, sin = math.cos(turn) * scale, math.sin(turn) * scale
    wide = round(abs(width * cos) + abs(height * sin))
    high = round(abs(width * sin) + abs(height * cos))
    there = numpy.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]])
    middle = there @ (width / 2, height / 2, 1)
    there[:2, 2] = wide / 2 - middle[0], high / 2 - middle[1]
    picture = cv2.warpAffine(
        view.picture,
        there[:2],
        (wide, high),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return View(numpy.asarray(picture, numpy.uint8), view.back @ numpy.linalg.inv(there))


def _shift(x: float, y: float) -> Matrix:
    return numpy.array([[1, 0, x], [0, 1, y], [0, 0, 1]], numpy.float64)
