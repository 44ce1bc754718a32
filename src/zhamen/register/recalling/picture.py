"""Pictures: pages and photographs are known again by their points, or by their coarse frequencies.

- A point's *word* holds the signs of its frequencies. A query also tries the words that differ in
  its least certain signs, and the mirrored picture.
- Points of one registered picture that agree on one turn, scale and shift are a match. They must
  spread over a good part of one of the two pictures: a letterhead or a logo alone is none.
- Where there are few points (a thumbnail, a blurred picture), the coarse frequencies of the whole,
  tried in all eight turns, still say that a person should look.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.errors import ReadError, RegisterError
from zhamen.model.trace import Trace, TraceKind
from zhamen.reading.pictures.looks import BITS, COARSE, PAPER, SIDE, View, views
from zhamen.reading.pictures.lookscale import FREQUENCIES
from zhamen.register.document import What
from zhamen.register.found import Band, Match
from zhamen.register.recall import Kept, Source

VERSION = 1
_SMALLEST_SIDE, _FEWEST_POINTS = 480, 40
"""A picture that is registered has at least so many pixels and points: no logo, no icon."""
_TRIED = 6
"""Least certain signs of a point that are tried either way."""
_CANDIDATES = 12
_MOST_PAIRS = 400
_LOOK, _SURE = ((8, 0.2), (10, 0.7)), ((14, 0.45), (30, 0.78))
"""Points that agree, and share of the cells bearing points in which some do: scene, page.

Another page of the same template reaches 62 points in 0.67 of the cells (benchmarks/looks.py).
"""
_ALIKE_WHOLE = (56, 8)
"""Signs of 255 that two pictures differ in at most: scene, page."""
_CELLS, _BEARING, _SOME = 6, 4, 1
_PROPOSERS = 96
_FEWEST_PAIRS = 5
_TURNS, _SIZES = 12, 3
_POINT = numpy.dtype([("word", "<u4"), ("x", "<u2"), ("y", "<u2"), ("size", "u1"), ("turn", "u1")])
_HEAD = numpy.dtype([("version", "u1"), ("paper", "u1"), ("width", "<u2"), ("height", "<u2"),
                     ("whole", "u1", 32)])  # fmt: skip
_POWERS = numpy.uint32(1) << numpy.arange(BITS, dtype=numpy.uint32)
_ODD = numpy.array([row % 2 == 1 for row, _ in FREQUENCIES])
"""Frequencies that change their sign when a patch is mirrored at its upright."""
Array = NDArray[Any]
Floats = NDArray[numpy.float64]


class Points(NamedTuple):
    """Points of a view in pixels, octaves and full turns; shapes (n,)."""

    x: Floats
    y: Floats
    size: Floats
    turn: Floats

    @classmethod
    def of(cls, rows: Array) -> "Points":
        """Return the points of rows as they are kept."""
        return cls(rows["x"] / 64.0, rows["y"] / 64.0, rows["size"] / 16.0, rows["turn"] / 256.0)

    def at(self, which: Array) -> "Points":
        """Return some of them."""
        return Points(*(each[which] for each in self))


class Agreement(NamedTuple):
    """How far two pictures agree."""

    points: int
    share: float
    """Of the cells of either picture that bear points, those in which some agree."""

    def reaches(self, points: int, share: float) -> bool:
        """Tell whether it is at least so much."""
        return self.points >= points and self.share >= share


_NONE = Agreement(0, 0.0)


class Ground:
    """Where in a picture its points are: which cells of its extent bear some."""

    def __init__(self, points: Points) -> None:
        corners = [numpy.percentile(each, (2, 98)) if len(each) else (0.0, 1.0)
                   for each in (points.x, points.y)]  # fmt: skip
        self._corners = corners
        self._bears = self._counts(points) >= _BEARING

    def _counts(self, points: Points) -> Array:
        cells = []
        for each, (low, high) in zip((points.x, points.y), self._corners, strict=True):
            cell = (each - low) * _CELLS / max(high - low, 1.0)
            cells.append(cell.astype(int).clip(0, _CELLS - 1))
        return numpy.bincount(cells[1] * _CELLS + cells[0], minlength=_CELLS**2)

    def share(self, agreeing: Points) -> float:
        """Return the share of the cells bearing points in which some agree."""
        some = (self._counts(agreeing) >= _SOME) & self._bears
        return float(some.sum() / max(self._bears.sum(), 1))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A view of a query, as it is or mirrored."""

    points: Points
    words: Array
    """Shape (points, 2 ** _TRIED)."""
    ground: Ground


class Picture:
    """Keeps signs of frequencies, never pixels."""

    name = "picture"
    kind = TraceKind.PICTURE
    what = What.PAGE

    def records(self, trace: Trace) -> Iterator[tuple[int, bytes]]:
        """Yield a record for each view with enough in it to be known by."""
        for view in views(trace.value):
            if view.side >= _SMALLEST_SIDE and len(view.points) >= _FEWEST_POINTS:
                yield VERSION, _record(view)

    def memory(self, source: Source) -> "Pictures":
        """Lay out all registered pictures."""
        return Pictures(source.records(str(self.what)))


