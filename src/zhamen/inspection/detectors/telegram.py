"""电报报头: a head word, or three field names and a grade within one page.

A photograph of the head alone is a leak (case 3 of the handout). One field name by itself
(发电单位, 机号, 等级) is everyday language in a power plant.
"""

import re
from collections.abc import Iterator

from zhamen.inspection.detecting import Example, Hit, Sight
from zhamen.inspection.phrasing import PhraseDetector
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision, Kind

_FIELDS = re.compile(
    "发往|签批盖章|签批|盖章|等级|部门号|机号|译传号|总号|抄送号|批办|发电单位|发电时间|发报|收报|机发|传真号|承办单位"
)
_GRADE = re.compile("特提|特急|加急|平急")
_CIPHER = re.compile(r"密码电报|密传发电|密码传真|密电|密码")
_PLAIN = re.compile("明电|内部传真电报|传真电报|明传|发电")
_PLAIN_HEAD = re.compile(
    r"(?m)^[^\n]{0,16}(?:内部明电|明传电报|内部传真电报|传真电报|发电)[^\n]{0,6}$"
)
_PAGE = 400


class Telegram(PhraseDetector):
    """Blocks heads of cipher telegrams, holds heads of plain internal ones."""

    name = "telegram"
    title = "电报报头"
    title_en = "head of a telegram"
    clauses = (1, 6)
    needles = ("签批", "部门号", "译传号", "明电", "传真电报", "发电单位", "明传", "机发")
    lists = ("telegram",)
    found = (
        Example(
            "密码电报\n发往 各县区 签批盖章 李某\n等级 特急 部门号", "密码电报报头 / a cipher head"
        ),
        Example("中共示例市委密传发电", "报头用语 / head words"),
        Example("内部明电\n等级 加急", "内部明电 / a plain internal telegram"),
    )
    left = (
        Example("禁止明电、密电混用", "规定、要求 / a rule"),
        Example("发电单位：自备电厂 机号：3 等级：25MW", "发电机组 / a power plant"),
    )

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield head words, then heads recognised by their fields."""
        yield from super().look(passage, sight)
        text = passage.folded.text
        for match in _GRADE.finditer(text):
            page = text[max(0, match.start() - _PAGE) : match.end() + _PAGE]
            fields = set(_FIELDS.findall(page))
            cipher = bool(_CIPHER.search(page))
            if len(fields) >= 3 or (_PLAIN_HEAD.search(page) and fields):
                yield _head(match, cipher)
                return


def _head(match: re.Match[str], cipher: bool) -> Hit:
    return Hit(
        match.start(),
        match.end(),
        Decision.BLOCK if cipher else Decision.HOLD,
        Basis.MARK,
        "密码电报报头栏目" if cipher else "明传电报报头栏目",
        clause=1 if cipher else 6,
        kind=Kind.STATE if cipher else Kind.INTERNAL,
        confidence=0.9,
    )


DETECTOR = Telegram()
