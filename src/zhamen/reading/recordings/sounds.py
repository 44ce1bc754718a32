"""The sound of a recording as features: how loud each of 66 bands is, thirty-one times a second.

Bands lie between 300 and 3,200 Hz, which every telephone codec keeps, at equal steps of pitch, so
that a recording played faster is the same picture moved along both axes. What is compared are
differences in time and pitch (Haitsma and Kalker, ISMIR 2002); those are taken where recordings
are matched, from what stands here.
"""

import struct
from functools import cache

import numpy
from numpy.typing import NDArray

from zhamen.errors import ReadError

RATE = 16_000
"""Samples a second of whatever is heard."""
HOP = 512
HOPS_A_SECOND = RATE / HOP
BANDS = 66
LOWEST, HIGHEST = 300.0, 3200.0
"""Hertz."""
_WINDOW = 4096
_FLOOR, _STEPS = -10.0, 6.0
"""Power of two that is called silent, and steps to an octave of power (half a decibel each)."""
_VERSION = 1
_HEAD = struct.Struct("<4sHH")
_MAGIC = b"ZSND"
_BATCH = 128
Samples = NDArray[numpy.float32]
Levels = NDArray[numpy.uint8]
_NOTHING = numpy.zeros(0, numpy.float32)


class Spectra:
    """Gathers samples as they are decoded, and keeps only the levels of the bands."""

    def __init__(self) -> None:
        self._waiting: list[Samples] = []
        self._count = self._fed = 0
        self._rows: list[Levels] = []

    @property
    def seconds(self) -> float:
        """Return how long the recording was so far."""
        return self._fed / RATE

    def feed(self, block: Samples) -> None:
        """Take the next samples of the recording, mono, -1 to 1."""
        self._waiting.append(block)
        self._count += len(block)
        self._fed += len(block)
        if self._count >= _WINDOW + _BATCH * HOP:
            self._measure()

    def _measure(self) -> None:
        joined = numpy.concatenate([_NOTHING, *self._waiting])
        count = max(0, (len(joined) - _WINDOW) // HOP + 1)
        if count:
            self._rows.append(levels(joined))
        self._waiting = [joined[count * HOP :]]
        self._count = len(self._waiting[0])

    def to_bytes(self) -> bytes:
        """Return the value of a trace: a head, then the levels row by row."""
        self._measure()
        rows = numpy.concatenate([numpy.zeros((0, BANDS), numpy.uint8), *self._rows])
        return _HEAD.pack(_MAGIC, _VERSION, BANDS) + rows.tobytes()


def from_bytes(value: bytes) -> Levels:
    """Return the levels of a trace, shape (hops, BANDS). Raises ReadError("damaged")."""
    body = value[_HEAD.size :]
    if value[: _HEAD.size] != _HEAD.pack(_MAGIC, _VERSION, BANDS) or len(body) % BANDS:
        raise ReadError("damaged")
    return numpy.frombuffer(body, numpy.uint8).reshape(-1, BANDS)


def levels(sound: Samples) -> Levels:
    """Return the levels of samples, one row a hop, in sixths of an octave of power."""
    windows = numpy.lib.stride_tricks.sliding_window_view(sound, _WINDOW)[::HOP]
    rows = []
    for first in range(0, len(windows), _BATCH):
        shaped = windows[first : first + _BATCH] * _hann()
        spectrum = numpy.fft.rfft(shaped.astype(numpy.float32), axis=1)
        power = numpy.square(numpy.abs(spectrum)) @ _bands()
        loud = _STEPS * (numpy.log2(power + 2.0 ** (_FLOOR - 1)) - _FLOOR)
        rows.append(numpy.clip(numpy.round(loud), 0, 255).astype(numpy.uint8))
    return numpy.concatenate(rows)


def octaves(measured: NDArray[numpy.generic]) -> NDArray[numpy.float32]:
    """Return levels as powers of two, from silence at 0."""
    return measured.astype(numpy.float32) / numpy.float32(_STEPS)


@cache
def _hann() -> Samples:
    return numpy.hanning(_WINDOW).astype(numpy.float32)


@cache
def _bands() -> Samples:
    """Return which band each line of the spectrum belongs to; shape (lines, BANDS)."""
    hertz = numpy.fft.rfftfreq(_WINDOW, 1 / RATE)
    steps = numpy.log(numpy.maximum(hertz, 1) / LOWEST) / numpy.log(HIGHEST / LOWEST) * BANDS
    member: Samples = (numpy.floor(steps)[:, None] == numpy.arange(BANDS)).astype(numpy.float32)
    return member
