"""The look of a picture: what is left of it once size, light, turn and crop no longer count.

- Each *view* (the whole without uniform borders; the sheet in it, laid flat) is shrunk to 384
  pixels, at which the letters of a page can no longer be read.
- From there: the signs of 255 coarse frequencies of the whole, and up to 800 *points* (448 of a
  page) with the frequencies of their neighbourhood, turned upright. A point is known again wherever
  it lies.
- Nothing else is kept: a view has some 15 to 26 KB, and no pixel.

Corners over a pyramid as in ORB (Rublee 2011), each described by the cosine transform of a patch
around it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy
from numpy.typing import NDArray

from zhamen.errors import ReadError
from zhamen.reading.pictures.lookscale import CENTRES, FREQUENCIES, SPREADS
from zhamen.reading.pictures.sheet import flattened, trimmed

Grey = NDArray[Any]
Floats = NDArray[numpy.floating[Any]]
VERSION = 1
SIDE = 384
"""Pixels of the longer side of a view."""
POINTS = 800
"""Of a scene: a third of it must bear enough to be known by."""
PAPER = 0.7
"""Share of one brightness from which a view is a page: pages are like each other."""
BITS = len(FREQUENCIES)
COARSE = 16
POINT = numpy.dtype(
    [("x", "<u2"), ("y", "<u2"), ("size", "u1"), ("turn", "u1"), ("weights", "i1", (BITS,))]
)
"""Place in 64ths of a pixel, size in 16ths of an octave, turn in 256ths of a circle."""
_VIEW = numpy.dtype(
    [
        ("side", "<u2"),
        ("width", "<u2"),
        ("height", "<u2"),
        ("points", "<u2"),
        ("ground", "u1"),
        ("whole", "u1", 32),
    ]
)
_MOST_VIEWS = 2
_PATCH, _REACH, _CELLS, _LOWEST = 16, 10.0, 8, 8
_LEVELS, _STEP = 8, 1.26
_OF_PAGE, _OF_SCENE = (448, 1600, 6), (POINTS, 3200, 4)
"""Points that are kept, points that are looked for, grey levels by which a corner stands out."""
_EDGE, _SOFT = 8, 0.8
_DIM = 8.0
"""Grey levels between dark and bright below which there is nothing to bring out."""
_LOOKED_AT, _CUT = 1024, 0.9
_NEAR = 14
"""Grey levels that count as one."""
_FINE, _TURNS = 64, 256
_OCTAVE = 16
_SPREAD = 32.0
"""Steps of a weight to one standard deviation."""


@dataclass(frozen=True, slots=True)
class View:
    """One view of a picture."""

    side: int
    """Longer side of what it was made from, in pixels, at most 1024."""
    width: int
    height: int
    """Pixels of the view itself."""
    ground: float
    """Share of it that has the commonest brightness, nearly: most of a page, little of a scene."""
    whole: NDArray[numpy.bool_]
    """Signs of the coarse frequencies, shape (16, 16); [0, 0] means nothing."""
    points: NDArray[Any]
    """Of type POINT."""


def features(picture: NDArray[numpy.uint8]) -> bytes:
    """Return the look of a picture, grey or of three colours, 8 bits; empty where it shows nothing.

    One or two views as `views` reads them, at most 53 KB.
    """
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) if picture.ndim == 3 else picture
    if min(grey.shape) < COARSE:
        return b""
    grey = _shrunk(grey, _LOOKED_AT)
    inner = trimmed(grey)
    sheet = flattened(grey, SIDE)
    seen = [inner]
    if sheet is not None:
        seen.append(sheet)
    elif inner.size < _CUT * grey.size:
        # What is registered without a desk around it stands against sheets with their margins.
        seen.append(grey)
    made = [_view(each) for each in seen if min(each.shape) >= COARSE and each.std() > 1]
    if not made:
        return b""
    return bytes((VERSION, len(made))) + b"".join(made)


def views(value: bytes) -> Iterator[View]:
    """Yield the views of a look. Raises ReadError("damaged") for anything else."""
    if not value:
        return
    if len(value) < 2 or value[0] != VERSION or not 1 <= value[1] <= _MOST_VIEWS:
        raise ReadError("damaged")
    at = 2
    for _ in range(value[1]):
        view, at = _parsed(value, at)
        yield view
    if at != len(value):
        raise ReadError("damaged")


def _parsed(value: bytes, at: int) -> tuple[View, int]:
    if len(value) < at + _VIEW.itemsize:
        raise ReadError("damaged")
    head = numpy.frombuffer(value, _VIEW, 1, at)[0]
    at += _VIEW.itemsize
    end = at + int(head["points"]) * POINT.itemsize
    width, height = int(head["width"]), int(head["height"])
    if len(value) < end or not 0 < max(width, height) <= SIDE or head["points"] > POINTS:
        raise ReadError("damaged")
    whole = numpy.unpackbits(head["whole"]).astype(numpy.bool_).reshape(COARSE, COARSE)
    points = numpy.frombuffer(value[at:end], POINT)
    ground = int(head["ground"]) / 255
    return View(int(head["side"]), width, height, ground, whole, points), end


def _view(grey: Grey) -> bytes:
    small = _shrunk(grey, SIDE, grow=True)
    lit = _lit(small)
    ground = _ground(lit)
    # A page is full of light as it is; what little is written on it must not be made more of.
    points = _points(small, _OF_PAGE) if ground >= PAPER else _points(lit, _OF_SCENE)
    head = numpy.zeros(1, _VIEW)
    head["side"], head["points"] = max(grey.shape), len(points)
    head["height"], head["width"] = small.shape
    head["ground"] = round(ground * 255)
    head["whole"] = numpy.packbits(_whole(small).ravel())
    return head.tobytes() + points.tobytes()


def _shrunk(grey: Grey, side: int, *, grow: bool = False) -> Grey:
    """Return the picture with a longer side of `side` pixels; only a view is made larger."""
    import cv2

    scale = side / max(grey.shape)
    if scale >= 1 and not grow:
        return grey
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small: Grey = cv2.resize(grey, size, interpolation=kind)
    return small


def _ground(small: Grey) -> float:
    counts = numpy.bincount(small.ravel(), minlength=256).astype(float)
    near = numpy.convolve(counts, numpy.ones(2 * _NEAR + 1), "same")
    return float(near.max() / small.size)


def _whole(small: Grey) -> NDArray[numpy.bool_]:
    """Return the signs of the coarse frequencies against their median."""
    import cv2

    square = cv2.resize(small, (2 * COARSE, 2 * COARSE), interpolation=cv2.INTER_AREA)
    coarse = cv2.dct(square.astype(numpy.float32))[:COARSE, :COARSE]
    signs: NDArray[numpy.bool_] = coarse > numpy.median(coarse)
    return signs


def _points(small: Grey, counts: tuple[int, int, int]) -> NDArray[Any]:
    """Return the points of a view, the strongest of every region first."""
    import cv2

    most, sought, least = counts
    # Grain, moiré and the edges of small letters are no corners.
    small = cv2.GaussianBlur(small, (0, 0), _SOFT)
    found = _detector(sought, least).detect(small, None)
    places = numpy.array([(*each.pt, each.size / 31, each.angle) for each in found])
    places = places.reshape(-1, 4)
    strengths = numpy.array([each.response for each in found])
    places = places[_spread_out(places, strengths, small.shape)[:most]]
    points = numpy.zeros(len(places), POINT)
    points["x"], points["y"] = (places[:, :2].T * _FINE).round()
    points["size"] = (numpy.log2(places[:, 2]) * _OCTAVE).round()
    points["turn"] = (places[:, 3] * _TURNS / 360).round() % _TURNS
    points["weights"] = _weights(_patches(small, places))
    return points


def _lit(small: Grey) -> Grey:
    """Return a view with its light spread from black to white: corners stand out by grey levels."""
    dark, bright = numpy.percentile(small, (1, 99))
    spread = (small - numpy.float32(dark)) * numpy.float32(255 / max(bright - dark, _DIM))
    return spread.clip(0, 255).astype(numpy.uint8)


@cache
def _detector(sought: int, least: int) -> Any:
    import cv2

    return cv2.ORB.create(
        nfeatures=sought, scaleFactor=_STEP, nlevels=_LEVELS, edgeThreshold=_EDGE,
        fastThreshold=least,
    )  # fmt: skip


def _spread_out(places: Floats, strengths: Floats, shape: tuple[int, ...]) -> NDArray[numpy.intp]:
    """Return the points by rank within their cell: every crop has its share of the first."""
    if not len(places):
        return numpy.zeros(0, numpy.intp)
    cells = (places[:, :2] * _CELLS / (shape[1], shape[0])).astype(int)
    cell = cells[:, 1] * _CELLS + cells[:, 0]
    order = numpy.lexsort((-strengths, cell))
    starts = numpy.flatnonzero(numpy.diff(cell[order], prepend=-1))
    counts = numpy.diff(starts, append=len(order))
    rank = numpy.empty(len(order), numpy.intp)
    rank[order] = numpy.arange(len(order)) - numpy.repeat(starts, counts)
    kept: NDArray[numpy.intp] = numpy.lexsort((-strengths, rank))
    return kept


def _patches(small: Grey, places: Floats) -> Floats:
    """Return the neighbourhood of each point, turned upright; shape (points, 16, 16)."""
    import cv2

    levels = numpy.log2(numpy.maximum(places[:, 2] * _REACH / (_PATCH / 2), 1)).astype(int)
    steps = numpy.linspace(-_REACH, _REACH, _PATCH)
    along, across = numpy.meshgrid(steps, steps)
    angle = numpy.deg2rad(places[:, 3])
    cos, sin = (f(angle) * places[:, 2] for f in (numpy.cos, numpy.sin))
    patches = numpy.empty((len(places), _PATCH, _PATCH), numpy.float32)
    for level in range(int(levels.max(initial=-1)) + 1):
        here = numpy.flatnonzero(levels == level)
        at = [each[here, None, None] / 2**level for each in (places[:, 0], places[:, 1], cos, sin)]
        x = at[0] + at[2] * along - at[3] * across
        y = at[1] + at[3] * along + at[2] * across
        x, y = (each.reshape(-1, _PATCH).astype(numpy.float32) for each in (x, y))
        if len(here):
            seen = cv2.remap(small, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            patches[here] = seen.reshape(-1, _PATCH, _PATCH)
        small = cv2.pyrDown(small)
    return patches


def _weights(patches: Floats) -> NDArray[numpy.int8]:
    """Return the chosen frequencies of each patch, in steps from their usual middle."""
    cosines, window = _transform()
    patches = (patches - (patches * window).sum((1, 2), keepdims=True)) * window
    lowest = cosines @ patches @ cosines.T
    values = lowest[:, *numpy.array(FREQUENCIES).T]
    values = values / (numpy.linalg.norm(lowest, axis=(1, 2))[:, None] + 1e-6)
    steps = (values - CENTRES) / SPREADS * _SPREAD
    weights: NDArray[numpy.int8] = steps.round().clip(-127, 127).astype(numpy.int8)
    return weights


@cache
def _transform() -> tuple[Floats, Floats]:
    """Return the cosines, frequency by place, and the window that fades out a patch's rim."""
    places = numpy.arange(_PATCH)
    lowest = numpy.arange(_LOWEST)
    cosines = numpy.cos(numpy.pi * numpy.outer(lowest, 2 * places + 1) / (2 * _PATCH))
    fade = numpy.exp(-((places - (_PATCH - 1) / 2) ** 2) / (2 * 6.0**2))
    window = numpy.outer(fade, fade)
    return cosines.astype(numpy.float32), (window / window.sum()).astype(numpy.float32)
