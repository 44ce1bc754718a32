"""改写的密级标志: a mark by sound, by shape, by parts or in pinyin — 鸡蜜★10年, 木几宓山★10年.

Two ways in. The level words in the alike view, with a star or a term that fills the line; and a
star with a retention term behind anything at all, since nothing but a mark has that form. What
is found here stops at hold: the reading is lossy.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from zhamen.inspection.alike import DIGIT, STAR, Alike
from zhamen.inspection.detecting import Example, Hit, Sight
from zhamen.inspection.grammar import GAP, LEVEL, TERM, is_talk, letters, line_span, stands_alone
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision, Kind, Medium

_STEMS = ("绝密", "机密", "秘密")
_FIELDS = tuple("密级" + stem for stem in _STEMS)
_UNITS = ("年", "月", "天", "日")
# Whatever stands before a star and a term: up to eight letters or symbols of one line.
_STAR_TERM = re.compile(
    rf"(?:^|[\n\s,。;:()\[\]\"'《》])(?P<word>[^\n★·,。;:()\[\]\"'《》]{{1,12}}){GAP}(?P<star>★){GAP}{TERM}"
)
_PINYIN = re.compile(rf"(?<![a-z])(?:jue|ji|mi){GAP}mi(?![a-z]){GAP}[★·]?{GAP}{TERM}")
_FIELD_PINYIN = re.compile(r"(?<![a-z])miji[:=]|密级:[^\n\w]{0,2}(?:jue|ji|mi)mi(?![a-z])")
_RATINGS = re.compile("星|质保|保修|会员|评分|推荐|好评|酒店|期数|分期|经验|工龄|级别|岁|学制|合同")
_EXACT = re.compile(LEVEL)


class DisguisedMark:
    """Finds marks that an evader rewrote so that they still read as marks."""

    name = "disguised_mark"
    title = "改写的密级标志"
    title_en = "disguised mark"
    clauses = (1,)
    needles = ()
    lists = ()
    stems = _STEMS
    triggers = (
        r"★[\p{P}\p{S}\n]{0,3}(?:[0-9〇零一二三四五六七八九十廿卅两百]|长[\p{P}\p{S}\n]{0,3}期|永)",
        r"(?:jue|ji|mi)[\p{P}\p{S}]{0,3}mi[\p{P}\p{S}]{0,3}(?:★|·|[0-9一二三四五十长])",
        r"miji[:=]|密级:[\p{P}\p{S}]{0,2}(?:jue|ji|mi)mi",
    )
    found = (
        Example("鸡蜜★10年", "谐音 / by sound"),
        Example("木几 宓山★10年", "拆字 / by parts"),
        Example("ji mi ★ 10 年", "拼音 / pinyin"),
        Example("🐔密★二十年", "表情代字音 / an emoji for a sound"),
    )
    left = (
        Example("机密★10年", "照写的归“国家秘密标志” / spelled out: the mark detector's"),
        Example("这家店评分4.5★ 10年老店", "店铺评分 / a rating"),
        Example("蜂蜜 10年", "没有密级词 / no level word"),
    )

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield disguised marks, those spelled exactly left to the mark detector."""
        text = passage.folded.text
        for pattern in (_PINYIN, _FIELD_PINYIN):
            for match in pattern.finditer(text):
                yield from _unless_talk(passage, match.start(), match.end(), 0.7)
        for match in _STAR_TERM.finditer(text):
            word = letters(match["word"])
            ends = not _followed_by_letter(passage, match.end())
            if word and ends and not _EXACT.search(match["word"]) and not _RATINGS.search(match[0]):
                yield from _unless_talk(passage, match.start("word"), match.end(), 0.5)
        if sight.alike is not None:
            yield from _by_sound(passage, sight)


def _followed_by_letter(passage: Passage, end: int) -> bool:
    _, after = passage.folded.origin(end - 1, end)
    return passage.text[after : after + 1].isalnum()


def _by_sound(passage: Passage, sight: Sight) -> Iterator[Hit]:
    """Yield level words in the alike view with a star behind them, or a term to the line's end."""
    assert sight.alike is not None
    text = passage.folded.text
    view = sight.alike.view(text)
    for match in _alike_pattern(sight.alike).finditer(view.codes):
        start, end = view.span(match.start(), match.end())
        found = text[start:end]
        if match["field"]:
            # Spelled out it is the level field's; without a colon it is a run of sounds.
            good = ":" in found and not ("密级" in found and _EXACT.search(found))
        else:
            good = not _EXACT.search(found) and bool(
                match["star"] or stands_alone(text, start, end)
            )
        if good:
            yield from _unless_talk(passage, start, end, 0.7)


@lru_cache(maxsize=8)
def _alike_pattern(alike: Alike) -> re.Pattern[bytes]:
    """Return the grammar of a mark over alike codes: a level, then a star or a term."""

    def one_of(words: tuple[str, ...]) -> bytes:
        return b"(?:" + b"|".join(re.escape(alike.pattern(word)) for word in words) + b")"

    star, digit = re.escape(bytes([STAR])), re.escape(bytes([DIGIT]))
    field = one_of(_FIELDS)
    term = digit + b"{1,3}.?" + one_of(_UNITS) + b"|" + one_of(("长期",))
    mark = one_of(_STEMS) + b"(?:(?P<star>.?" + star + b")|.?(?:" + term + b"))"
    return re.compile(b"(?P<field>" + field + b")|" + mark, re.S)


def _unless_talk(passage: Passage, start: int, end: int, confidence: float) -> Iterator[Hit]:
    text = passage.folded.text
    first, _ = line_span(text, start, end)
    if is_talk(text, max(first, start), end):
        return
    yield Hit(
        start,
        end,
        Decision.HOLD,
        Basis.DISGUISE,
        "疑似用谐音、形近、拆字或拼音改写的密级标志",
        clause=2 if passage.medium is Medium.SPEECH else 1,
        kind=Kind.STATE,
        confidence=confidence,
    )


DETECTOR = DisguisedMark()
