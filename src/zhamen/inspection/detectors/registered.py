"""登记文件: a registered document, known again from a line, a page, its title or its number.

What is looked for stands only as keyed fingerprints in the register that the gate was handed;
without one this detector is silent.
"""

from collections.abc import Iterator

from zhamen.inspection.detecting import Example, Hit, Sight
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision, Kind, Medium
from zhamen.register.document import MATTER_CLAUSE, Status, What
from zhamen.register.found import Band, Match, Span
from zhamen.register.variants import match_read

_MOST_SPANS = 4
_SHORT_QUOTE = 200
_SAMPLE = (
    "青崖钢铁集团三号高炉试产安排（示例）\n"
    "三号高炉拟于深秋某日夜间点火，首炉配比由工艺室单独下达，各班组不得自行记录。\n"
    "试产期间炉前作业区实行封闭管理，进出人员凭当日口令核验，影像设备一律存放在门岗铁柜。\n"
)
_DECISIONS = {
    Band.CERTAIN: Decision.BLOCK,
    Band.LOOK: Decision.HOLD,
    Band.FAINT: Decision.HINT,
}
_WORDS = {
    What.LINE: "出现登记文件的标题或小标题",
    What.TITLE: "出现登记文件的标题",
    What.NUMBER: "出现登记文件的文号",
    What.NAME: "出现登记的名称或代号",
    What.MATTER: "谈到登记的涉密事项",
}


class Registered:
    """Asks the register; it decides nothing about what a secret is."""

    name = "registered"
    title = "与登记文件重合"
    title_en = "registered document"
    clauses = (1, 3, 4, 5, 6, 7)
    needles: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    found = (
        Example("首炉配比由工艺室单独下达，各班组不得自行记录", "照抄一句 / one sentence copied",
                registered=_SAMPLE),
        Example("進出人員憑當日口令核驗，影像設備一律存放在門崗鐵櫃",
                "换成繁体 / in traditional script", registered=_SAMPLE),
        Example("1. 试产期间炉前作业 2. 区实行封闭管里，进出人员",
                "加了行号又错一字 / line numbers, a typo", registered=_SAMPLE),
        Example("青崖钢铁集团三号高炉试产安排", "只有标题 / the title alone", registered=_SAMPLE),
    )  # fmt: skip
    left = (
        Example("高炉点火那天夜里口令换了三回", "只是用词相同 / the same words, another text",
                registered=_SAMPLE),
        Example("各班组不得", "不足一个片段 / shorter than any fragment", registered=_SAMPLE),
    )  # fmt: skip

    def wakes(self, passage: Passage, sight: Sight) -> bool:
        """Tell whether the register knows anything of the passage."""
        if sight.register is None:
            return False
        return bool(match_read(sight.register, passage))

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield a hit for every must-not that a recognised document serves."""
        if sight.register is None:
            return
        for match in match_read(sight.register, passage):
            for clause in _clauses(match, passage.medium):
                for span in match.spans[:_MOST_SPANS]:
                    yield _hit(match, clause, span)


def _clauses(match: Match, medium: Medium) -> tuple[int, ...]:
    """Return the must-nots: whether a document was passed on, quoted, or talked about."""
    serves = match.document.serves
    if match.what is What.MATTER:
        return (MATTER_CLAUSE,)
    if not {1, 3} <= set(serves):
        return serves
    if match.what is not What.BODY:
        return (3,)
    # A few typed lines are a quotation (3), and a fragment of the document all the same (1).
    typed = medium is Medium.TYPED and match.letters < _SHORT_QUOTE
    return (1, 3) if typed else (1,)


def _hit(match: Match, clause: int, span: Span) -> Hit:
    document = match.document
    return Hit(
        span.start,
        span.end,
        _decision(match),
        Basis.REGISTER,
        _why(match),
        clause,
        Kind.STATE if clause == MATTER_CLAUSE else document.kind,
        document.level,
        0.99 if match.band is Band.CERTAIN else 0.7,
        document.id,
        match.letters,
    )


def _decision(match: Match) -> Decision:
    if match.document.status is Status.DECLASSIFIED:
        return Decision.HINT
    if match.changed and match.what is What.NUMBER:
        # The next number of the same series is as near as a typing error.
        return Decision.HINT
    return _DECISIONS[match.band]


def _why(match: Match) -> str:
    about = f"（{match.document.id}）" if match.document.id else ""
    if match.what is What.BODY:
        share = f"，约占全文 {match.share:.0%}" if match.share >= 0.01 else ""
        why = f"与登记文件{about}重合 {match.letters} 字{share}"
    else:
        why = f"{_WORDS[match.what]}{about}"
    if match.changed:
        why += "，只差一字"
    if match.document.status is Status.DECLASSIFIED:
        why += "，该件已解密"
    return why if match.band is Band.CERTAIN else f"疑似{why}"


DETECTOR = Registered()
