"""What wakes which detector: needles and words as patterns of two sieves.

One sieve runs over the folded text, the other over its alike view; both are prefilters, and
whoever is woken looks for himself.
"""

from collections.abc import Iterable, Mapping

from zhamen.inspection.alike import Alike
from zhamen.inspection.detecting import Detector
from zhamen.inspection.matcher import Matcher
from zhamen.inspection.sieve import Sieve, literal_pattern, needle_pattern
from zhamen.model.passage import Folded
from zhamen.reading.unwrap import TRIGGERS

UNWRAP = "(unwrap)"
"""What the sieve calls the reader's triggers; no detector may have this name."""


_NONE: frozenset[str] = frozenset()


class Waker:
    """Tells which detectors must look at a folded text."""

    def __init__(
        self, detectors: Iterable[Detector], phrases: Mapping[str, tuple[Matcher, ...]], engine: str
    ) -> None:
        exact: dict[str, set[str]] = {}
        alike: dict[str, set[str]] = {}
        for detector in detectors:
            for pattern in _patterns(detector, phrases):
                exact.setdefault(pattern, set()).add(detector.name)
            for word in _disguised(detector, phrases):
                alike.setdefault(word, set()).add(detector.name)
        for trigger in TRIGGERS:
            exact.setdefault(trigger, set()).add(UNWRAP)
        self.alike = Alike([*alike, "年月天日长期"])
        self._exact = Sieve(exact, engine)
        by_sound: dict[bytes, set[str]] = {}
        for word, names in alike.items():
            by_sound.setdefault(self.alike.pattern(word), set()).update(names)
        self._by_sound = Sieve(by_sound, engine)

    def woken(self, folded: Folded) -> frozenset[str]:
        """Return the names of the detectors to call, and `UNWRAP` where something is wrapped."""
        exact = self._exact.scan(folded.text.encode())
        by_sound = self._by_sound.scan(self.alike.codes(folded))
        if not exact and not by_sound:
            return _NONE
        return self._exact.names(exact) | self._by_sound.names(by_sound)


def _patterns(detector: Detector, phrases: Mapping[str, tuple[Matcher, ...]]) -> Iterable[str]:
    yield from map(needle_pattern, detector.needles)
    yield from getattr(detector, "triggers", ())
    for name in detector.lists:
        for matcher in phrases[name]:
            if not matcher.rule.disguised:
                yield from map(literal_pattern, matcher.words)


def _disguised(detector: Detector, phrases: Mapping[str, tuple[Matcher, ...]]) -> Iterable[str]:
    yield from getattr(detector, "stems", ())
    for name in detector.lists:
        for matcher in phrases[name]:
            if matcher.rule.disguised:
                yield from matcher.words
