"""密级栏: the labelled field of a form, cover or label — 密级：机密."""

import re
from collections.abc import Iterator

from zhamen.inspection.detecting import Example, Hit, Sight
from zhamen.inspection.grammar import GAP, LEVEL, is_talk, level_of
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision, Kind, Level, Medium

_NAME = (
    r"(?:密级(?:和|及|与)?(?:保密)?期?限?|秘密等级|保密等级|保密级别|涉密等级|涉密级别|定密级别|"
    r"文件密级|密级标识|密级标志|密别|定密|密级程度|保密程度|保密级)"
)
# A colon after the name, or the name alone at the head of its line or cell with the level next.
_FIELD = re.compile(rf"{_NAME}(?:[(\[][^\n()\[\]]{{0,12}}[)\]])?[:=]{GAP}{LEVEL}")
_FIELD_APART = re.compile(rf"密{GAP}级(?=[^\w★]{{0,6}}[:=])[^\w★]{{1,8}}{LEVEL}")
_CELL = re.compile(rf"(?m)^{_NAME}[^\w★·]{{0,4}}\n?{LEVEL}级?(?=★|·|\n|$|[0-9])")
_UNCHECKED = re.compile(r"[□☐〇][^\w★·]{0,2}$")


class LevelField:
    """Finds a filled-in level field; blank forms with unticked boxes are left alone."""

    name = "level_field"
    title = "密级栏"
    title_en = "level field"
    clauses = (1, 2)
    needles = ("绝密", "机密", "秘密")
    lists = ()
    found = (
        Example("密级：机密", "有栏目名的密级 / the labelled field"),
        Example("文件密级: 秘密 编号：示例-017", "封面 / a cover"),
        Example("密 级\t绝密", "表格的两个单元格 / two cells of a form"),
    )
    left = (
        Example("精密级：P5", "精度等级 / a grade of precision"),
        Example("国家秘密的密级分为绝密、机密、秘密三级。", "法律条文 / the statute"),
        Example("密级：□绝密 □机密 □秘密", "空白表格 / a blank form"),
    )

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield fields by colon, then fields by cell."""
        text = passage.folded.text
        for pattern in (_FIELD, _FIELD_APART, _CELL):
            for match in pattern.finditer(text):
                at = match.start(level_of(match)) if level_of(match) else match.end()
                if _UNCHECKED.search(text[max(0, at - 4) : at]):
                    continue
                talk = passage.medium is not Medium.NAME and is_talk(
                    text, match.start(), match.end()
                )
                yield Hit(
                    match.start(),
                    match.end(),
                    Decision.HINT if talk else Decision.BLOCK,
                    Basis.TALK if talk else Basis.MARK,
                    "讲解密级栏的文字" if talk else "密级栏中填有密级",
                    clause=None if talk else 2 if passage.medium is Medium.SPEECH else 1,
                    kind=Kind.STATE,
                    level=Level(level_of(match)),
                    confidence=0.5 if talk else 0.95,
                )


DETECTOR = LevelField()
