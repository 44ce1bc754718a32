"""The parts of an issue in words: `cases.2.story` is 案例二·经过."""

import re

_NUMBERS = "一二三四五"
_PLAIN = {
    "publisher": ("出版单位", "publisher"), "kicker": ("眉题", "kicker"),
    "headline": ("标题", "headline"), "deck": ("副题", "deck"), "intro": ("导语", "introduction"),
    "law.title": ("依据名称", "title of the rule"), "law.articles": ("依据条款", "articles"),
    "law.gist": ("依据要点", "gist of the rule"), "credit": ("来源", "credit"),
    "motif_alt": ("插图说明", "what the drawing shows"), "whole": ("全文", "the whole"),
    "clauses": ("对应的不得", "must-nots"), "checkpoint": ("日志锚点", "checkpoint"),
}  # fmt: skip
_CASE = {
    "label": ("情形", "label"), "title": ("标题", "title"), "story": ("经过", "story"),
    "analysis": ("分析", "analysis"), "warning": ("警示", "warning"),
}  # fmt: skip
_SERIES = {"doing": ("这样做", "what to do"), "questions": ("问题", "question")}
_NUMBERED = re.compile(r"(cases|doing|questions)\.(\d)(?:\.(\w+))?")


def title_of(part: str) -> tuple[str, str]:
    """Return a part's name in both languages; what is no part is called as it is."""
    if part in _PLAIN:
        return _PLAIN[part]
    found = _NUMBERED.fullmatch(part)
    if not found:
        return part, part
    kind, number, field = found[1], int(found[2]), found[3] or ""
    chinese = _NUMBERS[number - 1] if 0 < number <= len(_NUMBERS) else str(number)
    if kind == "cases":
        title, title_en = _CASE.get(field, (field, field))
        return f"案例{chinese}·{title}", f"case {number}, {title_en}"
    title, title_en = _SERIES[kind]
    more = {"": ("", ""), "explanation": ("·解释", ", explanation")}
    tail, tail_en = more.get(field, (f"·选项 {field}", f", option {field}"))
    return f"{title}{chinese}{tail}", f"{title_en} {number}{tail_en}"
