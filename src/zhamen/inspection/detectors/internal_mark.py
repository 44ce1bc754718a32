"""工作秘密和内部标志: marks of work secrets and internal papers, and papers passed on in talk."""

from zhamen.inspection.detecting import Example
from zhamen.inspection.phrasing import PhraseDetector


class InternalMark(PhraseDetector):
    """Matches the phrase list `internal_mark`."""

    name = "internal_mark"
    title = "工作秘密、内部标志"
    title_en = "work-secret or internal mark"
    clauses = (6,)
    lists = ("internal_mark",)
    found = (
        Example("内部资料 注意保密", "常见标志 / a common mark"),
        Example("工作秘密", "独占一行 / alone on its line"),
        Example("（此件不公开）", "成文日期下的附注 / a note under the date"),
        Example("内部", "法定的简写，独占一行 / the legal short form, alone on its line"),
    )
    left = (
        Example(
            "内部资料，免费交流 准印证号（示例）2024-01",
            "有准印证号的内部刊物 / a licensed periodical",
        ),
        Example("本字体仅供内部使用，商用请购买授权", "授权说明 / a licence"),
        Example("泄露工作秘密的，给予处分", "法律条文 / a statute"),
        Example("国内部分钢厂复产", "字面巧合 / accidental neighbours"),
    )


DETECTOR = InternalMark()
