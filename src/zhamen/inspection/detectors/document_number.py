"""发文字号: a number whose issuing code says that it is secret — 某办密〔2024〕3号.

A number alone is no secret (国发〔2024〕7号 is public): must-not 3 fires through the register,
or where the code (机关代字) itself contains 密. Brackets may be any, mixed, or lost to OCR.
"""

import re
from collections.abc import Iterator

from zhamen.inspection.detecting import Example, Hit, Sight
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision, Kind

_CN = "〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖"
_YEAR = rf"(?:(?:19|20)[0-9]{{2}}|[一二壹贰][{_CN}]{{3}}|(?<=[\[(《\"])[0-9]{{2}}(?=[\])》\"]))"
# The code is looked for backwards from the year, which is rarer: linear in any text.
_CODE = re.compile(r"(?P<code>[^\W\d_a-z]{1,12}(?:mi[^\W\d_a-z]{0,2})?)[-.·,]?[\[(《<{|\"]{0,2}$")
_NUMBER = re.compile(
    rf"(?P<year>{_YEAR})年?[\])》>}}|\"-]{{0,2}}第?(?P<serial>[0-9]{{1,4}}|[{_CN}十百]{{1,5}})号"
)
_REACH = 20
_SWAPPED = re.compile(
    rf"[\[(《](?P<year>{_YEAR})[\])》](?P<code>[^\W\d_a-z]{{1,10}})(?P<serial>[0-9]{{1,4}})号"
)
_WORD = re.compile(rf"密字?第?(?P<serial>[0-9]{{1,4}}|[{_CN}十百]{{1,5}})号")
_SECRET_CODE = re.compile(
    r"密(?:字|电|发|函|办|件|传|通|报|文|委|复|令|明电|传电)?(?:第|文|字)?$|mi.{0,2}$"
)
_INNOCENT_CODE = re.compile(
    "商密|保密(?:委|办|局|协议|合同|中心)|密委|密云|新密|高密|密山|精密|密码|国密|密局|密封|密度|紧密|严密|周密|机密封|密室"
)
_FORM = re.compile("例如|格式|编号规则|比如|样例")


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, issuing code) of everything written like a document number."""
    for match in _NUMBER.finditer(text):
        if code := _CODE.search(text[max(0, match.start() - _REACH) : match.start()]):
            yield match.start() - len(code[0]), match.end(), code["code"]
    for match in _SWAPPED.finditer(text):
        yield match.start(), match.end(), match["code"]
    for match in _WORD.finditer(text):
        if code := re.search(r"[^\W\d_a-z]{0,8}$", text[max(0, match.start() - 8) : match.start()]):
            yield match.start() - len(code[0]), match.end(), code[0] + "密"


class DocumentNumber:
    """Finds document numbers whose code contains 密."""

    name = "document_number"
    title = "带密字的发文字号"
    title_en = "document number with a secret code"
    clauses = (3,)
    needles = ()
    triggers = (
        r"(?:密|mi)[^\n0-9]{0,6}[0-9]{2}",
        r"密字?第?[0-9]",
        r"密[^\n]{0,6}[〇零一二三四五六七八九壹贰]",
    )
    lists = ()
    found = (
        Example("示例办密〔2024〕3号", "代字带“密” / the code contains 密"),
        Example("按示例委密[二〇二四]12 号办", "括号混用、汉字年份 / mixed brackets, Chinese year"),
    )
    left = (
        Example("国发〔2024〕7号", "公开的文号 / a public number"),
        Example("(2024)京01民终123号", "法院案号 / a court case"),
        Example("高密政发〔2023〕5号", "地名高密 / a city named 高密"),
    )

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield every number with a secret code."""
        text = passage.folded.text
        for start, end, code in _numbers(text):
            if not _SECRET_CODE.search(_INNOCENT_CODE.sub("", code)[-6:]):
                continue
            talk = bool(_FORM.search(text[max(0, start - 12) : start]))
            yield Hit(
                start,
                end,
                Decision.HINT if talk else Decision.HOLD,
                Basis.TALK if talk else Basis.TOPIC,
                "发文字号的机关代字含“密”，疑似涉密文件文号",
                clause=3,
                kind=Kind.STATE,
                confidence=0.8,
            )


DETECTOR = DocumentNumber()
