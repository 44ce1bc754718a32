"""A sound track is heard: its sound becomes a trace, its speech text; or it is called unread."""

from collections.abc import Iterable, Iterator
from time import monotonic
from typing import Any

import numpy

from zhamen.model.terms import Medium
from zhamen.model.trace import Trace, TraceKind
from zhamen.model.verdict import Unread
from zhamen.reading.formatting import Content, Piece
from zhamen.reading.recordings.sounds import RATE, Samples, Spectra
from zhamen.reading.recordings.speech import Transcriber, transcriber, why_not
from zhamen.settings import Limits

_SILENCE = 10 ** (-60 / 20)
"""Peak below which nothing was recorded: 60 dB under full scale, ten steps of 16 bits' 32,768."""
_MEASURED = ("mov", "matroska", "ogg", "wav", "flac", "caf", "aiff", "avi", "w64")
"""Containers whose length is written down rather than reckoned from the rate of bits."""
_TOLERANCE = 0.4
_BLOCK = RATE
"""Samples that are handed on together: a second, for each hand-over has its price."""
_CANCELLED = 0.25
"""Share of the louder channel that a mean of channels must have, or they cancel each other."""


def hear(container: Any, index: int, limits: Limits, deadline: float) -> Iterator[Content]:
    """Yield what is heard on a track of an open container; Unread for what is beyond limits."""
    stream = container.streams[index]
    heard = Heard(samples(container, stream))
    yield from listen(heard, limits, deadline)
    # A demuxer that looks for the next good page says nothing of those that it left out.
    if heard.complete and heard.seconds < 0.98 * _length(container, stream) - _TOLERANCE:
        yield Unread("", "damaged")


class Heard:
    """Blocks of samples, and how long they were."""

    def __init__(self, blocks: Iterator[Samples]) -> None:
        self._blocks = blocks
        self.seconds = 0.0
        self.complete = False

    def __iter__(self) -> Iterator[Samples]:
        for block in self._blocks:
            self.seconds += len(block) / RATE
            yield block
        self.complete = True


def _length(container: Any, stream: Any) -> float:
    """Return how long a track says it is, 0 where that would be a guess."""
    if container.format.name.split(",")[0] not in _MEASURED:
        return 0.0
    if stream.duration is not None:
        return float(stream.duration * stream.time_base)
    return container.duration / 1e6 if container.duration and len(container.streams) == 1 else 0.0


def listen(blocks: Iterable[Samples], limits: Limits, deadline: float) -> Iterator[Content]:
    """Yield speech as it is understood, then the trace of the whole; Unread for what is left.

    A track that is silent from beginning to end is read: there is nothing on it.
    """
    spectra, ear = Spectra(), transcriber()
    loudest, reason = 0.0, ""
    for block in blocks:
        loudest = max(loudest, float(numpy.abs(block).max(initial=0.0)))
        spectra.feed(block)
        if ear is not None:
            yield from _said(ear, block)
        if reason := _exceeded(spectra, limits, deadline):
            break
    if ear is not None:
        yield from _said(ear, None)
    if loudest >= _SILENCE:
        yield Trace(TraceKind.SOUND, spectra.to_bytes(), place="sound")
        if ear is None:
            yield Unread("", why_not())
    if reason:
        yield Unread("", reason)


def _exceeded(spectra: Spectra, limits: Limits, deadline: float) -> str:
    """Return the name of the limit that the track exceeds, if it does."""
    if spectra.seconds > limits.sound_seconds:
        return "sound_too_long"
    return "timeout" if monotonic() >= deadline else ""


def _said(ear: Transcriber, block: Samples | None) -> Iterator[Piece]:
    for second, text in ear.feed(block) if block is not None else ear.finish():
        yield Piece(text, page=int(second) + 1, place="speech", medium=Medium.SPEECH)


def samples(container: Any, stream: Any) -> Iterator[Samples]:
    """Yield the track as mono samples of -1 to 1 at RATE, in blocks as they are decoded."""
    import av

    if stream.codec_context is None:
        raise ValueError("no decoder")
    stream.codec_context.thread_count = 1
    resampler = None
    for frame in _whole(container, stream):
        if resampler is None:
            layout = frame.layout.name if len(frame.layout.channels) <= 8 else "mono"
            resampler = av.AudioResampler("fltp", layout, RATE, frame_size=_BLOCK)
        for piece in resampler.resample(frame):
            yield mixed(piece.to_ndarray().astype(numpy.float32, copy=False))
    if resampler is None:
        raise ValueError("nothing decoded")
    for piece in resampler.resample(None):
        yield mixed(piece.to_ndarray().astype(numpy.float32, copy=False))


def _whole(container: Any, stream: Any) -> Iterator[Any]:
    """Yield the frames, the last ones before a broken packet too."""
    import av

    broken = False
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.InvalidDataError:
            # A damaged packet costs a fraction of a second; what follows is heard all the same.
            broken = True
    if broken:
        raise ValueError("broken packets")


def mixed(channels: Samples) -> Samples:
    """Return channels of shape (count, samples) as one, that of the loudest if they cancel."""
    if len(channels) == 1:
        only: Samples = channels[0]
        return only
    mean: Samples = channels.mean(axis=0)
    energy = numpy.square(channels).mean(axis=1)
    if numpy.square(mean).mean() < _CANCELLED**2 * energy.max():
        mean = channels[int(energy.argmax())]
    return mean
