"""Red stamps over black print: taken off the print, and read for themselves."""

from typing import NamedTuple

import cv2
import numpy

from zhamen.reading.ocr.networks import Picture

_RED = 45
"""Levels by which red must stand above green and blue."""
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
        square = 0.5 <= width / height <= 2.5
        if square and min(width, height) >= _LETTERS * letter * 0.6 <= max(width, height) / 1.5:
            inside = mask[y : y + height, x : x + width]
            if 0.01 < float(inside.mean()) < 0.4:
                found.append(Stamp(x, y, x + width, y + height))
    return found


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
