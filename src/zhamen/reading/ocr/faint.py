"""Watermarks: the light grey layer behind the print, taken alone and read at its own angle."""

from collections.abc import Iterator

import cv2
import numpy
from numpy.typing import NDArray

from zhamen.reading.ocr.boxes import boxes, look
from zhamen.reading.ocr.cutting import cut_out
from zhamen.reading.ocr.firstlook import first_look
from zhamen.reading.ocr.networks import Floats, Picture
from zhamen.reading.ocr.page import HEIGHT, Line, sides
from zhamen.reading.ocr.upright import letters_of, upside_down
from zhamen.reading.ocr.views import level, whole

_SIDE, _GLIMPSE = 1280, 480
_PRINT = 0.62
"""Share of the paper's light below which it is print, and taken out with its edges."""
_NOISE, _DEPTH = 0.015, 0.12
_SOME, _MUCH = 0.01, 0.35
"""Share of a page that a watermark covers: less is dust, more is a picture."""
_REACH, _CARRIED = 2.0, 1.3
"""How far strokes are carried on under print, in pixels, and how much they are strengthened."""
_LETTER_OF_MAP = 15.0
_ENOUGH = 10
_SURE, _SHORTEST = 0.85, 2


def has_faint(picture: Picture) -> bool:
    """Tell whether something light grey may stand on a page behind its print. Some milliseconds."""
    grey = _grey(picture, _GLIMPSE)
    return _SOME < _faint_share(grey) < _MUCH


def faint_lines(picture: Picture) -> Iterator[Line]:
    """Yield what the faint layer says, each text once; a watermark repeats itself."""
    grey = _grey(picture, _SIDE)
    layer = (255 * (1 - _faint_ink(grey))).astype(numpy.uint8)
    shrunk = picture.shape[0] / layer.shape[0]
    start = whole(numpy.repeat(layer[:, :, None], 3, axis=2))
    lie = first_look(start.picture)
    if lie is None:
        return
    view = level(start, lie.degrees, min(1.0, 32 / lie.letter))
    found = boxes(look(view.picture, min(1.0, _LETTER_OF_MAP / min(lie.letter, 32))))
    turn = upside_down(view.picture, found)
    told: set[str] = set()
    for box in sorted(found, key=lambda box: -box.width)[: 2 * _ENOUGH]:
        line = cut_out(view.picture, box)
        letters = letters_of(line[::-1, ::-1] if turn else line)
        quad = view.origin(box.quad) * numpy.float32(shrunk)
        read = Line(letters, quad, HEIGHT * min(sides(quad)))
        if read.sure > _SURE and len(read.text) >= _SHORTEST and read.text not in told:
            told.add(read.text)
            yield read


def _grey(picture: Picture, side: int) -> Floats:
    """Return the light of a picture over that of its paper, the longer side made `side`."""
    scale = min(1.0, side / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    quarter = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(quarter, numpy.ones((9, 9), numpy.uint8)), 21)
    paper = cv2.GaussianBlur(paper, (0, 0), 9)
    even = cv2.resize(paper, (grey.shape[1], grey.shape[0])).astype(numpy.float32)
    return numpy.asarray(grey / numpy.maximum(even, 1), numpy.float32)


def _faint_share(light: Floats) -> float:
    """Return the share of a page that is light grey and no edge of print."""
    faint = numpy.where(_print(light, 5), 1, light).astype(numpy.float32)
    ink = 1 - cv2.medianBlur(faint, 3) - _NOISE
    return float((ink > 0.25 * _DEPTH).mean())


def _faint_ink(light: Floats) -> Floats:
    """Return from 0 to 1 how much of a watermark's ink there is, carried on under the print."""
    covered = _print(light, 3)
    faint = numpy.where(covered, 1, light).astype(numpy.float32)
    ink = 1 - numpy.asarray(cv2.medianBlur(faint, 3), numpy.float32)
    bare = (~covered).astype(numpy.float32)
    near = cv2.GaussianBlur(ink * bare, (0, 0), _REACH) / numpy.maximum(
        cv2.GaussianBlur(bare, (0, 0), _REACH), 1e-3
    )
    whole_ink = numpy.where(covered, _CARRIED * near, ink)
    return numpy.asarray(numpy.clip((whole_ink - _NOISE) / _DEPTH, 0, 1), numpy.float32)


def _print(light: Floats, width: int) -> NDArray[numpy.bool_]:
    edges = cv2.dilate(
        (light < _PRINT).astype(numpy.uint8), numpy.ones((width, width), numpy.uint8)
    )
    return numpy.asarray(edges, numpy.bool_)
