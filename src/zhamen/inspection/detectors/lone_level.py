"""孤立密级词: a level word alone on its line — a state mark, or a firm's own? Ask."""

import re
from collections.abc import Iterator

from zhamen.inspection.detecting import Example, Hit, Sight
from zhamen.inspection.grammar import LEVEL, LINE_EDGE, level_of
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision, Kind, Level, Medium

_LINE = re.compile(
    rf"(?m)^[\w.\-]{{0,0}}{LINE_EDGE}{LEVEL}(?:级|件|文件|级文件|资料|级资料)?(?:特急|加急|急件)?{LINE_EDGE}$"
)


class LoneLevel:
    """Finds a line that says nothing but its level."""

    name = "lone_level"
    title = "孤立密级词"
    title_en = "lone level word"
    clauses = (1,)
    needles = ("绝密", "机密", "秘密")
    lists = ()
    found = (
        Example("机密", "独占一行 / alone on a line"),
        Example("000128\n绝 密\n特急", "版头，没有★ / a header block without star"),
    )
    left = (
        Example("成功的秘密是什么", "日常用语 / everyday"),
        Example(
            "秘密！",
            "聊天里的回答，带感叹号 / an answer in a chat, with an exclamation mark",
        ),
    )

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield every lone line; a typed one-word chat message 秘密！ is an answer, not a mark."""
        text = passage.folded.text
        for match in _LINE.finditer(text):
            level = Level(level_of(match))
            answer = passage.medium is Medium.TYPED and level is Level.CONFIDENTIAL
            if answer and len(text) <= 6 and re.search(r"[!?~。.,…]", text):
                continue
            yield Hit(
                match.start(),
                match.end(),
                Decision.HOLD,
                Basis.MARK,
                "密级词独占一行，请确认是否为密级标志",
                clause=1,
                kind=Kind.STATE,
                level=level,
                confidence=0.6,
            )


DETECTOR = LoneLevel()
