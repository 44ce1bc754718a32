"""Reads the corpus of strings: decision, clause, medium, text with ⏎ for line ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zhamen.model.message import Message, Part
from zhamen.model.terms import Medium

FOLDER = Path(__file__).parent / "corpus" / "strings"
NOW = datetime(2026, 11, 23)


@dataclass(frozen=True)
class Line:
    """One string and what a secrecy officer wants of it."""

    decision: str
    clause: int | None
    message: Message

    def met_by(self, decision: str, clauses: tuple[int, ...]) -> bool:
        """Tell whether a verdict is the wanted one."""
        return decision == self.decision and (self.clause is None or self.clause in clauses)


def read(path: Path) -> Iterator[Line]:
    """Yield the lines of a corpus file."""
    for row in path.read_text("utf-8").splitlines():
        if not row or row.startswith("#"):
            continue
        decision, clause, medium, text = row.split("\t")
        *context, text = text.replace("⏎", "\n").split(" » ")
        part = Part("text", text=text, medium=Medium(medium))
        message = Message("-", (part,), context=tuple(context), at=NOW)
        yield Line(decision, None if clause == "-" else int(clause), message)
