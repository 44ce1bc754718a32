"""登记录音: a registered recording, known again from an excerpt, re-encoded or recorded anew.

What is looked for are prints of sound in the register that the gate was handed; without one this
detector is silent.
"""

from collections.abc import Iterator

from zhamen.inspection.detecting import Example, Hit, Sight
from zhamen.inspection.recalled import named, recalled
from zhamen.model.passage import Passage
from zhamen.model.trace import Trace, TraceKind
from zhamen.register.found import Match

_RECORDING = 2
_DOCUMENT = (1, 3)


class RegisteredRecording:
    """Asks the register what it recalls of a sound track."""

    name = "registered_recording"
    title = "与登记录音相符"
    title_en = "registered recording"
    clauses = (2, 5, 6, 7)
    needles: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    found: tuple[Example, ...] = ()
    left: tuple[Example, ...] = ()
    traces = (TraceKind.SOUND,)

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield nothing: no text is a recording."""
        yield from ()

    def trace(self, trace: Trace, sight: Sight) -> Iterator[Hit]:
        """Yield a hit for every must-not that a recognised recording serves."""
        if sight.register is None:
            return
        for match in sight.register.recall(trace):
            why = f"与登记录音{named(match)}相符，约 {match.seconds:.0f} 秒"
            yield from recalled(match, _clauses(match), why)


def _clauses(match: Match) -> tuple[int, ...]:
    """Return the must-nots: a recording of what is a state secret is one of its own kind."""
    serves = match.document.serves
    return tuple(dict.fromkeys(_RECORDING if each in _DOCUMENT else each for each in serves))


DETECTOR = RegisteredRecording()