def _record(view: View) -> bytes:
    head = numpy.zeros(1, _HEAD)
    head["version"], head["width"], head["height"] = VERSION, view.width, view.height
    head["paper"] = view.ground >= PAPER
    head["whole"] = numpy.packbits(view.whole.ravel())
    rows = numpy.zeros(len(view.points), _POINT)
    for name in ("x", "y", "size", "turn"):
        rows[name] = view.points[name]
    rows["word"] = _words(view.points["weights"])
    return head.tobytes() + rows.tobytes()


def _words(weights: Array) -> Array:
    words: Array = ((weights > 0) * _POWERS).sum(axis=1, dtype=numpy.uint32)
    return words


class Pictures:
    """All registered pictures, ordered by the words of their points."""

    def __init__(self, records: Iterable[Kept]) -> None:
        """Lay out records. Raises RegisterError for what is none."""
        every = [(document, *_opened(data)) for document, kind, data in records if kind == VERSION]
        self._documents = [document for document, _, _ in every]
        heads = numpy.array([head for _, head, _ in every], _HEAD)
        self._paper = heads["paper"].astype(int)
        self._wholes = numpy.ascontiguousarray(heads["whole"]).view(numpy.uint64)
        self._rows = [points for _, _, points in every]
        points = numpy.concatenate([numpy.zeros(0, _POINT), *self._rows])
        owners = numpy.repeat(numpy.arange(len(every)), [len(each) for each in self._rows])
        order = points["word"].argsort(kind="stable")
        self._points, self._owners = points[order], owners[order]
        self._words = numpy.ascontiguousarray(self._points["word"])

    def __len__(self) -> int:
        return len(self._documents)

    def recall(self, trace: Trace) -> list[Match]:
        """Return the registered pictures that a look shows, the surest first."""
        try:
            seen = list(views(trace.value))
        except ReadError as error:
            raise RegisterError("not the look of a picture") from error
        best: dict[int, Agreement] = {}
        if self._documents:
            for view in seen:
                for asked in _either_way(view):
                    for owner, agreed in self._agreeing(asked):
                        best[owner] = max(best.get(owner, _NONE), agreed)
                for owner in self._alike(view.whole):
                    best.setdefault(owner, _NONE)
        most = max((agreed.points for agreed in best.values()), default=0)
        # Pages of one letterhead are like each other; only the page itself is like it all over.
        best = {owner: each for owner, each in best.items() if 2 * each.points >= most}
        ordered = sorted(best, key=best.__getitem__, reverse=True)
        matches = [self._match(owner, best[owner]) for owner in ordered]
        # The views of a document's pages answer for it once.
        return list({match.document: match for match in reversed(matches)}.values())[::-1]

    def _match(self, owner: int, agreed: "Agreement") -> Match:
        sure = agreed.reaches(*_SURE[self._paper[owner]])
        band = Band.CERTAIN if sure else Band.LOOK
        return Match(self._documents[owner], What.PAGE, band, 0, (), hits=agreed.points)

    def _agreeing(self, asked: _Asked) -> Iterator[tuple[int, "Agreement"]]:
        """Yield (registered picture, points that agree) for those with enough of them."""
        known, own = self._pairs(asked)
        for owner in self._candidates(known, own, asked.points):
            mine = numpy.flatnonzero(self._owners[known] == owner)[:_MOST_PAIRS]
            there, here = Points.of(self._points[known[mine]]), asked.points.at(own[mine])
            agreed = _agreement(there, here, Ground(Points.of(self._rows[owner])), asked.ground)
            if agreed.reaches(*_LOOK[self._paper[owner]]):
                yield owner, agreed

    def _pairs(self, asked: _Asked) -> tuple[Array, Array]:
        """Return the registered point and the query's point of every word they share."""
        tried = asked.words.ravel()
        order = tried.argsort()
        begins = numpy.empty(len(tried), numpy.intp)
        counts = numpy.empty(len(tried), numpy.intp)
        begins[order] = self._words.searchsorted(tried[order])
        counts[order] = self._words.searchsorted(tried[order], "right") - begins[order]
        hit = numpy.flatnonzero(counts)
        begins, counts = begins[hit], counts[hit]
        within = numpy.arange(counts.sum()) - numpy.repeat(counts.cumsum() - counts, counts)
        own = numpy.repeat(hit // max(asked.words.shape[1], 1), counts)
        return numpy.repeat(begins, counts) + within, own

    def _candidates(self, known: Array, own: Array, points: Points) -> list[int]:
        """Return the pictures of which most pairs agree on a turn and a scale, roughly."""
        rows = self._points[known]
        turn = (points.turn[own] - rows["turn"] / 256.0) % 1.0
        size = points.size[own] - rows["size"] / 16.0
        bins = (turn * _TURNS).astype(int) * _SIZES * 4 + ((size + 6) / 12 * _SIZES * 4).astype(int)
        keys = self._owners[known] * (_TURNS * _SIZES * 4) + bins
        kinds, votes = numpy.unique(keys, return_counts=True)
        kinds, votes = kinds[votes >= _FEWEST_PAIRS], votes[votes >= _FEWEST_PAIRS]
        ranked = kinds[(-votes).argsort(kind="stable")][: 4 * _CANDIDATES]
        owners = dict.fromkeys((ranked // (_TURNS * _SIZES * 4)).tolist())
        return list(owners)[:_CANDIDATES]

    def _alike(self, whole: NDArray[numpy.bool_]) -> Iterator[int]:
        """Yield the pictures whose coarse frequencies are nearly those of a view."""
        most = numpy.array(_ALIKE_WHOLE)[self._paper]
        for turned in _turned(whole):
            asked = numpy.packbits(turned.ravel()).view(numpy.uint64)
            wrong = numpy.bitwise_count(self._wholes ^ asked).sum(axis=1)
            yield from numpy.flatnonzero(wrong <= most).tolist()


def _opened(data: bytes) -> tuple[Array, Array]:
    """Return head and points of a record."""
    size = _HEAD.itemsize
    if len(data) < size or (len(data) - size) % _POINT.itemsize or data[0] != VERSION:
        raise RegisterError("登记的图片指纹看不懂 / a registered look is not understood")
    return numpy.frombuffer(data, _HEAD, 1)[0], numpy.frombuffer(data, _POINT, -1, size)


def _either_way(view: View) -> Iterator[_Asked]:
    """Yield a view, and the same mirrored."""
    rows, points = view.points, Points.of(view.points)
    yield _Asked(points, _tried(rows["weights"]), Ground(points))
    mirrored = Points(view.width - 1 - points.x, points.y, points.size, (0.5 - points.turn) % 1.0)
    weights = numpy.where(_ODD, -rows["weights"], rows["weights"])
    yield _Asked(mirrored, _tried(weights), Ground(mirrored))


def _tried(weights: Array) -> Array:
    """Return for each point its word, and those with its least certain signs turned."""
    weakest = numpy.abs(weights.astype(numpy.int16)).argsort(axis=1, kind="stable")[:, :_TRIED]
    tried = _words(weights)[:, None]
    for flip in _POWERS[weakest].T:
        tried = numpy.concatenate((tried, tried ^ flip[:, None]), axis=1)
    return tried


def _agreement(there: Points, here: Points, registered: Ground, asked: Ground) -> Agreement:
    """Return the points that lie where the best of all pairs says that they should."""
    turn = 2 * numpy.pi * (here.turn - there.turn)
    size = here.size - there.size
    scale = numpy.exp2(size)
    cos, sin = scale * numpy.cos(turn), scale * numpy.sin(turn)
    # Row: the pair that proposes; column: the pair that is asked.
    who = numpy.unique(numpy.linspace(0, len(turn) - 1, _PROPOSERS).astype(int))
    x, y = (each[None] - each[who, None] for each in (there.x, there.y))
    right = cos[who, None] * x - sin[who, None] * y + here.x[who, None]
    down = sin[who, None] * x + cos[who, None] * y + here.y[who, None]
    wrong = numpy.hypot(right - here.x, down - here.y)
    far = numpy.hypot(here.x - here.x[who, None], here.y - here.y[who, None])
    bent = numpy.abs((turn - turn[who, None] + numpy.pi) % (2 * numpy.pi) - numpy.pi)
    agree = (wrong < 4 + 0.08 * far) & (bent < 0.35)
    agree &= numpy.abs(size - size[who, None]) < 0.5
    mine = agree[agree.sum(axis=1).argmax()]
    count = min(_distinct(there, mine), _distinct(here, mine))
    share = max(registered.share(there.at(mine)), asked.share(here.at(mine)))
    return Agreement(count, share)


def _distinct(points: Points, mine: NDArray[numpy.bool_]) -> int:
    """Return how many places there are: neighbours on one edge count once."""
    return len(numpy.unique((points.y[mine] // 8) * SIDE + points.x[mine] // 8))


def _turned(whole: NDArray[numpy.bool_]) -> Iterator[NDArray[numpy.bool_]]:
    """Yield the signs of the picture in all eight turns and mirrorings."""
    odd = numpy.arange(COARSE) % 2 == 1
    for start in (whole, whole.T):
        for down in (False, True):
            for across in (False, True):
                turned = start ^ (odd[:, None] & down) ^ (odd[None] & across)
                turned[0, 0] = whole[0, 0]
                yield turned


RECALLER = Picture()
