"""Recordings, known again from what they sound like."""

from collections.abc import Iterable, Iterator

from zhamen.errors import ReadError, RegisterError
from zhamen.model.trace import Trace, TraceKind
from zhamen.reading.recordings.sounds import from_bytes
from zhamen.register.document import What
from zhamen.register.found import Match
from zhamen.register.recall import Kept, Source
from zhamen.register.recordings import Recordings, record_of

_WORDS = 1
"""The kind of record that `record_of` makes."""


class _Memory:
    """All registered recordings."""

    def __init__(self, kept: Iterable[Kept]) -> None:
        self._recordings = Recordings(
            (document, data) for document, kind, data in kept if kind == _WORDS
        )

    def recall(self, trace: Trace) -> list[Match]:
        """Return the recordings of which a part is heard. Raises RegisterError for no sound."""
        try:
            return self._recordings.match(from_bytes(trace.value))
        except ReadError as error:
            raise RegisterError("not the sound of a recording") from error


class Sound:
    """Keeps words of the difference between bands, never sound."""

    name = "sound"
    kind = TraceKind.SOUND
    what = What.SOUND

    def records(self, trace: Trace) -> Iterator[tuple[int, bytes]]:
        """Yield the words of a recording, if there is enough on it."""
        data = record_of(from_bytes(trace.value))
        if data:
            yield _WORDS, data

    def memory(self, source: Source) -> _Memory:
        """Lay out all recordings."""
        return _Memory(source.records(str(self.what)))


RECALLER = Sound()
