"""Pieces of rules that several detectors share: gaps, lines, terms, and talk about marks."""

import re

GAP = r"[^\w★]{0,3}"
"""What may stand between the characters of a mark: spaces are folded away, these are not."""

LEVELS = {"绝密": "top_secret", "机密": "secret", "秘密": "confidential"}


def spaced(word: str, gap: str = GAP) -> str:
    """Return a pattern for `word` that punctuation between its characters does not hide."""
    return gap.join(map(re.escape, word))


LEVEL = "(?:" + "|".join(f"(?P<{name}>{spaced(word)})" for word, name in LEVELS.items()) + ")"
"""A state level; the name of the group that matched is the `Level`."""

_NUMERAL = "〇零一二三四五六七八九十百"
_NUMBER = rf"(?:[0-9](?:{GAP}[0-9]){{0,2}}|[{_NUMERAL}廿卅两](?:{GAP}[{_NUMERAL}年]){{0,3}})"
_DATE = r"(?:19|20)[0-9]{2}[年\-./][0-9]{1,2}(?:[月\-./](?:[0-9]{1,2}[日号]?)?)?|(?:19|20)[0-9]{6}"
_CONDITION = (
    r"[^\W\d_]{0,10}(?:启用|解密|公布|公开|发布|开始|结束|实施|揭晓|宣布|签约|投产|完成)[之以]?前"
)
TERM = rf"(?:{_DATE}|{_NUMBER}{GAP}(?:年|个{GAP}月|月|周|天|日)|长{GAP}期|永{GAP}久|{_CONDITION})"
"""保密期限: a period, a date, 长期, or a condition (保密法 20; 密级★解密时间, 密级★解密条件)."""

LINE_EDGE = r"[^\w★\n]{0,6}"
"""Brackets, quotes and rules around a mark that stands alone on its line."""


_LINE_REACH = 200


def level_of(match: re.Match[str]) -> str:
    """Return the level word's name in a match of LEVEL, empty if none took part."""
    return next((name for name in LEVELS.values() if match[name]), "")


def line_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the line or lines in which `start:end` stands, as far as it matters.

    A line is cut at `_LINE_REACH` on either side: whoever looks at a line must not read a
    megabyte of it for every hit.
    """
    nearest = max(0, start - _LINE_REACH)
    farthest = min(len(text), end + _LINE_REACH)
    first = text.rfind("\n", nearest, start) + 1
    last = text.find("\n", end, farthest)
    return first or nearest, farthest if last < 0 else last


_NOT_LETTERS = re.compile(r"[\W_★·]+")


def letters(text: str) -> str:
    """Return only the letters and digits of a folded text."""
    return _NOT_LETTERS.sub("", text)


def stands_alone(text: str, start: int, end: int, slack: int = 0) -> bool:
    """Tell whether `start:end` fills its line, but for punctuation and `slack` letters."""
    first, last = line_span(text, start, end)
    around = text[max(first, start - 64) : start] + text[end : min(last, end + 64)]
    return len(letters(around)) <= slack


_TEACHING = re.compile(
    '标注|标明|注明|标有|印有|盖有|字样|形式|格式|样式|写法|写成|写作|举例|例如|比如|譬如|如"|如:|'
    "表示|是指|指的是|意思|含义|读作|分为|选择题|判断题|单选|多选|填空|下列|以下哪|哪个|哪项|哪种|什么|如何|"
    "怎样|怎么|区别|应标|标成|误标|错标|漏标|正确的|错误的|没写期限|不写期限|未写期限|《[^》]{0,12}$|\\(\\)|__"
)
_TEACHING_NEXT = re.compile(
    r"^[^\w\n]{0,2}(?:表示|是指|指的是|的意思|意思是|读作|应|这样|字样|的标|这种|是正确|是错误|属于什么|的写法|的格式|的含义)"
)
_QUOTES = ('"', "'")
# Behind a Latin letter it is the end of a word (`Note:`), and no option of a question.
_OPTION = re.compile(r"(?:^|[\n。;)]|[^\W\d_a-z])[\"(]?[a-h][.、。:)][^\n]{0,4}$")


def is_talk(text: str, start: int, end: int, reach: int = 20) -> bool:
    """Tell whether what stands at `start:end` is quoted or explained rather than borne.

    Inside quotes, among the options of a question, or in a sentence with teaching words it is
    talked about. At the head of its line it is borne, unless it is explained right behind.
    """
    if text[max(0, start - 1) : start] in _QUOTES or text[end : end + 1] in _QUOTES:
        return start > 0 or end < len(text)
    first, last = line_span(text, start, end)
    before, after = text[max(first, start - reach) : start], text[end : min(last, end + reach)]
    if _OPTION.search(before):
        return True
    if not letters(before):
        return bool(_TEACHING_NEXT.search(after))
    return bool(_TEACHING.search(before) or _TEACHING_NEXT.search(after) or "字样" in after)


def names_year(text: str, year: int) -> bool:
    """Tell whether the text names this year or a later one (of this decade)."""
    return any(int(found) >= year for found in re.findall(r"20[2-9][0-9]", text)) if year else False
