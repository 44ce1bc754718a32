"""口述密级标志: level and term read out, as whoever reads a document aloud begins.

Nobody says the star, and a transcript has few commas or none. So a level is taken for a mark where
its term follows as a phrase of its own, and for something to ask about where the words run on.
"""

import re
from collections.abc import Iterator

from zhamen.inspection.detecting import Example, Hit, Sight
from zhamen.inspection.grammar import GAP, LEVEL, TERM, is_talk, level_of
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision, Kind, Level, Medium

_FILLER = "(?:嗯|呃|啊|哦|那个|就是)?"
_STAR = "(?:五角星|星号|星|★|·)"
_SPOKEN = re.compile(
    rf"{LEVEL}(?:级|件|级的|的)?{GAP}{_FILLER}{GAP}"
    rf"(?:(?P<star>{_STAR}){GAP}|(?P<named>(?:保密)?期限(?:是|为)?){GAP})?(?P<term>{TERM})"
)
# “密级是机密” tells about a document; “密级，机密” reads its head out.
_PHRASE_BEGINS = re.compile(r"(?:[^\w★]|密级|本件|嗯|呃|啊)$")
_PHRASE_ENDS = re.compile(r"(?:$|[^\w])")
_NO_TERM = re.compile("[前后来了里内间多之以中的]")
"""What makes 十年 a stretch of time in a story."""
_READ_OUT = re.compile(
    "密级|文件|通知|电报|会议|传达|宣读|念一下|下面|以下|同志们|关于|各单位|特急|加急|编号|份号"
)
_REACH = 16
_LESSON = 48
"""Letters within which another level with its term makes a list of the three."""


class SpokenMark:
    """Finds marks in transcripts; a list of levels and terms is a lesson."""

    name = "spoken_mark"
    title = "口述的密级标志"
    title_en = "state-secret mark read out"
    clauses = (2,)
    needles = ("绝密", "机密", "秘密")
    lists = ()
    found = (
        Example("秘密，保密期限五年，关于试产", "念出期限 / the term by its name", Medium.SPEECH),
        Example("绝密，长期。青崖集团文件（示例）", "逗号隔开 / parted by a comma", Medium.SPEECH),
        Example("绝密三十年，特急", "没有★ / without the star", Medium.SPEECH),
        Example("机密五角星二十年", "念出星号 / the star said", Medium.SPEECH),
        Example(
            "好同志们开会了机密一零年关于试产的通知我念一下",
            "听写没有标点，数字逐个念 / no punctuation, digits one by one",
            Medium.SPEECH,
        ),
    )  # fmt: skip
    left = (
        Example("我守了这个秘密十年", "故事 / a story", Medium.SPEECH),
        Example("秘密，十年后才公开", "时间 / a time", Medium.SPEECH),
        Example("他说这是个秘密，五年了都没人知道", "日常用语 / everyday", Medium.SPEECH),
        Example("绝密三十年", "不是听来的 / not from a recording"),
    )

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield every level that is said with its term."""
        if passage.medium is not Medium.SPEECH:
            return
        text = passage.folded.text
        for match in _SPOKEN.finditer(text):
            decision = _decision(text, match)
            if decision is not Decision.PASS:
                yield _hit(match, decision)


def _decision(text: str, match: re.Match[str]) -> Decision:
    start, end = match.span()
    if _NO_TERM.match(text, end) and not match["named"]:
        return Decision.PASS
    if _is_lesson(text, match) or is_talk(text, start, end):
        return Decision.HINT
    ends = _PHRASE_ENDS.match(text, end)
    begins = _PHRASE_BEGINS.search(text, max(0, start - 4), start) or start == 0
    if begins and (match["star"] or match["named"] or ends):
        return Decision.BLOCK
    around = text[max(0, start - _REACH) : start] + text[end : end + _REACH]
    run_on = match["star"] or match["named"] or _READ_OUT.search(around)
    # 秘密 is a word of every day; of the other two a stammer may be all that stands before.
    run_on = run_on or (ends and level_of(match) != Level.CONFIDENTIAL)
    return Decision.HOLD if run_on else Decision.PASS


def _is_lesson(text: str, match: re.Match[str]) -> bool:
    """Tell whether another level stands nearby with a term of its own."""
    around = text[max(0, match.start() - _LESSON) : match.end() + _LESSON]
    return len({level_of(each) for each in _SPOKEN.finditer(around)}) > 1


def _hit(match: re.Match[str], decision: Decision) -> Hit:
    talk = decision is Decision.HINT
    return Hit(
        match.start(),
        match.end(),
        decision,
        Basis.TALK if talk else Basis.MARK,
        "讲解密级和期限的话" if talk else "录音中念出密级和保密期限",
        clause=None if talk else 2,
        kind=Kind.STATE,
        level=Level(level_of(match)),
        confidence=0.95 if decision is Decision.BLOCK else 0.6,
    )


DETECTOR = SpokenMark()
