"""A verdict: the decision, what it rests on, what was not read, and the lawful way instead."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from zhamen.model.passage import Box
from zhamen.model.terms import Basis, Decision, Kind, Level

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One suspicion (疑似): which rule, where, how strong, and why. Never the text itself."""

    detector: str
    decision: Decision
    basis: Basis
    part: str
    start: int
    end: int
    masked: str
    why: str
    clause: int | None = None
    kind: Kind | None = None
    level: Level = Level.NONE
    confidence: float = 1.0
    page: int | None = None
    place: str = ""
    document: str = ""
    matched_chars: int = 0
    digest: str = ""
    """Keyed digest of the sentence, where the gate has a key for them; the spool keeps it."""
    box: Box | None = None
    """Where in the picture it stands: left, top, width, height."""

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as JSON-ready data; fields that do not apply are left out."""
        values: dict[str, Any] = {
            "detector": self.detector,
            "clause": self.clause,
            "decision": str(self.decision),
            "kind": str(self.kind) if self.kind else None,
            "level": str(self.level) or None,
            "part": self.part,
            "page": self.page,
            "place": self.place or None,
            "start": self.start,
            "end": self.end,
            "masked": self.masked,
            "confidence": round(self.confidence, 3),
            "why": self.why,
            "document": self.document or None,
            "matched_chars": self.matched_chars or None,
            "box": list(self.box) if self.box else None,
        }
        return {key: value for key, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Unread:
    """A part, or a piece of one, that could not be looked into, and the reason's word."""

    part: str
    reason: str

    def to_dict(self) -> dict[str, str]:
        """Return `{"part", "reason"}`."""
        return {"part": self.part, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Advice:
    """The lawful way now: what to do, and a notice to send instead, free of secret content."""

    text: str
    notice: str = ""

    def to_dict(self) -> dict[str, str]:
        """Return `{"text", "notice"}`."""
        return {"text": self.text, "notice": self.notice}


class Verdict(NamedTuple):
    """The answer to one message; its JSON form is a contract (schema 1)."""

    id: str
    decision: Decision
    clauses: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()
    unread: tuple[Unread, ...] = ()
    advice: Advice | None = None
    elapsed_ms: float = 0.0
    near_misses: tuple[str, ...] = ()
    """What came close to a rule of the phrase lists; filled only when asked for."""
    released: str = ""
    """Id of the release by which a held message passes."""

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as JSON-ready data."""
        values: dict[str, Any] = {
            "schema": SCHEMA,
            "id": self.id,
            "decision": str(self.decision),
            "clauses": list(self.clauses),
            "findings": [finding.to_dict() for finding in self.findings],
            "unread": [unread.to_dict() for unread in self.unread],
            "elapsed_ms": round(self.elapsed_ms, 3),
        }
        if self.advice:
            values["advice"] = self.advice.to_dict()
        if self.released:
            values["released"] = self.released
        if self.near_misses:
            values["near_misses"] = list(self.near_misses)
        return values
