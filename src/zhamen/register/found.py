"""What the register answers, and who is asked: plain values, so that asking costs no import.

A one-line check without a register must not pay for numpy and ciphers.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from zhamen.model.passage import Folded
from zhamen.model.terms import Medium
from zhamen.model.trace import Trace
from zhamen.register.document import Document, What


class Band(StrEnum):
    """How sure a match is."""

    CERTAIN = "certain"
    LOOK = "look"
    """似: a person should look."""
    FAINT = "faint"
    """Eight letters of a long text: everybody's words as likely as the document's."""


class Span(NamedTuple):
    """A stretch of the text, in offsets of its normal form, and where the document has it."""

    start: int
    end: int
    place: int
    """Letter of the document, from 0; -1 where the gate's tier does not know."""


@dataclass(frozen=True, slots=True)
class Match:
    """A registered document recognised in a text. Offsets only, never text."""

    document: Document
    """In the gate's tier its id is empty: kind, level and must-nots are all that is known."""
    what: What
    band: Band
    letters: int
    """Letters of the text that are covered."""
    spans: tuple[Span, ...]
    hits: int = 0
    bits: float = 0.0
    size: int = 0
    """Letters of the document; 0 where unknown."""
    seconds: float = 0.0
    """Seconds of a recording that were heard again."""
    changed: bool = False
    """The term was found with one other letter in it."""

    @property
    def share(self) -> float:
        """Return how much of the document the text holds, 0 to 1."""
        return min(1.0, self.letters / self.size) if self.size else 0.0


class Recogniser(Protocol):
    """Whoever knows registered documents again; `register.Register` is the real one."""

    def match(self, folded: Folded, medium: Medium) -> list[Match]:
        """Return the documents that a text holds a part of. Raises RegisterError."""
        ...

    def recall(self, trace: Trace) -> list[Match]:
        """Return the documents that a picture or recording shows. Raises RegisterError."""
        ...

    @property
    def state(self) -> str:
        """Return a text that changes with any change of what is registered."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...
