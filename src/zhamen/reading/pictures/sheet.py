"""The sheet of paper in a photograph: uniform borders cut off, the page found and laid flat."""

from typing import Any

import numpy
from numpy.typing import NDArray

Grey = NDArray[Any]
_FLAT = 6.0
"""Grey levels by which a row of a uniform border varies at most."""
_LOOKED_AT = 480
_SMALLEST, _LARGEST = 0.12, 0.97
"""Share of the picture that a sheet covers."""
_LONGEST_SIDE = 3.2


def trimmed(grey: Grey) -> Grey:
    """Return a picture without uniform borders: the bars of a screenshot, a scan's margin."""
    import cv2

    scale = min(1.0, _LOOKED_AT / max(grey.shape))
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(numpy.float32)
    top, bottom = _inner(small.std(axis=1) > _FLAT)
    left, right = _inner(small[top:bottom].std(axis=0) > _FLAT)
    rows = (int(top / scale), int(numpy.ceil(bottom / scale)))
    columns = (int(left / scale), int(numpy.ceil(right / scale)))
    return grey[rows[0] : rows[1], columns[0] : columns[1]]


def _inner(busy: NDArray[numpy.bool_]) -> tuple[int, int]:
    """Return the span between the first and the last busy row; all where none is."""
    at = numpy.flatnonzero(busy)
    return (int(at[0]), int(at[-1]) + 1) if len(at) else (0, len(busy))


def flattened(grey: Grey, side: int) -> Grey | None:
    """Return the largest bright quadrilateral laid flat, None if there is no sheet.

    `side` is the shortest that its longer side is given.
    """
    import cv2

    scale = min(1.0, _LOOKED_AT / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    smooth = cv2.GaussianBlur(small, (0, 0), 2.0)
    _, bright = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    # Letters and drawings are holes in the sheet.
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, numpy.ones((9, 9), numpy.uint8))
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    hull = cv2.convexHull(max(outlines, key=cv2.contourArea))
    corners = _corners(hull)
    if corners is None:
        return None
    share = float(cv2.contourArea(corners)) / small.size
    if not _SMALLEST <= share <= _LARGEST or cv2.contourArea(hull) < 0.85 * share * small.size:
        return None
    return _laid_flat(grey, corners / scale, side)


def _corners(hull: NDArray[Any]) -> NDArray[numpy.float32] | None:
    """Return the four corners of an outline, None if it has not four."""
    import cv2

    around = cv2.arcLength(hull, True)
    for looseness in (0.02, 0.035, 0.05, 0.08):
        outline = cv2.approxPolyDP(hull, looseness * around, True)
        if len(outline) == 4:
            return outline.reshape(4, 2).astype(numpy.float32)
        if len(outline) < 4:
            return None
    return None


def _laid_flat(grey: Grey, corners: NDArray[numpy.float32], side: int) -> Grey | None:
    import cv2

    # The corner nearest to the origin first, then clockwise.
    centre = corners.mean(axis=0)
    angles = numpy.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0])
    corners = corners[angles.argsort()]
    corners = numpy.roll(corners, -int(corners.sum(axis=1).argmin()), axis=0)
    lengths = numpy.linalg.norm(corners - numpy.roll(corners, -1, axis=0), axis=1)
    width, height = max(lengths[0], lengths[2]), max(lengths[1], lengths[3])
    if not 1 / _LONGEST_SIDE < width / max(height, 1.0) < _LONGEST_SIDE:
        return None
    scale = max(side, min(2 * side, max(width, height))) / max(width, height)
    across, down = round(float(width * scale)), round(float(height * scale))
    goal = numpy.array([[0, 0], [across, 0], [across, down], [0, down]], numpy.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(numpy.float32), goal)
    laid: Grey = cv2.warpPerspective(grey, matrix, (across, down), flags=cv2.INTER_AREA)
    return laid
