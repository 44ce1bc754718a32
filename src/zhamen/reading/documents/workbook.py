"""Sheets of an XLSX workbook: cells with what they show, row by row and column by column."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.documents import columns
from zhamen.reading.documents.markup import Markup, local
from zhamen.reading.documents.package import xml_events
from zhamen.reading.documents.residue import left_in
from zhamen.reading.documents.sheetcodes import header_text, literals, shown
from zhamen.reading.formatting import Content, Piece

SHEETS = frozenset({"worksheet", "chartsheet", "dialogsheet", "macrosheet"})
_HEADERS = frozenset(
    f"{which}{what}" for which in ("odd", "even", "first") for what in ("Header", "Footer")
)
_NUMBERED = re.compile(r"(\d+)\.\w+$")
_MOST_TABLES = 4
"""Tables of strings with which a sheet is read, where a package has more than one."""


class Workbook:
    """What sheets refer to: shared strings and number formats; and which strings were used."""

    def __init__(self) -> None:
        self._tables: list[list[str]] = []
        self._used: set[int] = set()
        self._is_whole = True
        self._formats: dict[str, str] = {}
        self._styles: list[str] = []

    def add_strings(self, name: str, content: bytes) -> Iterator[Content]:
        """Take a table of shared strings, and yield what of it no cell can show."""
        table: list[str] = []
        phonetic: list[str] = []
        try:
            for _, node in xml_events(content, "end"):
                if local(node.tag) == "si":
                    table.append(rich_text(node, phonetic))
                    node.clear(keep_tail=True)
        except ReadError as error:
            yield Unread(name, error.reason)
        self._tables.append(table)
        aside = Piece("\n".join(phonetic), place="sharedStrings:phonetic")
        if phonetic:
            yield aside
        yield from left_in(content, [Piece("\n".join(table)), aside], "sharedStrings")

    def add_formats(self, content: bytes) -> None:
        """Take the number formats of a style sheet, and which style has which."""
        try:
            for _, node in xml_events(content, "end"):
                tag = local(node.tag)
                if tag == "numFmt":
                    self._formats[node.get("numFmtId", "")] = node.get("formatCode", "")
                elif tag == "cellXfs":
                    self._styles = [each.get("numFmtId", "") for each in node]
        except ReadError:
            # The styles are read as a part as well, which says so.
            return

    def read_sheet(self, name: str, content: bytes) -> Iterator[Content]:
        """Yield a sheet's cells and all else that stands in it."""
        number = _NUMBERED.search(name)
        page = int(number[1]) if number else None
        pieces: list[Piece] = []
        for table in self._tables[:_MOST_TABLES] or [[]]:
            sheet = Sheet(self, table)
            try:
                sheet.take(content)
            except ReadError as error:
                yield Unread(name, error.reason)
            pieces = list(sheet.pieces(page))
            yield from pieces
        yield from left_in(content, pieces, "sheet")

    def cell(self, kind: str, style: str, value: str, table: list[str]) -> str:
        """Return what a cell of a type and a style shows of its value."""
        if kind == "s":
            return self._string(value, table)
        return shown(value, self._format(style)) if self._formats and value else value

    def _string(self, value: str, table: list[str]) -> str:
        at = int(value) if value.strip().isdecimal() else -1
        if not 0 <= at < len(table):
            self._is_whole = False
            return ""
        self._used.add(at)
        return table[at]

    def _format(self, style: str) -> str:
        at = int(style) if style.isdecimal() else 0
        return self._formats.get(self._styles[at], "") if at < len(self._styles) else ""

    def unused(self) -> Iterator[Content]:
        """Yield the shared strings that no cell shows; unread are cells whose string is missing."""
        for number, table in enumerate(self._tables):
            used = self._used if number < _MOST_TABLES else frozenset[int]()
            left = [text for at, text in enumerate(table) if at not in used and text]
            if left:
                yield Piece("\n".join(left), place="sharedStrings:unused")
        if not self._is_whole:
            yield Unread("", "damaged")


class Sheet:
    """Gathers the rows, columns and formulas of one sheet, and as markup everything else."""

    def __init__(self, book: Workbook, table: list[str]) -> None:
        self._book = book
        self._table = table
        self._markup = Markup()
        self._rows: list[str] = []
        self._columns: dict[int, list[str]] = {}
        self._formulas: dict[str, None] = {}
        self._headers: list[str] = []
        self._phonetic: list[str] = []

    def take(self, content: bytes) -> None:
        """Read the sheet's XML. Raises ReadError where it breaks off."""
        row = None
        try:
            for _, row in xml_events(content, "end", tag="{*}row"):
                self._row(row)
                row.clear(keep_tail=True)
            if row is None:
                self._walk(xml_events(content, "start", "end"))
        finally:
            if row is not None:
                from lxml import etree

                self._walk(etree.iterwalk(row.getroottree(), events=("start", "end")))
            self._markup.finish()

    def _walk(self, events: Iterable[tuple[str, Any]]) -> None:
        """Take everything but the rows."""
        for event, node in events:
            tag = local(node.tag)
            if tag == "row":
                continue
            if event == "start":
                self._markup.start(node)
                continue
            if tag in _HEADERS and node.text:
                self._headers.append(header_text(node.text))
            self._markup.end(node)

    def _row(self, row: Any) -> None:
        texts = []
        for count, node in enumerate(row):
            text = self._cell(node)
            if text:
                texts.append(text)
                columns.add(self._columns, _column(node.get("r", ""), count), text)
        if texts:
            self._rows.append("\t".join(texts))

    def _cell(self, node: Any) -> str:
        kind, value = node.get("t", "n"), ""
        for child in node:
            tag = local(child.tag)
            if tag == "v":
                value = child.text or ""
            elif tag == "is":
                value = rich_text(child, self._phonetic)
            elif tag == "f":
                self._formula(child.text or "")
            else:
                self._formulas["\n".join(child.itertext())] = None
        return self._book.cell(kind, node.get("s", ""), value, self._table)

    def _formula(self, text: str) -> None:
        said = literals(text) if '"' in text else ""
        if said or not text.isascii():
            self._formulas[f"{text}\n{said}"] = None

    def pieces(self, page: int | None) -> Iterator[Piece]:
        """Yield rows, columns, formulas, headers, and what stands beside the cells."""
        for place, texts in (
            ("sheet", self._rows),
            ("sheet:columns", columns.told(self._columns)),
            ("sheet:formulas", self._formulas),
            ("sheet:header", self._headers),
            ("sheet:phonetic", self._phonetic),
        ):
            text = ("\n\n" if place == "sheet:columns" else "\n").join(texts)
            if text.strip():
                yield Piece(text, page=page, place=place)
        yield from self._markup.pieces("sheet", page)


def rich_text(node: Any, phonetic: list[str]) -> str:
    """Return the text of a string item, its runs joined; its phonetic guide goes aside."""
    texts: list[str] = []
    for child in node:
        tag = local(child.tag)
        found = [each.text or "" for each in child.iter("{*}t")]
        (phonetic if tag == "rPh" else texts).extend(found)
    return "".join(texts).replace("\uf0ab", "★")


def _column(reference: str, count: int) -> int:
    """Return the number of a cell's column, its place in the row where it names none."""
    at = 0
    for letter in reference[:3]:
        if "A" <= letter <= "Z":
            at = at * 26 + ord(letter) - 64
    return at or count + 1
