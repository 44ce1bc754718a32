"""The cheap first look: does a picture hold any text, and how does it lie?"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.reading.ocr.boxes import Blob, Box, blobs, look
from zhamen.reading.ocr.networks import Picture

_LONG_SIDE, _SHORT_SIDE = 416, 224
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


def first_look(picture: Picture, *, closer: bool = True) -> Lie | None:
    """Return how the text lies, None where nothing in the picture looks like a line."""
    height, width = picture.shape[:2]
    scale = max(_LONG_SIDE / max(height, width), _SHORT_SIDE / min(height, width))
    found = list(blobs(look(picture, min(scale, 1.0))))
    lines = [blob.box for blob in found if _like_a_line(blob, min(height, width))]
    if lines:
        return _lie(lines)
    return _closer(picture, found) if found and closer and scale < 1 else None


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
    lie = first_look(picture[top:bottom, left:right], closer=False)
    if lie is None:
        return None
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
