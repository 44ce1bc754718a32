"""A table of questions as XLSX: out and in, read without any program of a spreadsheet."""

import lzma
import re
import zipfile
import zlib
from io import BytesIO
from xml.sax.saxutils import escape

from lxml import etree

from zhamen.errors import StudyError
from zhamen.study.exchange._format import MOST_BYTES, enough, packed
from zhamen.study.exchange.csv import questions_of, rows_of
from zhamen.study.issue import Issue, Question

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACK = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FILES = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACK}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACK}/relationships"><Relationship Id="r1" '
    f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
    '<sheet name="题目" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACK}/relationships">'
    f'<Relationship Id="r1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}
_SHEET, _STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


class Workbook:
    """The table of the CSV, as a workbook."""

    name = "xlsx"
    suffix = ".xlsx"
    title = "表格 XLSX / workbook"
    reads = True

    def write(self, issue: Issue) -> bytes:
        """Return a workbook of one sheet, every cell a text."""
        rows = "".join(
            f"<row>{''.join(map(_cell, row))}</row>" for row in rows_of(issue)
        )  # fmt: skip
        sheet = f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        return packed({**_FILES, _SHEET: sheet})

    def read(self, data: bytes, clause: int) -> list[Question]:
        """Return the questions of the first sheet."""
        return enough(questions_of(_rows(data), clause))


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _rows(data: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            shared = _shared(package) if _STRINGS in package.namelist() else []
            sheet = _parsed(package, _SHEET)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, NotImplementedError, OSError,
            RuntimeError, ValueError, EOFError, zlib.error, lzma.LZMAError) as error:  # fmt: skip
        raise StudyError("不是读得懂的 XLSX / not a workbook that can be read") from error
    return [_row(row, shared) for row in sheet.iter(f"{{{_MAIN}}}row")]


def _parsed(package: zipfile.ZipFile, name: str) -> etree._Element:
    # What is small when packed may be endless unpacked.
    with package.open(name) as member:
        text = member.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise StudyError(f"超过 {MOST_BYTES >> 20} MB / too large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(text, parser)


def _shared(package: zipfile.ZipFile) -> list[str]:
    return [_text(each) for each in _parsed(package, _STRINGS).iter(f"{{{_MAIN}}}si")]


def _text(element: etree._Element) -> str:
    return "".join(each.text or "" for each in element.iter(f"{{{_MAIN}}}t"))


def _row(row: etree._Element, shared: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{{{_MAIN}}}c"):
        column = _column(cell.get("r", ""), len(cells))
        # A cell that is empty is not written: the next one says where it stands.
        cells += [""] * (column - len(cells))
        cells.append(_said(cell, shared))
    return cells


def _column(reference: str, following: int) -> int:
    number = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return min(max(number - 1, following), following + 100) if number else following


def _said(cell: etree._Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _text(cell)
    value = cell.findtext(f"{{{_MAIN}}}v") or ""
    if cell.get("t") != "s":
        return value
    at = int(value) if re.fullmatch("[0-9]{1,9}", value) else -1
    if not 0 <= at < len(shared):
        raise StudyError("XLSX: 指向不存在的文字 / a text that is not there")
    return shared[at]


EXCHANGE = Workbook()
