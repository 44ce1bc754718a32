"""拍摄位置: a picture taken inside a registered site, by the position that its camera noted."""

from collections.abc import Iterator

from zhamen.inspection.detecting import Example, Hit, Sight
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision, Kind
from zhamen.model.trace import Trace, TraceKind
from zhamen.register.document import Status

_CLAUSE = 7


class SitePosition:
    """Asks the register whether a position lies in one of its sites."""

    name = "site_position"
    title = "在登记的部位拍摄"
    title_en = "taken inside a registered site"
    clauses = (_CLAUSE,)
    needles: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    found: tuple[Example, ...] = ()
    left: tuple[Example, ...] = ()
    traces = (TraceKind.POSITION,)

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield nothing: what is written of places is the business of others."""
        yield from ()

    def trace(self, trace: Trace, sight: Sight) -> Iterator[Hit]:
        """Yield a hit for every site around the position."""
        if sight.register is None:
            return
        for match in sight.register.recall(trace):
            document = match.document
            about = f"（{document.id}）" if document.id else ""
            gone = document.status is Status.DECLASSIFIED
            yield Hit(
                0,
                0,
                Decision.HINT if gone else Decision.HOLD,
                Basis.REGISTER,
                f"照片的拍摄位置在登记的要害部位{about}内或紧邻",
                _CLAUSE,
                Kind.SITE,
                confidence=0.8,
                document=document.id,
            )


DETECTOR = SitePosition()
