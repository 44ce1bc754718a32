"""A registered document: what is said of it besides its prints."""

from dataclasses import dataclass
from enum import StrEnum

from zhamen.model.terms import Kind, Level

CLAUSES = {
    Kind.STATE: (1, 3),
    Kind.WORK: (6,),
    Kind.TRADE: (6,),
    Kind.INTERNAL: (6,),
    Kind.DRAFT: (5,),
    Kind.SITE: (7,),
}
"""The must-nots that a kind serves where nothing else is said."""
MATTER_CLAUSE = 4
DENSE = (Level.TOP_SECRET, Level.SECRET)
"""Levels of which every third window is kept instead of every fourth."""


class Status(StrEnum):
    """Whether a document is still secret."""

    ACTIVE = "active"
    DECLASSIFIED = "declassified"
    """已解密: it is recognised, and no longer blocks."""


class What(StrEnum):
    """What of a document was recognised."""

    BODY = "body"
    LINE = "line"
    """A title, heading or caption, as a document of one line."""
    TITLE = "title"
    """A short title as a keyed term, found with one wrong character too."""
    NUMBER = "number"
    NAME = "name"
    """A short name or code name."""
    MATTER = "matter"
    """涉密事项 or one of its aliases."""
    PAGE = "page"
    """Looks of pages and photographs: records.py, recalling/picture.py."""
    SOUND = "sound"
    """Prints of recordings: records.py, recordings.py."""
    SITE = "site"
    """A place, by where a picture was taken."""
    COPY = "copy"
    """A numbered copy, by its code."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the register, as its manifest names it."""

    id: str
    """Opaque, chosen by the registry; sealed in every bundle."""
    kind: Kind = Kind.STATE
    level: Level = Level.SECRET
    term: str = ""
    """保密期限, as written."""
    clauses: tuple[int, ...] = ()
    """Empty: those of the kind."""
    status: Status = Status.ACTIVE
    family: str = ""
    """Id of the document that this is a version of; empty: found by itself."""

    @property
    def serves(self) -> tuple[int, ...]:
        """Return the must-nots that a match of this document breaks."""
        return self.clauses or CLAUSES[self.kind]

    @property
    def stride(self) -> int:
        """Return how many letters lie between two windows that are kept."""
        return 3 if self.kind is Kind.STATE and self.level in DENSE else 4
