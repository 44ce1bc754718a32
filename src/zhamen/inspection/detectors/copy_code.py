"""印件码: the code that `zhamen mark-copy` prints on every copy; it names the copy that leaked.

A code proves itself under the register's key. Where no register knows it, it is held all the same:
nobody prints such a code on a paper that may go.
"""

from collections.abc import Iterator

from zhamen.inspection.detecting import Example, Hit, Sight
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision, Kind
from zhamen.model.trace import Trace, TraceKind
from zhamen.reading.pictures.copycode import HEAD, PATTERN, Code, code_of
from zhamen.register.document import Status
from zhamen.register.found import Match

_CLAUSE = 1


class CopyCode:
    """Finds codes of copies in pictures, and in the text of marked files."""

    name = "copy_code"
    title = "编号印件的识别码"
    title_en = "code of a numbered copy"
    clauses = (_CLAUSE,)
    needles = (HEAD,)
    lists: tuple[str, ...] = ()
    found = (
        Example("730400012812345665432120", "文件里的识别码 / the code in a marked file"),
        Example("示例 730400012812345665432120", "前后有别的字 / among other words"),
    )
    left = (
        Example("730400012812345665432112", "校验位不对 / the check is wrong"),
        Example("订单号 73040001281234566543212055", "位数不对 / too many digits"),
    )
    traces = (TraceKind.COPY,)

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield every code that stands in a text."""
        for found in PATTERN.finditer(passage.folded.text):
            code = code_of(found[0])
            if code is not None:
                yield _hit(code, _known(code, sight), *found.span())

    def trace(self, trace: Trace, sight: Sight) -> Iterator[Hit]:
        """Yield the code that a picture shows."""
        code = code_of(trace.value.decode("ascii", "replace"))
        if code is not None:
            yield _hit(code, _known(code, sight), 0, 0)


def _known(code: Code, sight: Sight) -> Match | None:
    """Return what the register says of a code, None if it is not one of its own."""
    if sight.register is None:
        return None
    matches = sight.register.recall(Trace(TraceKind.COPY, code.digits.encode()))
    return matches[0] if matches else None


def _hit(code: Code, match: Match | None, start: int, end: int) -> Hit:
    if match is None:
        why = f"疑似第 {code.number} 号印件的识别码，未能核验"
        return Hit(start, end, Decision.HOLD, Basis.MARK, why, _CLAUSE, Kind.STATE, confidence=0.7)
    document = match.document
    decision = Decision.HINT if document.status is Status.DECLASSIFIED else Decision.BLOCK
    clause = document.serves[0]
    return Hit(
        start,
        end,
        decision,
        Basis.REGISTER,
        f"第 {code.number} 号印件（文件 {document.id}）的识别码",
        clause,
        document.kind,
        document.level,
        0.99,
        document.id,
    )


DETECTOR = CopyCode()
