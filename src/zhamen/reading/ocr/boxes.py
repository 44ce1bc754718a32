"""Where lines of text stand: the detector's map made into boxes, without polygon libraries."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy
from numpy.typing import NDArray

from zhamen.reading.ocr.networks import Floats, Picture, network

_STRIDE = 32
_INK = 0.3
"""Share of certainty from which a place of the map belongs to a line."""
_SURE = 0.5
_GROWTH = 1.6
"""The map shows lines thinner than they are: by area × 1.6 ÷ perimeter on each side."""
_MOST = 2000
_BAND, _LAP = 640, 64
"""Longer maps are made in bands that lap over each other, so that memory has a bound."""

Points = NDArray[numpy.float32]
"""n × 2: x, y."""
Bend = NDArray[numpy.float64]


class Box(NamedTuple):
    """One line: its corners from the top left with the sun, and how sure the detector is."""

    quad: Points
    score: float
    bend: Bend | None = None
    """How far a bent line leaves its middle, in heights: a polynomial over -1…1 along it."""

    @property
    def width(self) -> float:
        """Return the length along the line."""
        return float(numpy.hypot(*(self.quad[1] - self.quad[0])))

    @property
    def height(self) -> float:
        """Return the height of the line."""
        return float(numpy.hypot(*(self.quad[3] - self.quad[0])))

    @property
    def centre(self) -> Points:
        """Return the middle."""
        middle: Points = self.quad.mean(axis=0)
        return middle

    @property
    def degrees(self) -> float:
        """Return the direction of the longer side, above -45 and up to 135."""
        along = self.quad[1] - self.quad[0]
        if self.height > self.width:
            along = self.quad[3] - self.quad[0]
        return math.degrees(math.atan2(float(along[1]), float(along[0])))


class Map(NamedTuple):
    """What the detector sees of a picture: how sure it is, place by place."""

    sure: Floats
    scale: float
    """Size of the map over size of the picture."""


def look(picture: Picture, scale: float) -> Map:
    """Return the detector's map of a picture that is first made smaller."""
    height, width = picture.shape[:2]
    if scale < 1:
        size = max(round(width * scale), 1), max(round(height * scale), 1)
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        picture = numpy.asarray(small, numpy.uint8)
    high, wide = picture.shape[:2]
    sure = numpy.empty((high, wide), numpy.float32)
    for top, bottom, above, below in _bands(high):
        for left, right, before, behind in _bands(wide):
            seen = _seen(picture[top:bottom, left:right])
            sure[above:below, before:behind] = seen[
                above - top : below - top, before - left : behind - left
            ]
    return Map(sure, min(scale, 1.0))


