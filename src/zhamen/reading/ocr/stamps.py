"""Red stamps over black print: taken off the print, and read for themselves."""

from typing import NamedTuple

import cv2
import numpy
from numpy.typing import NDArray

from zhamen.reading.ocr.networks import Picture

_RED = 45
"""Levels by which red must stand above green and blue."""
_LEAST, _MOST = 0.01, 0.4
"""Share of its rectangle that a stamp inks."""
_COLOURS = 0.12
_LETTERS = 4.0
"""Letters that a stamp is wide at least; a single red letter is none."""


class Stamp(NamedTuple):
    """Where a stamp stands: left, top, right, bottom."""

    left: int
    top: int
    right: int
    bottom: int


def stamps(picture: Picture, letter: float) -> list[Stamp]:
    """Return the red rings and frames in a picture with letters of this height."""
    blue, green, red = (channel.astype(numpy.int16) for channel in cv2.split(picture))
    mask = (red - numpy.maximum(blue, green) > _RED).astype(numpy.uint8)
    if not mask.any():
        return []
    joined = cv2.dilate(mask, numpy.ones((5, 5), numpy.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for x, y, width, height, _ in stats[1:count].tolist():
        shaped = 0.5 <= width / height <= 2.5 and min(width, height) >= _LETTERS * letter * 0.6
        stamp = Stamp(x, y, x + width, y + height)
        if shaped and _is_ink_on_paper(picture, mask, stamp):
            found.append(stamp)
    return found


def _is_ink_on_paper(picture: Picture, mask: NDArray[numpy.uint8], stamp: Stamp) -> bool:
    """Tell whether there is some red, and hardly any colour besides."""
    left, top, right, bottom = stamp
    red = mask[top:bottom, left:right] > 0
    part = picture[top:bottom, left:right].astype(numpy.int16)
    other = (numpy.ptp(part, axis=2) > _RED) & ~red
    return _LEAST < float(red.mean()) < _MOST and float(other.mean()) < _COLOURS


def without(picture: Picture, found: list[Stamp]) -> Picture:
    """Return the picture with its stamps gone: red ink is as light as paper in red light."""
    if not found:
        return picture
    clean = picture.copy()
    for left, top, right, bottom in found:
        part = clean[top:bottom, left:right]
        part[:] = part[:, :, 2:3]
    return clean


def alone(picture: Picture, stamp: Stamp) -> Picture:
    """Return a stamp without the print under it: dark where it is red."""
    left, top, right, bottom = stamp
    part = picture[top:bottom, left:right].astype(numpy.int16)
    ink = part[:, :, 2] - part[:, :, :2].max(axis=2)
    grey = (255 - 2 * ink.clip(0, 127)).astype(numpy.uint8)
    return numpy.repeat(grey[:, :, None], 3, axis=2)
