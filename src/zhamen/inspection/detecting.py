"""What a detector is: a label, its examples, and one look at a passage."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from zhamen.inspection.alike import Alike
from zhamen.inspection.matcher import Matcher
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision, Kind, Level, Medium
from zhamen.model.trace import Trace, TraceKind
from zhamen.register.found import Recogniser


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a detector carries to show what it finds, or leaves alone, and why."""

    text: str
    because: str
    """Written `中文 / English`: `zhamen explain` shows the half that is wanted."""
    medium: Medium = Medium.TYPED
    context: tuple[str, ...] = ()
    registered: str = ""
    """A title line and a text that must be registered for it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a detector saw, in offsets of the folded text; the inspector makes it a Finding."""

    start: int
    end: int
    decision: Decision
    basis: Basis
    why: str
    clause: int | None = None
    kind: Kind | None = None
    level: Level = Level.NONE
    confidence: float = 1.0
    document: str = ""
    """Opaque id of the registered document."""
    matched_chars: int = 0


@dataclass(frozen=True, slots=True)
class Sight:
    """What is handed to a detector besides the passage; nothing is ever fetched."""

    phrases: Mapping[str, tuple[Matcher, ...]] = field(default_factory=dict)
    organisations: tuple[str, ...] = ()
    """Folded names of the unit."""
    context: tuple[str, ...] = ()
    """Folded last messages of the conversation, oldest first."""
    alike: Alike | None = None
    """The view by sound and shape, made for the disguised words of all lists."""
    year: int = 0
    """The year in which the message is sent."""
    register: Recogniser | None = None
    """What recognises registered documents, where a gate has been given one."""


@runtime_checkable
class Detector(Protocol):
    """A small class with its label in class attributes; an instance ends its file.

    `needles` are literals in normal form: the detector looks only where one of them stands
    (punctuation between their characters does not hide them). `lists` names the phrase lists
    it reads; their words are needles too. Three attributes are optional: `triggers`, patterns in
    the sieve's own syntax, `stems`, words to be woken by in any disguise, and a method
    `wakes(passage, sight)` for what no word can tell. Whoever knows traces (`TraceDetector`) is
    asked about those too.
    """

    name: str
    title: str
    title_en: str
    clauses: tuple[int, ...]
    needles: Sequence[str]
    lists: Sequence[str]
    found: Sequence[Example]
    left: Sequence[Example]

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield every hit in the passage. Pure, linear in its length, never raises."""
        ...


@runtime_checkable
class TraceDetector(Protocol):
    """A detector that is also asked about what pictures and recordings show besides text.

    The hits that it yields have no place in a text: `start` and `end` are 0.
    """

    traces: tuple[TraceKind, ...]

    def trace(self, trace: Trace, sight: Sight) -> Iterator[Hit]:
        """Yield every hit in a trace of one of the kinds named. Pure, never raises."""
        ...
