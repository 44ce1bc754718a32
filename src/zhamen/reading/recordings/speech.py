"""Speech to text, where the unit has put a model in a folder; sherpa-onnx (the extra `speech`).

No model comes with the program and none is ever fetched. What is heard is cut where nobody
speaks, into pieces of at most half a minute, since that is what the models were made for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy

from zhamen.errors import UsageError
from zhamen.reading.recordings.models import load_model
from zhamen.reading.recordings.sounds import RATE, Samples
from zhamen.settings import SpeechSettings

_LONGEST = 30 * RATE
_SEARCHED = 10 * RATE
"""Samples before the end of a piece among which a pause is looked for."""
_FRAME = RATE // 20
_OVERLAP = RATE
"""Samples heard twice where nobody paused."""
_PAUSE = 0.1
"""Share of the piece's usual loudness below which somebody pauses."""
_FLOOR = 10 ** (-60 / 20)
_SHORTEST = RATE // 5
_CARRIED = 16
"""Letters of the last piece said again before the next: a mark may lie across the cut."""


class Recogniser(Protocol):
    """A model that writes down what it hears."""

    def text_of(self, sound: Samples) -> str:
        """Return the text of at most half a minute of speech at RATE."""
        ...


class Transcriber:
    """Writes down one track, block by block."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._waiting: list[Samples] = []
        self._count = self._done = 0
        self._carried = ""

    def feed(self, block: Samples) -> Iterator[tuple[float, str]]:
        """Take more of the track; yield (second, text) of what was said until a pause."""
        self._waiting.append(block)
        self._count += len(block)
        while self._count >= _LONGEST:
            joined = numpy.concatenate(self._waiting)
            end, onward = pause(joined[:_LONGEST])
            self._waiting, self._count = [joined[onward:]], len(joined) - onward
            yield from self._heard(joined[:end], onward)

    def finish(self) -> Iterator[tuple[float, str]]:
        """Yield what was said since the last pause."""
        if self._waiting:
            rest = numpy.concatenate(self._waiting)
            self._waiting, self._count = [], 0
            yield from self._heard(rest, len(rest))

    def _heard(self, sound: Samples, onward: int) -> Iterator[tuple[float, str]]:
        second, self._done = self._done / RATE, self._done + onward
        if len(sound) < _SHORTEST or numpy.abs(sound).max() < _FLOOR:
            return
        text = self._recogniser.text_of(sound).strip()
        if text:
            yield second, self._carried + text
            self._carried = text[-_CARRIED:]


def pause(sound: Samples) -> tuple[int, int]:
    """Return where a piece ends and where the next begins: at a pause, else overlapping."""
    count = len(sound) // _FRAME
    loudness = numpy.square(sound[: count * _FRAME].reshape(count, _FRAME)).mean(axis=1) ** 0.5
    searched = loudness[-(_SEARCHED // _FRAME) :]
    # The middle of the quietest third of a second; its ends may be the tail of a word.
    spread = numpy.convolve(searched, numpy.ones(7) / 7, mode="same")
    spread[:3] = spread[-3:] = numpy.inf
    at = int(spread.argmin())
    if spread[at] > _PAUSE * numpy.percentile(loudness, 90):
        return len(sound), len(sound) - _OVERLAP
    cut = (count - len(searched) + at) * _FRAME
    return cut, cut


@dataclass(slots=True)
class _Ready:
    """What this process has to understand speech with, and why it has nothing."""

    recogniser: Recogniser | None = None
    reason: str = "no_speech_model"


_ready = _Ready()


def prepare_speech(settings: SpeechSettings) -> None:
    """Load the model of these settings, once for all files of this process.

    With a folder that is none of its kind's, every recording is unread: `speech_model`.
    """
    _ready.recogniser, _ready.reason = None, "no_speech_model"
    if settings.model_dir is None:
        return
    try:
        _ready.recogniser = load_model(settings)
    except UsageError:
        _ready.reason = "speech_model"


def transcriber() -> Transcriber | None:
    """Return a transcriber for one track, None without a model."""
    return Transcriber(_ready.recogniser) if _ready.recogniser else None


def why_not() -> str:
    """Return why speech is unread where there is no transcriber."""
    return _ready.reason
