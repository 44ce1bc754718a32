"""草案标志: words that papers bear while they are drafted, weighed, or lent for a meeting."""

from zhamen.inspection.detecting import Example
from zhamen.inspection.phrasing import PhraseDetector


class DraftMark(PhraseDetector):
    """Matches the phrase list `draft_mark`."""

    name = "draft_mark"
    title = "过程稿标志"
    title_en = "draft mark"
    clauses = (5,)
    lists = ("draft_mark",)
    found = (
        Example("关于示例岗位的实施方案（征求意见稿）", "本单位的稿样 / an own draft"),
        Example("人员安置办法 讨论稿 未定稿", "两个词连用 / two words at once"),
        Example("仅供会议讨论，会后收回", "会议借阅的材料 / a paper lent for a meeting"),
    )
    left = (
        Example("《示例法（修订草案）》向社会公开征求意见", "公开征求意见 / a public consultation"),
        Example("论文初稿改了三遍", "日常用语 / everyday"),
    )


DETECTOR = DraftMark()
