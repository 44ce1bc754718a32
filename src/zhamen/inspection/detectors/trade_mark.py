"""商密标志: trade-secret marks — owner, level, term — and the free forms firms really print.

中央企业商业秘密保护暂行规定: 核心商密 and 普通商密, a term in years, months, days, 长期 or 公布前.
商密 alone usually means 商用密码 and is left alone.
"""

import re
from collections.abc import Iterator

from zhamen.inspection.detecting import Example, Hit, Sight
from zhamen.inspection.grammar import GAP, LINE_EDGE, TERM, is_talk, spaced
from zhamen.inspection.phrasing import PhraseDetector
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision, Kind, Level, Medium

_CORE = "|".join(map(spaced, ("核心商密", "核心商业秘密", "核心商业机密")))
_ORDINARY = "|".join(
    map(spaced, ("普通商密", "一般商密", "普通商业秘密", "一般商业秘密", "重要商密"))
)
_OTHER = "|".join(
    map(spaced, ("商业秘密", "商业机密", "公司秘密", "企业秘密", "公司机密", "企业机密"))
)
_WORD = rf"(?:(?P<core>{_CORE})|(?P<ordinary>{_ORDINARY})|(?P<other>{_OTHER}))"
_WITH_TERM = re.compile(
    rf"{_WORD}(?:[a-c一二三]?级)?{GAP}★?{GAP}{TERM}(?![^\W\d_]{{0,2}}(?:以上|以下|有期))"
)
_FIELD = re.compile(
    rf"(?:密级|商密级别|秘密等级|保密等级|商密等级|保密级别|等级)[^\w\n]{{0,2}}[:=]{GAP}{_WORD}"
)
_NAMED = re.compile(rf"(?:^|[^\w]|_){_WORD}(?:$|[^\w]|_)")
_LINE = re.compile(rf"(?m)^[^\n★]{{0,12}}{_WORD}{LINE_EDGE}$")


class TradeMark(PhraseDetector):
    """Finds trade-secret marks by level and term, by field, on a line, or by phrase."""

    name = "trade_mark"
    title = "商业秘密标志"
    title_en = "trade-secret mark"
    clauses = (6,)
    needles = ("商密", "商业秘密", "商业机密", "公司秘密", "公司机密", "企业秘密", "企业机密")
    lists = ("trade_mark",)
    found = (
        Example("示例钢铁 核心商密 10年", "权属、密级、期限 / owner, level, term"),
        Example("普通商密▲3年", "三角代替★ / a triangle for the star"),
        Example("商业秘密 请勿外传", "自拟的写法 / a free form"),
        Example("CONFIDENTIAL - INTERNAL USE ONLY", "英文标志，转人工 / an English mark: hold"),
    )
    left = (
        Example("商密产品认证与SM4算法改造", "商用密码 / commercial cryptography"),
        Example("商业秘密的构成要件有三个", "培训内容 / training"),
        Example("侵犯商业秘密的，处三年以下有期徒刑", "法律条文 / a statute"),
    )

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield marks with a term, fields and lone lines, then phrases."""
        text = passage.folded.text
        named = passage.medium is Medium.NAME
        for pattern in (_WITH_TERM, _FIELD, _NAMED if named else _LINE):
            for match in pattern.finditer(text):
                if pattern in (_LINE, _NAMED) and not (match["core"] or match["ordinary"]):
                    continue
                if named or not is_talk(text, match.start(), match.end(), reach=12):
                    yield _hit(match)
        yield from super().look(passage, sight)


def _hit(match: re.Match[str]) -> Hit:
    level = Level.CORE if match["core"] else Level.ORDINARY if match["ordinary"] else Level.NONE
    return Hit(
        match.start(),
        match.end(),
        Decision.BLOCK,
        Basis.MARK,
        "商业秘密标志：密级和期限",
        clause=6,
        kind=Kind.TRADE,
        level=level,
        confidence=0.95,
    )


DETECTOR = TradeMark()
