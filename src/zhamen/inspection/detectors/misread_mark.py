"""误识的密级标志: a mark in a picture of which letters were read as others — 机宓★10年, 绝密★20午.

Letters of the mark may be read as what looks like them, or as one of the reader's other guesses.
The line must have a mark's shape and hold nothing else; the star, or one letter in its place, and
a whole term make that shape certain.
"""

import re
from collections.abc import Iterator
from functools import cache

from zhamen.inspection.detecting import Example, Hit, Sight
from zhamen.inspection.grammar import GAP, LEVEL, LINE_EDGE, TERM, level_of
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision, Kind, Level, Medium
from zhamen.reading.tables import rows

_LONGEST = 24
_LETTERS = "绝机秘密年长期"
_NUMERALS = "〇零一二三四五六七八九十廿卅两百月日天个"
_STARRED = re.compile(rf"^{LINE_EDGE}{LEVEL}级?{GAP}(?P<star>[★·])?{GAP}{TERM}{LINE_EDGE}$")
_STRAY = re.compile(rf"^{LINE_EDGE}{LEVEL}{GAP}[^\n]{GAP}{TERM}{LINE_EDGE}$")
_BARE = re.compile(rf"^{LINE_EDGE}{LEVEL}{GAP}★{LINE_EDGE}$")
_READ_FOR_STAR = "女妇友文雪广娘太廊六支交去大犬x+※关火"
_OTHERS = {"密": "宓蜜蔤窑客崽", "机": "枧枫札朽权", "绝": "纯绍经", "秘": "秒泌秋", "年": "午牛生",
           "0": "o", "1": "li"}  # fmt: skip
"""What the shapes of two fonts alone do not say."""
_MOST_CHANGED = 2


class MisreadMark:
    """Finds marks in pictures whose letters were not all read rightly."""

    name = "misread_mark"
    title = "误识的密级标志"
    title_en = "misread mark"
    clauses = (1,)
    needles: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    found = (
        Example("机宓★10年", "“密”误识 / a letter read wrongly", Medium.OCR),
        Example("机密★10午", "“年”误识 / the term's last letter", Medium.OCR),
        Example("枧密★长期", "“机”误识 / the level's first letter", Medium.OCR),
    )
    left = (
        Example("机宓★10年", "手打的归“改写的密级标志” / typed: the disguised mark's"),
        Example("我守了这个秘宓10年", "句子里 / in a sentence", Medium.OCR),
        Example("机床★10年质保", "另有字 / other words beside", Medium.OCR),
    )

    def wakes(self, passage: Passage, sight: Sight) -> bool:
        """Tell whether a picture has a line like a mark."""
        return passage.medium is Medium.OCR and any(True for _ in self.look(passage, sight))

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield every short line that is a mark once its look-alikes are put right."""
        if passage.medium is not Medium.OCR:
            return
        text, start = passage.folded.text, 0
        for line in text.split("\n"):
            if 3 <= len(line) <= _LONGEST:
                hit = _judged(line, start)
                if hit:
                    yield hit
            start += len(line) + 1


def _judged(line: str, start: int) -> Hit | None:
    if _STARRED.search(line) or _STRAY.search(line) or _BARE.search(line):
        # Read rightly, or with a stray letter for the star: the mark detector's.
        return None
    mended = "".join(_mended().get(letter, letter) for letter in line)
    changed = sum(a != b for a, b in zip(line, mended, strict=True))
    match = _STARRED.search(mended) or _BARE.search(mended)
    if not match or not 0 < changed <= _MOST_CHANGED:
        return None
    certain = "★" in mended and changed == 1 and match.re is _STARRED
    return Hit(
        start,
        start + len(line),
        Decision.BLOCK if certain else Decision.HOLD,
        Basis.MARK,
        "疑似密级标志，个别字识别有误",
        clause=1,
        kind=Kind.STATE,
        level=Level(level_of(match)),
        confidence=0.9 if certain else 0.6,
    )


@cache
def _mended() -> dict[str, str]:
    """Return letter → the letter of a mark that is read as it, nearest shapes first."""
    table: dict[str, str] = {}
    for letter, alike in (*_OTHERS.items(), *rows("shape")):
        if letter in _LETTERS or letter in _OTHERS:
            for other in alike:
                if other not in _LETTERS + _NUMERALS:
                    table.setdefault(other, letter)
    return table | dict.fromkeys(_READ_FOR_STAR, "★")


DETECTOR = MisreadMark()
