"""Lines cut out: straight ones pixel by pixel, slanted and bent ones resampled once."""

import cv2
import numpy

from zhamen.reading.ocr.boxes import Bend, Box, Points
from zhamen.reading.ocr.networks import Picture

_LEVEL = 0.12
"""A line that drifts by less of its height is cut along the pixels: sharper than any resampling."""


def cut_out(picture: Picture, box: Box) -> Picture:
    """Return the picture of one line, level and upright."""
    if box.bend is not None:
        return _along(picture, box, box.bend)
    drift = max(abs(box.quad[1][1] - box.quad[0][1]), abs(box.quad[3][0] - box.quad[0][0]))
    if drift <= _LEVEL * box.height:
        return _straight(picture, box)
    size = max(round(box.width), 2), max(round(box.height), 2)
    corners = numpy.array([[0, 0], [size[0], 0], [size[0], size[1]]], numpy.float32)
    there = cv2.getAffineTransform(box.quad[:3], corners)
    line = cv2.warpAffine(
        picture, there, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return numpy.asarray(line, numpy.uint8)


def _straight(picture: Picture, box: Box) -> Picture:
    height, width = picture.shape[:2]
    left, top = numpy.floor(box.quad.min(axis=0)).astype(int)
    right, bottom = numpy.ceil(box.quad.max(axis=0)).astype(int)
    left, top = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
    return picture[top : max(min(bottom, height), top + 1), left : max(min(right, width), left + 1)]


def _along(picture: Picture, box: Box, bend: Bend) -> Picture:
    """Return a bent line, sampled along its middle."""
    size = max(round(box.width), 2), max(round(box.height), 2)
    right = (box.quad[1] - box.quad[0]) / box.width
    down = numpy.array([-right[1], right[0]], numpy.float32)
    t = numpy.linspace(-1, 1, size[0])
    offset = numpy.polynomial.polynomial.polyval(t, bend) * box.height
    across = offset[None, :] + numpy.linspace(-0.5, 0.5, size[1])[:, None] * box.height
    along = numpy.broadcast_to(t * box.width / 2, across.shape)
    x, y = (box.centre[i] + along * right[i] + across * down[i] for i in (0, 1))
    line = cv2.remap(
        picture, x.astype(numpy.float32), y.astype(numpy.float32), cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return numpy.asarray(line, numpy.uint8)


def pieces_of(line: Picture, ratio: float = 4.0, most: int = 2) -> list[Picture]:
    """Return pieces of a line of the shape that the network for uprightness was taught."""
    height, width = line.shape[:2]
    wide = int(height * ratio)
    if width <= wide * 1.5:
        return [line]
    starts = numpy.linspace(0, width - wide, most + 2).astype(int)[1:-1]
    return [line[:, start : start + wide] for start in starts]


def letter_quad(box: Box, at: float, share: float) -> Points:
    """Return the corners of a letter at a place along the line that takes a share of it."""
    first, last = max(at - share / 2, 0.0), min(at + share / 2, 1.0)
    top, bottom = box.quad[1] - box.quad[0], box.quad[2] - box.quad[3]
    return numpy.array(
        [box.quad[0] + top * first, box.quad[0] + top * last,
         box.quad[3] + bottom * last, box.quad[3] + bottom * first], numpy.float32,
    )  # fmt: skip
