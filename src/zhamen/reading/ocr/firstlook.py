"""The cheap first look: does a picture hold any text, and how does it lie?"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy
from numpy.typing import NDArray

from zhamen.reading.ocr.boxes import Blob, Box, blobs, look
from zhamen.reading.ocr.networks import Picture

_LONG_SIDE, _SHORT_SIDE = 416, 224
_CLOSER = 736
"""Longer side at which a page is looked at on which nothing was seen: its print may be small."""
_LIGHT, _COLOUR, _MOSTLY = 150, 40, 0.6
_SPECK = 0.12
"""Share of the picture below which blobs that are no lines may be a page far away."""


class Lie(NamedTuple):
    """How the text of a picture lies."""

    degrees: float
    """Direction of its lines, above -45 and up to 135."""
    letter: float
    """Height of its smaller letters, in pixels."""
    boxes: tuple[Box, ...]
    """The lines that were seen."""

    def enlarged(self, scale: float) -> "Lie":
        """Return how the text lies in the same picture at another size."""
        boxes = (box._replace(quad=box.quad * numpy.float32(scale)) for box in self.boxes)
        return Lie(self.degrees, self.letter * scale, tuple(boxes))


def first_look(picture: Picture) -> Lie | None:
    """Return how the text lies, None where nothing in the picture looks like a line."""
    lines, found, scale = _seen(picture, _LONG_SIDE)
    if lines or scale == 1:
        return _lie(lines) if lines else None
    if is_paper(picture):
        lines, _, _ = _seen(picture, _CLOSER)
        return _lie(lines) if lines else None
    return _closer(picture, found) if found else None


def _seen(picture: Picture, side: int) -> tuple[list[Box], list[Blob], float]:
    """Return what looks like lines, all that was seen, and the scale of the look."""
    height, width = picture.shape[:2]
    scale = min(max(side / max(height, width), _SHORT_SIDE / min(height, width)), 1.0)
    found = list(blobs(look(picture, scale)))
    lines = [blob.box for blob in found if _like_a_line(blob, min(height, width))]
    return lines, found, scale


def is_paper(picture: Picture) -> bool:
    """Tell whether a picture is mostly light and without colour, as a page is."""
    small = numpy.asarray(cv2.resize(picture, (96, 96), interpolation=cv2.INTER_AREA), numpy.int16)
    light, dark = small.max(axis=2), small.min(axis=2)
    return float(((light > _LIGHT) & (light - dark < _COLOUR)).mean()) > _MOSTLY


def _like_a_line(blob: Blob, short: int) -> bool:
    slim = blob.thick <= 0.12 * short or blob.box.score > 0.85
    return blob.long >= 2.5 * blob.thick and blob.fill >= 0.45 and slim


def _closer(picture: Picture, found: Sequence[Blob]) -> Lie | None:
    """Look again where something small was seen: a page far away is a speck at first."""
    height, width = picture.shape[:2]
    corners = numpy.concatenate([blob.box.quad for blob in found])
    margin = 0.5 * numpy.ptp(corners, axis=0)
    left, top = numpy.maximum(corners.min(axis=0) - margin, 0).astype(int)
    right, bottom = numpy.minimum(corners.max(axis=0) + margin, (width, height)).astype(int)
    if (right - left) * (bottom - top) > _SPECK * width * height:
        return None
    lines, _, _ = _seen(picture[top:bottom, left:right], _LONG_SIDE)
    if not lines:
        return None
    lie = _lie(lines)
    moved = tuple(
        box._replace(quad=box.quad + numpy.array((left, top), numpy.float32)) for box in lie.boxes
    )
    return lie._replace(boxes=moved)


def _lie(found: Sequence[Box]) -> Lie:
    """Return the direction and letter height that most of the text's length has."""
    lengths = numpy.array([max(box.width, box.height) for box in found])
    angles = numpy.radians([box.degrees for box in found])
    mean = numpy.angle((lengths * numpy.exp(2j * angles)).sum()) / 2
    off = numpy.angle(numpy.exp(2j * (angles - mean))) / 2
    degrees = math.degrees(mean + _weighted(off, lengths, 0.5))
    heights = numpy.array([min(box.width, box.height) for box in found])
    letter = 0.85 * _weighted(heights, lengths, 0.3)
    return Lie((degrees + 45) % 180 - 45, letter, tuple(found))


def _weighted(
    values: NDArray[numpy.floating], weights: NDArray[numpy.floating], share: float
) -> float:
    order = numpy.argsort(values)
    passed = numpy.cumsum(weights[order])
    return float(values[order][numpy.searchsorted(passed, share * passed[-1])])
