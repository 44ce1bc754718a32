"""GIFT, Moodle's format of question banks: out and in, one right answer, a reason behind ####."""

import re
from collections.abc import Iterator

from zhamen.errors import StudyError
from zhamen.study.exchange._format import decoded, enough, question
from zhamen.study.issue import Issue, Question

_SPECIAL = re.compile(r"([~=#{}:\\])")
_ESCAPED = re.compile(r"\\(.)", re.S)
_TAG = re.compile(r"\[tag:不得之([1-7])\]")
_TITLE = re.compile(r"^::(?:\\.|[^:\\])*::", re.S)
_HIDDEN = {f"\\{letter}": chr(0xE000 + place) for place, letter in enumerate("~=#{}:\\")}


class Gift:
    """Question banks of Moodle and its kin."""

    name = "gift"
    suffix = ".gift.txt"
    title = "Moodle 题库 / question bank of Moodle"
    reads = True

    def write(self, issue: Issue) -> bytes:
        """Return the questions, each with its must-not as a tag."""
        return "\n".join(_written(issue)).encode()

    def read(self, data: bytes, clause: int) -> list[Question]:
        """Return the questions; comments, categories and titles are passed over."""
        return enough(_questions(decoded(data), clause))


def _written(issue: Issue) -> Iterator[str]:
    for number, each in enumerate(issue.questions, 1):
        yield f"// [tag:不得之{each.clause}]"
        yield f"::{_escaped(issue.name)}-{number}::{_escaped(each.text)} {{"
        for place, option in enumerate(each.options, 1):
            yield f"\t{'=' if place == each.answer else '~'}{_escaped(option)}"
        yield f"\t####{_escaped(each.explanation)}"
        yield "}\n"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")


def _plain(text: str) -> str:
    for escape, hidden in _HIDDEN.items():
        text = text.replace(hidden, escape)
    return _ESCAPED.sub(lambda f: "\n" if f[1] == "n" else f[1], text).strip()


def _questions(text: str, clause: int) -> Iterator[Question]:
    # What is escaped is put aside, so that what is left of special signs means something.
    for escape, hidden in _HIDDEN.items():
        text = text.replace(escape, hidden)
    for number, block in enumerate(filter(None, map(str.strip, re.split(r"\n\s*\n", text))), 1):
        tag = _TAG.search(block)
        lines = [line for line in block.split("\n") if not line.lstrip().startswith(("//", "$"))]
        if body := "\n".join(lines).strip():
            yield _one(f"第 {number} 题 / question {number}", body, int(tag[1]) if tag else clause)


def _one(where: str, body: str, clause: int) -> Question:
    text, opened, rest = _TITLE.sub("", body).partition("{")
    inside, closed, behind = rest.rpartition("}")
    if not opened or not closed or behind.strip():
        raise StudyError(f"{where}: 没有成对的大括号 / no pair of braces")
    answers, _, why = inside.partition("####")
    found = re.findall(r"([=~])([^=~]*)", answers)
    options = [_plain(option.partition("#")[0]) for _, option in found]
    rights = [place for place, (sign, _) in enumerate(found, 1) if sign == "="]
    if len(rights) != 1:
        raise StudyError(f"{where}: 正确选项应为一个 / one right option, got {len(rights)}")
    return question(where, _plain(text), options, rights[0], _plain(why), clause)


EXCHANGE = Gift()
