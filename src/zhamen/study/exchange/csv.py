"""A table of questions as CSV, as spreadsheets open it: out and in."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from zhamen.errors import StudyError
from zhamen.study.exchange._format import decoded, enough, question
from zhamen.study.issue import Issue, Question

HEADS = ("题目", "选项A", "选项B", "选项C", "选项D", "选项E", "正确", "解释", "不得之")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Table:
    """One row a question; the right option by its letter."""

    name = "csv"
    suffix = ".csv"
    title = "表格 CSV / table"
    reads = True

    def write(self, issue: Issue) -> bytes:
        """Return the table with a mark that tells spreadsheets its encoding."""
        made = StringIO()
        csv.writer(made, lineterminator="\r\n").writerows(rows_of(issue))
        return b"\xef\xbb\xbf" + made.getvalue().encode()

    def read(self, data: bytes, clause: int) -> list[Question]:
        """Return the questions of a table with these heads, in whatever order."""
        try:
            rows = list(csv.reader(StringIO(decoded(data)), strict=True))
        except csv.Error as error:
            raise StudyError(f"CSV: {error}") from error
        return enough(questions_of(rows, clause))


def rows_of(issue: Issue) -> Iterator[list[str]]:
    """Yield the heads and a row for each question; none of it is a formula."""
    yield list(HEADS)
    for each in issue.questions:
        options = [*each.options, *[""] * (5 - len(each.options))]
        row = [each.text, *options, "ABCDE"[each.answer - 1], each.explanation, str(each.clause)]
        yield [f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell for cell in row]


def questions_of(rows: Sequence[Sequence[str]], clause: int) -> Iterator[Question]:
    """Yield the questions of a table. Raises StudyError that names the row."""
    heads = [cell.strip() for cell in rows[0]] if rows else []
    if missing := [head for head in HEADS[:3] + HEADS[6:8] if head not in heads]:
        raise StudyError(f"缺少列 / missing columns: {'、'.join(missing)}")
    for number, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            yield _one(number, dict(zip(heads, map(_plain, row), strict=False)), clause)


def _one(number: int, row: dict[str, str], clause: int) -> Question:
    where = f"第 {number} 行 / row {number}"
    options = [row.get(head, "") for head in HEADS[1:6]]
    while options and not options[-1]:
        options.pop()
    right = "ABCDE".find(row.get("正确", "").upper() or "?") + 1
    told = row.get("不得之", "")
    if told not in ("", *"1234567"):
        raise StudyError(f"{where}: 不得之应为 1 到 7 / must-not: 1 to 7")
    return question(where, row["题目"], options, right, row.get("解释", ""), int(told or clause))


def _plain(cell: str) -> str:
    return cell.strip().removeprefix("'")


EXCHANGE = Table()