def _bands(length: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield (begin, end) of each band and (first, last) of what is kept of it."""
    if length <= _BAND * 4 // 3:
        yield 0, length, 0, length
        return
    for first in range(0, length, _BAND):
        last = min(first + _BAND, length)
        yield max(first - _LAP, 0), min(last + _LAP, length), first, last


def _seen(picture: Picture) -> Floats:
    high, wide = picture.shape[:2]
    # Never stretched to the network's stride: the edge is carried on instead.
    padded = cv2.copyMakeBorder(
        picture, 0, -high % _STRIDE, 0, -wide % _STRIDE, cv2.BORDER_REPLICATE
    )
    sure: Floats = network("lines")(numpy.asarray(padded, numpy.uint8))[0][:high, :wide]
    return sure


def warm() -> None:
    """Make the largest map there can be, so that its memory is there before limits are set."""
    # One process, one thread; others would each set aside address space of their own.
    cv2.setNumThreads(1)
    # The library below this sets aside a quarter of a gigabyte when it is first called.
    numpy.polynomial.polynomial.polyfit(numpy.arange(9), numpy.arange(9), 2)
    side = _BAND * 4 // 3
    look(numpy.zeros((side, side, 3), numpy.uint8), 1.0)


class Blob(NamedTuple):
    """One spot of the map, before it is grown to the size of its line."""

    box: Box
    fill: float
    """Share of its rectangle that the spot covers: bent lines do not fill theirs."""
    thick: float
    """The shorter side before growing, in pixels of the picture."""
    long: float
    """The longer side before growing."""


def blobs(seen: Map) -> Iterator[Blob]:
    """Yield the spots of a map, their boxes grown to lines, in coordinates of the picture."""
    mask = (seen.sure > _INK).astype(numpy.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for outline in contours[:_MOST]:
        contour = numpy.asarray(outline, numpy.int32)
        (x, y), (width, height), turn = cv2.minAreaRect(contour)
        if min(width, height) < 2:
            continue
        inside = _filled(contour)
        score = _score(seen.sure, contour, inside)
        if score < _SURE:
            continue
        area = float(numpy.count_nonzero(inside))
        growth = 2 * width * height * _GROWTH / (2 * (width + height))
        grown = (x + 0.5, y + 0.5), (width + growth, height + growth), turn
        quad = _ordered(cv2.boxPoints(grown).astype(numpy.float32))
        box = Box(quad / numpy.float32(seen.scale), score)
        fill = area / ((width + 1) * (height + 1))
        thick, long = sorted((width / seen.scale, height / seen.scale))
        yield Blob(_bent(box, contour, inside, area, seen.scale), fill, thick, long)


def boxes(seen: Map) -> list[Box]:
    """Return the lines in a map, in coordinates of the picture."""
    return [blob.box for blob in blobs(seen)]


def _filled(contour: NDArray[numpy.int32]) -> NDArray[numpy.uint8]:
    x, y, width, height = cv2.boundingRect(contour)
    mask = numpy.zeros((height, width), numpy.uint8)
    cv2.fillPoly(mask, [contour - numpy.array([[x, y]], numpy.int32)], (1,))
    return mask


def _score(sure: Floats, contour: NDArray[numpy.int32], inside: NDArray[numpy.uint8]) -> float:
    """Return the mean certainty within the outline; a rectangle would drop bent lines."""
    x, y, width, height = cv2.boundingRect(contour)
    return float(cv2.mean(sure[y : y + height, x : x + width], inside)[0])


def _ordered(corners: Points) -> Points:
    """Return the corners so that the first edge is the one that runs most nearly to the right."""
    edges = numpy.roll(corners, -1, axis=0) - corners
    lengths = numpy.hypot(edges[:, 0], edges[:, 1])
    rightward = edges[:, 0] / numpy.maximum(lengths, 1e-6)
    return numpy.roll(corners, -int(rightward.argmax()), axis=0)


_BENT = 0.18
"""Heights by which a line must leave its middle to be cut out along it."""


def _bent(
    box: Box, contour: NDArray[numpy.int32], inside: NDArray[numpy.uint8], area: float, scale: float
) -> Box:
    """Return the box of a bent line, lower than its rectangle and with its bend."""
    length = box.width * scale
    if length < 6 * box.height * scale * 0.5 or area < 40:
        return box
    x, y, _, _ = cv2.boundingRect(contour)
    rows, columns = numpy.nonzero(inside)
    points = numpy.stack((columns + x + 0.5, rows + y + 0.5), axis=1) / scale - box.centre
    right = (box.quad[1] - box.quad[0]) / box.width
    along, across = points @ right, points @ numpy.array([-right[1], right[0]])
    half = box.width / 2
    bend = numpy.polynomial.polynomial.polyfit(along / half, across, 4 if length > 200 else 2)
    rest = across - numpy.polynomial.polynomial.polyval(along / half, bend)
    thick = float(rest.std()) * math.sqrt(12)
    height = thick + _GROWTH * thick * box.width / (thick + box.width)
    steps = numpy.linspace(-0.9, 0.9, 13)
    middle = numpy.polynomial.polynomial.polyval(steps, bend)
    if numpy.ptp(middle) < _BENT * height or height >= box.height * 0.97:
        return box
    down = numpy.array([-right[1], right[0]]) * height / 2
    ends = box.centre - right * half, box.centre + right * half
    quad = numpy.array([ends[0] - down, ends[1] - down, ends[1] + down, ends[0] + down])
    return Box(quad.astype(numpy.float32), box.score, bend / height)
