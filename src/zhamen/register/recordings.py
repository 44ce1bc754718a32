"""Recordings: a registered one is known again from eight seconds, however they were sent on.

What is kept of a recording is one word of 32 bits a hop: whether the difference between two
neighbouring bands rose or fell within a quarter of a second (Haitsma and Kalker). No codec, room or
loudness changes many of them. A query is looked up by halves of its words; distances at which many
agree are compared bit by bit, and the share of wrong bits decides.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.reading.recordings.sounds import BANDS, HIGHEST, HOPS_A_SECOND, LOWEST, Levels, octaves
from zhamen.register.document import Document, What
from zhamen.register.found import Band, Match

LAG = 8
"""Hops over which a difference is watched."""
_GROUP = 2
_BITS = BANDS // _GROUP - 1
_QUIET = 0.5
"""Octaves of power that something must rise or fall by for a hop to count."""
_HALF = 16
_FLIPS = 4
"""Least certain bits of a half that are tried either way."""
_WINDOW, _STEP = 320, 160
"""Hops of one question (10 s) and from one question to the next."""
_SHORTEST = 60
"""Hops with sound in them (2 s) without which nothing is said."""
_SPEEDS = (1.0, 0.975, 1.025, 0.95, 1.05)
_CANDIDATES = 24
_MOST_QUESTIONS, _MOST_THOROUGH = 60, 12
"""Questions asked of a long recording: as it stands, and with doubtful bits and other speeds."""
_CERTAIN, _LOOK = 0.30, 0.35
Words = NDArray[numpy.uint32]
Floats = NDArray[numpy.float32]


class Bits(NamedTuple):
    """Words of a stretch of sound, and how far each bit was from falling the other way."""

    words: Words
    margins: Floats
    """Octaves; shape (hops, 32)."""


def bits_of(levels: Levels, speed: float = 1.0) -> Bits:
    """Return one word a hop for a recording that is played `speed` times as fast."""
    if len(levels) <= LAG:
        return Bits(numpy.zeros(0, numpy.uint32), numpy.zeros((0, _BITS), numpy.float32))
    power = numpy.exp2(octaves(levels))
    if speed != 1.0:
        power = _slowed(power, speed)
    loud = numpy.log2(power.reshape(len(power), -1, _GROUP).sum(axis=2))
    slopes = loud[:, 1:] - loud[:, :-1]
    turns = slopes[LAG:] - slopes[:-LAG]
    packed = numpy.packbits(turns > 0, axis=1, bitorder="little")
    words = numpy.ascontiguousarray(packed).view("<u4")[:, 0].astype(numpy.uint32)
    words[numpy.abs(turns).max(axis=1) < _QUIET] = 0
    return Bits(words, numpy.abs(turns))


def _slowed(power: Floats, speed: float) -> Floats:
    """Return the levels as they were before the recording was played faster."""
    times = numpy.arange(int(len(power) * speed)) / speed
    shift = numpy.log(speed) / numpy.log(HIGHEST / LOWEST) * BANDS
    return _between(_between(power, times).T, numpy.arange(BANDS) + shift).T


def _between(rows: Floats, places: NDArray[numpy.floating]) -> Floats:
    lower = numpy.clip(numpy.floor(places).astype(numpy.intp), 0, max(0, len(rows) - 2))
    share = numpy.clip(places - lower, 0, 1).astype(numpy.float32)[:, None]
    upper = numpy.minimum(lower + 1, len(rows) - 1)
    between: Floats = rows[lower] * (1 - share) + rows[upper] * share
    return between


def record_of(levels: Levels) -> bytes:
    """Return what the register keeps of a recording; nothing if nothing can be heard."""
    words = bits_of(levels).words
    return words.astype("<u4").tobytes() if numpy.count_nonzero(words) >= _SHORTEST else b""


@dataclass(frozen=True, slots=True)
class Heard:
    """A registered recording in a query: where, how long, and the share of wrong bits."""

    recording: int
    at: float
    """Second of the query."""
    place: float
    """Second of the recording."""
    seconds: float
    wrong: float


class _Plan(NamedTuple):
    """One pass over a query: at which speed, how many questions, how many bits either way."""

    speed: float
    most: int
    flips: int


def _plans(hops: int) -> Iterator[_Plan]:
    """Yield the passes over a query, the cheapest first."""
    if len(_questions(hops)) > _MOST_THOROUGH:
        yield _Plan(1.0, _MOST_QUESTIONS, 0)
    for speed in _SPEEDS:
        yield _Plan(speed, _MOST_THOROUGH, _FLIPS)


def _questions(hops: int) -> range:
    """Return where the questions of a query begin; the last is at least half a window long."""
    return range(0, max(1, hops - _WINDOW // 2), _STEP)


class Recordings:
    """All recordings of a register, laid out for looking up."""

    def __init__(self, records: Iterable[tuple[Document, bytes]]) -> None:
        """Lay out records as `record_of` made them."""
        every = [(document, numpy.frombuffer(data, "<u4")) for document, data in records]
        self._documents = [document for document, _ in every]
        # A gap as long as a question keeps one recording from running into the next.
        gap = numpy.zeros(_WINDOW, numpy.uint32)
        parts = [part for _, words in every for part in (words, gap)]
        self._words = numpy.concatenate([gap, *parts]).astype(numpy.uint32)
        lengths = [len(words) + _WINDOW for _, words in every]
        self._starts = _WINDOW + numpy.cumsum([0, *lengths])
        self._tables = [_Table(self._words, half) for half in (0, 1)]

    def __len__(self) -> int:
        return len(self._documents)

    def match(self, levels: Levels) -> list[Match]:
        """Return the recordings that a stretch of sound holds a part of, the surest first."""
        best: dict[int, Heard] = {}
        for heard in self.hear(levels):
            known = best.get(heard.recording)
            if known is None or heard.wrong < known.wrong:
                best[heard.recording] = heard
        ordered = sorted(best.values(), key=lambda each: each.wrong)
        return [self._as_match(each) for each in ordered]

    def _as_match(self, heard: Heard) -> Match:
        band = Band.CERTAIN if heard.wrong <= _CERTAIN else Band.LOOK
        document = self._documents[heard.recording]
        return Match(document, What.SOUND, band, 0, (), seconds=heard.seconds)

    def hear(self, levels: Levels) -> Iterator[Heard]:
        """Yield what is recognised, as it was recorded first, then at other speeds."""
        if not self._documents:
            return
        for plan in _plans(len(levels)):
            found = list(self._heard(bits_of(levels, plan.speed), plan))
            yield from found
            # What is only alike may be surer at the speed at which it was played.
            if any(each.wrong <= _CERTAIN for each in found):
                return

    def _heard(self, bits: Bits, plan: "_Plan") -> Iterator[Heard]:
        questions = _questions(len(bits.words))
        for at in questions[:: -(-len(questions) // plan.most)]:
            asked = Bits(bits.words[at : at + _WINDOW], bits.margins[at : at + _WINDOW])
            if numpy.count_nonzero(asked.words) < _SHORTEST:
                continue
            heard = self._asked(asked, plan.flips)
            if heard is not None:
                offset, seconds, wrong = heard
                middle = offset + len(asked.words) // 2
                number = int(self._starts.searchsorted(middle, "right") - 1)
                place = max(0.0, (offset - float(self._starts[number])) / HOPS_A_SECOND)
                yield Heard(number, at / plan.speed / HOPS_A_SECOND, place, seconds, wrong)

    def _asked(self, bits: Bits, flips: int) -> tuple[int, float, float] | None:
        """Return (offset, seconds, share of wrong bits) of the best place, None if it is none."""
        places = numpy.concatenate([table.places(bits, flips) for table in self._tables])
        if not len(places):
            return None
        offsets, votes = numpy.unique(places, return_counts=True)
        best = numpy.argsort(votes)[-_CANDIDATES:]
        compared = [self._compared(bits.words, int(offset)) for offset in offsets[best]]
        hops, wrong, offset = min(compared, key=lambda each: each[1])
        if wrong > _LOOK or hops < _SHORTEST:
            return None
        return offset, hops / HOPS_A_SECOND, wrong

    def _compared(self, words: Words, offset: int) -> tuple[int, float, int]:
        first = max(0, -offset)
        stored = self._words[offset + first : offset + len(words)]
        asked = words[first : first + len(stored)]
        sounding = (asked != 0) & (stored != 0)
        hops = int(sounding.sum())
        if hops < _SHORTEST:
            return hops, 1.0, offset
        wrong = int(numpy.bitwise_count(asked[sounding] ^ stored[sounding]).sum())
        return hops, wrong / (_BITS * hops), offset


class _Table:
    """Where each half of a word stands: the places ordered by it."""

    def __init__(self, words: Words, half: int) -> None:
        self._half = half
        sounding = numpy.flatnonzero(words)
        halves = _half_of(words[sounding], half)
        order = halves.argsort(kind="stable")
        self._at = sounding[order].astype(numpy.int64)
        self._begins = numpy.searchsorted(halves[order], numpy.arange((1 << _HALF) + 1))

    def places(self, bits: Bits, flips: int) -> NDArray[numpy.int64]:
        """Return the offset in all recordings at which a word of the question would lie."""
        asked = numpy.flatnonzero(bits.words)
        halves = _half_of(bits.words[asked], self._half)
        first = self._half * _HALF
        margins = bits.margins[asked, first : first + _HALF]
        weakest = numpy.argsort(margins, axis=1)[:, :flips].astype(numpy.uint32)
        tried = halves[:, None]
        for each in range(flips):
            other = tried ^ (numpy.uint32(1) << weakest[:, each : each + 1])
            tried = numpy.concatenate((tried, other), axis=1)
        begins, ends = self._begins[tried], self._begins[tried + 1]
        counts = (ends - begins).ravel()
        hop = numpy.repeat(numpy.repeat(asked, tried.shape[1]), counts)
        within = numpy.arange(counts.sum()) - numpy.repeat(counts.cumsum() - counts, counts)
        places: NDArray[numpy.int64] = self._at[numpy.repeat(begins.ravel(), counts) + within] - hop
        return places


def _half_of(words: Words, half: int) -> Words:
    return (words >> numpy.uint32(half * _HALF)) & numpy.uint32((1 << _HALF) - 1)
