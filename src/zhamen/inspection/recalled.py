"""What a register recalls of a picture or a recording, told as hits."""

from collections.abc import Iterable, Iterator

from zhamen.inspection.detecting import Hit
from zhamen.model.terms import Basis, Decision
from zhamen.register.document import Status
from zhamen.register.found import Band, Match


def recalled(match: Match, clauses: Iterable[int], why: str, advice: str = "") -> Iterator[Hit]:
    """Yield a hit without a place for every must-not.

    `why` says what agrees with what; `advice` is added where that is a suspicion only.
    """
    document, certain = match.document, match.band is Band.CERTAIN
    decision = Decision.BLOCK if certain else Decision.HOLD
    if document.status is Status.DECLASSIFIED:
        decision = Decision.HINT
        why += "，该件已解密"
    if not certain:
        why = f"疑似{why}{advice}"
    for clause in clauses:
        yield Hit(
            0,
            0,
            decision,
            Basis.REGISTER,
            why,
            clause,
            document.kind,
            document.level,
            0.99 if certain else 0.7,
            document.id,
        )


def named(match: Match) -> str:
    """Return the document's id in brackets, nothing where it is not known."""
    return f"（{match.document.id}）" if match.document.id else ""
