"""What a format of exchange is, and what all of them share."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Protocol, runtime_checkable

from zhamen import plugins
from zhamen.errors import StudyError
from zhamen.study import exchange as tray
from zhamen.study.issue import OPTIONS, Issue, Question, is_printable

MOST_BYTES = 4 << 20
MOST_QUESTIONS = 2000


@runtime_checkable
class Exchange(Protocol):
    """A small class; an instance called `EXCHANGE` ends its file."""

    name: str
    suffix: str
    title: str
    reads: bool
    """Whether questions come back from it."""

    def write(self, issue: Issue) -> bytes:
        """Return the issue, or its questions, in this format; the same bytes each time."""
        ...

    def read(self, data: bytes, clause: int) -> list[Question]:
        """Return the questions in a file; `clause` is theirs where the file does not say.

        Raises StudyError that names the row at fault.
        """
        ...


def load_exchanges() -> dict[str, Exchange]:
    """Return every format that stands in the tray, by name."""
    found = plugins.load_tray(tray, "EXCHANGE", Exchange)  # type: ignore[type-abstract]
    return {each.name: each for each in found}


def question(
    where: str, text: str, options: Sequence[str], right: int, why: str, clause: int
) -> Question:
    """Return a question that came from outside. Raises StudyError that says what is wrong."""
    words = [text, why, *options]
    if not text or not why or not all(options):
        raise StudyError(f"{where}: 题目、选项或解释是空的 / empty text, option or explanation")
    if len(options) not in OPTIONS or not 1 <= right <= len(options):
        raise StudyError(f"{where}: 要 2 到 5 个选项，其中一个正确 / 2 to 5 options, one right")
    if not all(map(is_printable, words)):
        raise StudyError(f"{where}: 太长或含控制字符 / too long, or control characters")
    if not 1 <= clause <= 7:
        raise StudyError(f"{where}: 不得之应为 1 到 7 / must-not: 1 to 7")
    return Question(text, tuple(options), right, why, clause)


def decoded(data: bytes) -> str:
    """Return a file's text: UTF-8, or what Chinese spreadsheets write. Raises StudyError."""
    if len(data) > MOST_BYTES:
        raise StudyError(f"超过 {MOST_BYTES >> 20} MB / too large")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    raise StudyError("不是文字文件 / not a text file")


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP of these files, without the time in it."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def refuse_reading(name: str) -> list[Question]:
    """Refuse what goes one way only. Raises StudyError."""
    raise StudyError(f"{name}: 只能导出 / can be written, not read")


def enough(questions: Iterable[Question]) -> list[Question]:
    """Return questions that were read. Raises StudyError for none, and for far too many."""
    found = list(questions)
    if not 1 <= len(found) <= MOST_QUESTIONS:
        raise StudyError(f"{len(found)} 题，应为 1 到 {MOST_QUESTIONS} 题 / questions")
    return found
