"""登记图片: a registered page or photograph, known again by its look, without a letter being read.

What is looked for are looks in the register that the gate was handed; without one this detector
is silent. Another view of a registered place is not known again (docs/limits.md).
"""

from collections.abc import Iterator

from zhamen.inspection.detecting import Example, Hit, Sight
from zhamen.inspection.recalled import named, recalled
from zhamen.model.passage import Passage
from zhamen.model.terms import Kind
from zhamen.model.trace import Trace, TraceKind
from zhamen.register.found import Match

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
            what = "登记的部位照片" if match.document.kind is Kind.SITE else "登记的页面或图片"
            yield from recalled(match, _clauses(match), f"与{what}{named(match)}相符", "，请比对")


def _clauses(match: Match) -> tuple[int, ...]:
    """Return the must-nots: a picture of a page is the document itself, not talk about it."""
    serves = match.document.serves
    return (1,) if {*_DOCUMENT} <= {*serves} else serves


DETECTOR = RegisteredPicture()
