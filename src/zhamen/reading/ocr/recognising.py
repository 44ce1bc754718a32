"""What a line says: one line at a time, letter by letter, with other guesses where in doubt."""

from typing import NamedTuple

import cv2
import numpy

from zhamen.reading.ocr.networks import Floats, Picture, letters, network

_HEIGHT = 48
_SQUEEZED = 0.65
"""High enough letters may be read this much narrower: faster, and rather better (measured)."""
_HIGH_ENOUGH = 24
_SHORT = 10.0
"""Heights below which a line is not squeezed: marks, numbers and copy numbers are short."""
_LONGEST = 1600
_DOUBT = 0.95
_GUESSES = 5


class Letter(NamedTuple):
    """One letter: how sure it is, where it stands, what else it may be."""

    text: str
    sure: float
    at: float
    """Its place along the line, from 0 to 1."""
    others: str = ""
    """Other letters, the likeliest first; empty where there is no doubt."""
    weights: tuple[float, ...] = ()
    """How likely each of the others is."""


def recognise(line: Picture) -> tuple[Letter, ...]:
    """Return the letters of a picture of one upright line."""
    height, width = line.shape[:2]
    long = height >= _HIGH_ENOUGH and width > _SHORT * height
    squeeze = _SQUEEZED if long else 1.0
    wide = min(max(round(width * _HEIGHT / height * squeeze), 16), _LONGEST)
    way = cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_CUBIC
    scaled = cv2.resize(line, (wide, _HEIGHT), interpolation=way)
    return _letters(network("letters")(numpy.asarray(scaled, numpy.uint8)))


def warm() -> None:
    """Read the longest line there can be, so that its memory is there before limits are set."""
    recognise(numpy.zeros((_HEIGHT, _LONGEST, 3), numpy.uint8))


def sureness(letters: tuple[Letter, ...]) -> float:
    """Return how sure letters are on average; nothing read is no certainty at all."""
    return sum(letter.sure for letter in letters) / max(len(letters), 1)


def _letters(steps: Floats) -> tuple[Letter, ...]:
    """Return what the steps of the network say: runs of one answer are one letter."""
    names = letters()
    best = steps.argmax(axis=1)
    sure = steps[numpy.arange(len(best)), best]
    found = []
    start = 0
    for end in range(1, len(best) + 1):
        if end < len(best) and best[end] == best[start]:
            continue
        if best[start]:
            peak = start + int(sure[start:end].argmax())
            others, weights = _others(steps[peak]) if sure[peak] < _DOUBT else ("", ())
            at = (peak + 0.5) / len(best)
            found.append(Letter(names[best[start]], float(sure[peak]), at, others, weights))
        start = end
    return tuple(found)


def _others(step: Floats) -> tuple[str, tuple[float, ...]]:
    likeliest = numpy.argpartition(step, -_GUESSES)[-_GUESSES:]
    ranked = likeliest[numpy.argsort(-step[likeliest])][1:]
    kept = [index for index in ranked.tolist() if index and len(letters()[index]) == 1]
    return "".join(letters()[i] for i in kept), tuple(float(step[i]) for i in kept)
