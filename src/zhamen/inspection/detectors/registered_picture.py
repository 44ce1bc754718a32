"""登记图片: a registered page or photograph, known again by its look, without a letter being read.

What is looked for are looks in the register that the gate was handed; without one this detector
is silent. Another view of a registered place is not known again (docs/limits.md).
"""

from collections.abc import Iterator

from zhamen.inspection.detecting import Example, Hit, Sight
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision, Kind
from zhamen.model.trace import Trace, TraceKind
from zhamen.register.document import Status
from zhamen.register.found import Band, Match

_DOCUMENT = (1, 3)


class RegisteredPicture:
    """Asks the register what it recalls of a picture."""

    name = "registered_picture"
    title = "与登记图片相符"
    title_en = "registered page or photograph"
    clauses = (1, 5, 6, 7)
    needles: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    found: tuple[Example, ...] = ()
    left: tuple[Example, ...] = ()
    traces = (TraceKind.PICTURE,)

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield nothing: no text is a picture."""
        yield from ()

    def trace(self, trace: Trace, sight: Sight) -> Iterator[Hit]:
        """Yield a hit for every must-not that a recognised picture serves."""
        if sight.register is None:
            return
        for match in sight.register.recall(trace):
            serves = match.document.serves
            # A picture of a page is the document itself, not talk about it.
            for clause in (1,) if {*_DOCUMENT} <= {*serves} else serves:
                yield _hit(match, clause)


def _hit(match: Match, clause: int) -> Hit:
    document, certain = match.document, match.band is Band.CERTAIN
    decision = Decision.BLOCK if certain else Decision.HOLD
    if document.status is Status.DECLASSIFIED:
        decision = Decision.HINT
    return Hit(
        0,
        0,
        decision,
        Basis.REGISTER,
        _why(match),
        clause,
        document.kind,
        document.level,
        0.99 if certain else 0.7,
        document.id,
    )


def _why(match: Match) -> str:
    about = f"（{match.document.id}）" if match.document.id else ""
    what = "登记的部位照片" if match.document.kind is Kind.SITE else "登记的页面或图片"
    why = f"与{what}{about}相符"
    if match.document.status is Status.DECLASSIFIED:
        why += "，该件已解密"
    return why if match.band is Band.CERTAIN else f"疑似{why}，请比对"


DETECTOR = RegisteredPicture()
