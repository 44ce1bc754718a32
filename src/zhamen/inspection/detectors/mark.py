"""密级标志: a state-secret mark, level ★ term, however it is spaced, starred or numbered.

保密法 20, 22: the mark is level, ★ and term (period, date or condition); GB/T 9704 puts it on
a line of its own. What separates it from talk about secrecy is its form, never its words.
"""

import re
from collections.abc import Iterator

from zhamen.inspection.detecting import Example, Hit, Sight
from zhamen.inspection.grammar import (
    GAP,
    LEVEL,
    LINE_EDGE,
    TERM,
    is_talk,
    level_of,
    names_year,
)
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision, Kind, Level, Medium

# (A) level, a star of any kind, a term; line ends may part them (vertical print, narrow cells).
_STARRED = re.compile(rf"{LEVEL}级?{GAP}[★·]{GAP}{TERM}")
# (B) a whole line of level and term, with at most one stray character where OCR lost the star.
_WHOLE_LINE = re.compile(rf"(?m)^{LINE_EDGE}{LEVEL}{GAP}[^\n]?{GAP}{TERM}{LINE_EDGE}$")
# (C) level and a true star without a term: an old but valid mark (read as the legal maximum).
_BARE_STAR = re.compile(rf"{LEVEL}{GAP}★(?!{GAP}{TERM})")
# (C') the same within a line, where a character that OCR reads for ★ stands in its place.
_STRAY_TERM = re.compile(rf"{LEVEL}[女妇友文雪广娘太廊]{GAP}{TERM}(?![^\W\d_])")
# (D) a whole line of level and one of the characters that OCR reads for ★ (measured).
_STRAY = re.compile(rf"(?m)^{LINE_EDGE}{LEVEL}[女妇友文雪广娘太廊六支交去大犬X+※]{LINE_EDGE}$")
# A declassification stamp beside the mark (保密法: struck out, 解密 stamped next to it).
_STAMPED = re.compile(rf"{GAP}(?:已解密|解密|解除)(?![^\W\d_])")
_EXAM = re.compile(r"启用前|考试|开考前|使用前")
_EXAM_AFTER = re.compile("考试|试卷|试题|高考|中考|联考|模拟|统考|竞赛")


class Mark:
    """Finds marks that are borne, hints at marks that are taught, quoted or on past exams."""

    name = "mark"
    title = "国家秘密标志"
    title_en = "state-secret mark"
    clauses = (1, 2)
    needles = ("绝密", "机密", "秘密")
    lists = ()
    found = (
        Example("机密★10年", "标准写法 / the standard form"),
        Example(
            "机 密 ☆ 二 十 年",
            "字间空格、空心星、汉字数字 / letter-spaced, hollow star, Chinese numerals",
        ),
        Example("某钢〔示例〕图纸\n秘密★5年", "图纸：标在图名下方 / a drawing: below the title"),
        Example("绝密妇20年", "文字识别把★认成了字 / OCR read ★ as a character", Medium.OCR),
        Example("機密﹡長期", "繁体、键盘星号 / traditional, typed asterisk"),
        Example("X-Note: 机密★10年", "冒号前是单词，不是选项 / a word before the colon, no option"),
    )
    left = (
        Example("我守了这个秘密10年", "句子里的词语 / level and term in a sentence"),
        Example("秘密花园三年级读后感", "字面巧合 / accidental neighbours"),
        Example("机密级不超过二十年", "法律条文 / the statute"),
    )

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield marks in the order of their certainty."""
        text = passage.folded.text
        for match in _STARRED.finditer(text):
            yield _judged(match, passage, sight, "密级标志：密级★保密期限", 0.99)
        for match in _WHOLE_LINE.finditer(text):
            yield _judged(match, passage, sight, "整行为密级和保密期限", 0.95)
        for match in _BARE_STAR.finditer(text):
            if _begins_word(passage, match.start()):
                yield _judged(match, passage, sight, "密级标志，未写保密期限", 0.9)
        for match in _STRAY_TERM.finditer(text):
            if _begins_word(passage, match.start()):
                yield _hit(match, Decision.HOLD, "疑似★识别有误的密级标志", 0.7, passage)
        for match in _STRAY.finditer(text):
            yield _hit(match, Decision.HOLD, "整行为密级，疑似识别有误的密级标志", 0.6, passage)


def _begins_word(passage: Passage, at: int) -> bool:
    """Tell whether no letter stands directly before, so that 我们的秘密★ is left alone."""
    if at == 0:
        return True
    before = passage.folded.text[at - 1]
    if not before.isalnum():
        return True
    start, _ = passage.folded.origin(at, at + 1)
    return passage.text[start - 1 : start].isspace() if start else True


def _judged(
    match: re.Match[str], passage: Passage, sight: Sight, why: str, confidence: float
) -> Hit:
    """Weigh what stands around a mark: an exam paper, teaching, or a mark that is borne."""
    text, start, end = passage.folded.text, match.start(), match.end()
    if _is_exam(text, start, end):
        own = any(name in text for name in sight.organisations)
        if own or names_year(text, sight.year):
            return _hit(match, Decision.HOLD, "本单位或当年的试卷密级标志", 0.7, passage)
        return _hit(match, Decision.HINT, "往年试卷上的密级标志", 0.5, passage, talk=True)
    if _STAMPED.match(text, end):
        return _hit(match, Decision.HOLD, "密级标志旁有解密戳记，请核对是否已解密", 0.6, passage)
    if passage.medium is not Medium.NAME and is_talk(text, start, end):
        return _hit(match, Decision.HINT, "讲解或引用密级标志的文字", 0.5, passage, talk=True)
    return _hit(match, Decision.BLOCK, why, confidence, passage)


def _is_exam(text: str, start: int, end: int) -> bool:
    """Tell whether a mark is that of an exam paper: by its condition, or by what follows."""
    after = text[end : end + 80]
    return bool(_EXAM.search(text[start:end]) or _EXAM_AFTER.search(after)) and bool(
        "启用前" in text[start : end + 12] or re.search("[考试]", text[start : end + 60])
    )


def _hit(
    match: re.Match[str],
    decision: Decision,
    why: str,
    confidence: float,
    passage: Passage,
    *,
    talk: bool = False,
) -> Hit:
    recorded = passage.medium is Medium.SPEECH
    return Hit(
        match.start(),
        match.end(),
        decision,
        Basis.TALK if talk else Basis.MARK,
        why,
        clause=None if talk else 2 if recorded else 1,
        kind=Kind.STATE,
        level=Level(level_of(match)),
        confidence=confidence,
    )


DETECTOR = Mark()
