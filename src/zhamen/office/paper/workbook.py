"""A sheet as XLSX: the same table, set up to be printed the same way."""

import io
from typing import Any

from zhamen.errors import OfficeError
from zhamen.office.paper.sheet import Sheet
from zhamen.office.words import say

_A4 = 9
_MOST_NAME, _MOST_FOOT = 31, 200
"""Excel's limits: letters of a tab, and of a foot with a margin for its codes."""
_TOO_MUCH = (
    "XLSX 放不下：一格最多 32,767 字，一张表最多 1,048,576 行。下载别的格式。",
    "Too much for XLSX: a cell takes 32,767 letters, a sheet 1,048,576 rows. Take another form.",
)
_TABLE = {"border": 1, "text_wrap": True, "valign": "vcenter", "font_size": 10}


def set_as_workbook(sheet: Sheet) -> bytes:
    """Return the sheet as XLSX. Every cell is a text: no formula, no link, no number is made.

    Raises OfficeError where Excel's limits would leave something out.
    """
    import xlsxwriter

    out = io.BytesIO()
    # In memory: a temporary file would hold what the ledger says.
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties(
            {"title": sheet.title, "author": sheet.unit,
             "created": sheet.printed.replace(tzinfo=None)}
        )  # fmt: skip
        page = book.add_worksheet(sheet.title[:_MOST_NAME])
        _set_up(page, sheet)
        _fill(book, page, sheet)
    return out.getvalue()


def _set_up(page: Any, sheet: Sheet) -> None:
    page.set_paper(_A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.55, right=0.55, top=0.75, bottom=0.7)
    page.set_header(f"&L{_plain(sheet.unit)}&C{_plain(sheet.title)}&R{_plain(sheet.period)}")
    number = say("第 &P 页，共 &N 页", "&P / &N")
    page.set_footer(f"&L{_plain(sheet.anchor)}&C{sheet.printed:%Y-%m-%d %H:%M}&R{number}")
    page.repeat_rows(2)
    page.freeze_panes(3, 0)
    for at, width in enumerate(sheet.widths):
        page.set_column(at, at, width)


def _plain(text: str) -> str:
    """Return a text of which no sign is a code of the head and foot."""
    return text.replace("&", "&&")[: _MOST_FOOT // 3]


def _fill(book: Any, page: Any, sheet: Sheet) -> None:
    last = len(sheet.heads) - 1
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    head = book.add_format({**_TABLE, "bold": True, "align": "center", "bg_color": "#ECECEC"})
    cell = book.add_format(_TABLE)
    page.set_row(0, 28)
    page.merge_range(0, 0, 0, last, "", title)
    page.write_string(0, 0, sheet.title, title)
    page.write_string(1, 0, sheet.unit)
    page.write_string(1, last, sheet.period, book.add_format({"align": "right"}))
    for at, words in enumerate(sheet.heads):
        page.write_string(2, at, words, head)
    for down, row in enumerate(sheet.ruled, 3):
        for at, words in enumerate(row):
            # It cuts what is too long and says so by a number alone.
            if page.write_string(down, at, words, cell):
                raise OfficeError(say(*_TOO_MUCH))
    _sign(page, sheet, 3 + len(sheet.ruled) + 1)


def _sign(page: Any, sheet: Sheet, down: int) -> None:
    step = max(1, len(sheet.heads) // len(sheet.signatures))
    for at, words in enumerate(sheet.signatures):
        page.write_string(down, at * step, f"{words}：__________")
