"""Text of XML documents as a reader sees it: paragraphs, rows, columns, attributes that speak.

Works on local names, so that Word, PowerPoint, charts, their strict and their transitional forms,
Word 2003 XML and OpenDocument are one. A paragraph inside another (a text box, a note) is a line
of its own and does not cut the one around it in two. A row of a table is one line.

What is not always shown (deleted, inserted, hidden, field codes, phonetic guides, either branch of
an alternative) stands where it stands; the readings without it are given besides.
"""

import re
from collections.abc import Iterator
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.documents.attributes import attributes, by_local_name, is_telling
from zhamen.reading.documents.columns import columns_of
from zhamen.reading.documents.lines import (
    CHOICE,
    CODE,
    DELETED,
    FALLBACK,
    HIDDEN,
    INSERTED,
    MATH,
    RUBY,
    Line,
    merged,
    piece,
    pieces_of,
)
from zhamen.reading.documents.package import xml_events
from zhamen.reading.documents.residue import left_in
from zhamen.reading.documents.sheetcodes import literals
from zhamen.reading.documents.textless import said_in
from zhamen.reading.formatting import Content, Piece
from zhamen.reading.mail.attaching import in_base64

_FLAGS = {
    **dict.fromkeys(("del", "moveFrom", "delText"), DELETED),
    **dict.fromkeys(("ins", "moveTo"), INSERTED),
    **dict.fromkeys(("instrText", "delInstrText"), CODE),
    **dict.fromkeys(("rt", "rPh", "ruby-text"), RUBY),
    **dict.fromkeys(("oMath", "oMathPara"), MATH),
    **{"Choice": CHOICE, "Fallback": FALLBACK},
}
_TEXT = frozenset({"t", "delText", "instrText", "delInstrText"})
_SPACES = {"tab": "\t", "br": "\n", "cr": "\n", "ptab": "\t", "noBreakHyphen": "-", "s": " ",
           "line-break": "\n"}  # fmt: skip
_PARAGRAPHS = frozenset({"p", "h", "si", "is", "text", "comment"})
_ISLANDS = frozenset({"annotation", "note", "frame", "tracked-changes", "custom-shape", "txbx"})
"""Elements within a paragraph whose text is not part of it."""
_CELLS = frozenset({"tc", "table-cell", "covered-table-cell", "Cell"})
_ROWS = frozenset({"tr", "table-row", "Row"})
_TABLES = frozenset({"tbl", "table", "Table"})
_SPANS = ("gridSpan", "number-columns-spanned", "number-columns-repeated", "MergeAcross")
_SPOKEN = frozenset(
    "descr title alt string tooltip displayText prompt promptTitle error errorTitle desc"
    " string-value UnicodeString".split()
)
STARS = {0xAA: "✦", 0xAB: "★", 0xAC: "✶", 0xAD: "✴", 0xAE: "✹", 0xB5: "✪", 0xB6: "☆"}
"""What “insert symbol” writes for a star, in the font Wingdings."""
_LEAST_PACKED = 64
_FIRST_LETTER = 0x2E80
"""Of the letters that a symbol may show; what lies below is drawn differently by each font."""
_PRIVATE = {0xF000 + code: star for code, star in STARS.items()}
_FORMULAS = frozenset({"formula", "formula1", "formula2", "definedName", "f"})
_NUMBER = re.compile(r"[-+\d.,eE%\s]*")


class Frame:
    """An open element that gathers: a paragraph's letters, a cell's lines, a table's rows."""

    __slots__ = ("cells", "kind", "letters", "lines", "mixed", "rows")

    def __init__(self, kind: str, lines: list[Line], mixed: bool = False) -> None:
        self.kind = kind
        self.letters: Line = []
        self.lines = lines
        self.mixed = mixed
        self.cells: list[tuple[Line, int]] = []
        self.rows: list[list[tuple[str, int]]] = []


class Markup:
    """Gathers the text of one XML document; feed it every event, then `finish`."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.columns: list[str] = []
        self.spoken: dict[str, None] = {}
        self._frames = [Frame("root", self.lines)]
        self._flags = 0
        self._kept: list[int] = []
        self._deleted: dict[str, str] = {}
        self._region = 0
        self._hiding: set[str] = set()
        self.packed: list[str] = []
        """Texts that are long enough to hold a file in Base64."""
        self.is_elsewhere = False
        """Whether a part of what is defined here stands outside of the file."""
        self.is_linked = False
        """Whether a picture stands outside of the file."""

    def start(self, node: Any) -> None:
        """Take an element's beginning, and the text in front of it."""
        self._between(node.getprevious(), node.getparent())
        tag = local(node.tag)
        for name, value in attributes(node):
            if local(name) in _SPOKEN or is_telling(value):
                self.spoken[value] = None
        if node.get("TargetMode") == "External":
            self.spoken[node.get("Target", "")] = None
            self.is_linked = self.is_linked or node.get("Type", "").endswith("/image")
        self._kept.append(self._flags)
        self._flags |= _FLAGS.get(tag, 0)
        top = self._frames[-1]
        if tag in _PARAGRAPHS or tag in _ISLANDS:
            mixed = tag in ("p", "h") and "opendocument" in node.tag
            self._frames.append(Frame(tag, top.lines, mixed))
        elif tag in _CELLS:
            self._frames.append(Frame(tag, []))
        elif tag in _ROWS or tag in _TABLES:
            self._frames.append(Frame(tag, top.lines))
        elif tag in ("change", "vanish", "changed-region", "text-properties", "span"):
            self._change(node, tag)
        elif tag == "redefine" and "://" in node.get("schemaLocation", ""):
            self.is_elsewhere = True

    def _change(self, node: Any, tag: str) -> None:
        said = by_local_name(node)
        if tag == "vanish" and said.get("val") not in ("0", "false", "off"):
            # It holds until the run that it is a property of ends.
            for at in range(1, min(3, len(self._kept))):
                self._kept[-at] |= HIDDEN
            self._flags |= HIDDEN
        elif tag == "changed-region":
            self._region += 1
        elif tag == "text-properties" and said.get("display") == "none":
            self._hiding.add(_style(node.getparent(), "name"))
        elif tag == "span" and _style(node, "style-name") in self._hiding:
            self._flags |= HIDDEN
        elif tag == "change" and (text := self._deleted.get(said.get("change-id", ""))):
            self._frames[-1].letters.append((DELETED, text))

    def _between(self, before: Any, around: Any) -> None:
        """Take the text that stands in front of an element, in mixed content."""
        text = before.tail if before is not None else around.text if around is not None else None
        if text and (self._frames[-1].mixed or not text.isspace()):
            self._words(text, "")

    def end(self, node: Any) -> None:
        """Take an element's end, its own text and its symbols."""
        tag = local(node.tag)
        text = node[-1].tail if len(node) else node.text
        if text and (tag in _TEXT or not text.isspace() or self._frames[-1].mixed):
            self._words(text, tag)
        if tag in _SPACES:
            self._space(node, tag)
        elif tag == "sym":
            self._frames[-1].letters.append((self._flags, _symbol(node)))
        elif len(self._frames) > 1 and self._frames[-1].kind == tag and _gathers(tag):
            self._close(self._frames.pop(), node)
        elif tag == "changed-region":
            self._keep_deleted(node)
        self._flags = self._kept.pop()
        if not self._region:
            node.clear(keep_tail=True)

    def _space(self, node: Any, tag: str) -> None:
        said = node.get("v") if tag == "s" else None
        if said is None:
            self._frames[-1].letters.append((self._flags, _SPACES[tag]))
        else:
            # A string in the cache of a pivot table.
            self._frames[-1].lines.append([(0, said)])

    def _keep_deleted(self, node: Any) -> None:
        """Remember what a deletion of OpenDocument took out, for the place that it was in."""
        ids = [value for name, value in attributes(node) if local(name) == "id"]
        lines = [each for deletion in node.iter("{*}deletion") for each in deletion]
        texts = ["".join(each.itertext()) for each in lines if local(each.tag) != "change-info"]
        self._deleted.update(dict.fromkeys(ids, "\n".join(texts)))
        self._region -= 1

    def _words(self, text: str, tag: str) -> None:
        if len(text) >= _LEAST_PACKED and text.isascii():
            self.packed.append(text)
        top = self._frames[-1]
        if tag in _TEXT or top.mixed:
            top.letters.append((self._flags, text.translate(_PRIVATE)))
        elif not (self._in_paragraph() and _NUMBER.fullmatch(text)):
            top.lines.append([(self._flags, text.strip().translate(_PRIVATE))])
            if tag in _FORMULAS and (said := literals(text)):
                top.lines.append([(self._flags, said)])

    def _in_paragraph(self) -> bool:
        return any(frame.kind == "p" for frame in self._frames)

    def _close(self, frame: Frame, node: Any = None) -> None:
        top = self._frames[-1]
        if any(text.strip() for _, text in frame.letters):
            frame.lines.append(merged(frame.letters))
        if frame.kind in _CELLS:
            line = [each for row in frame.lines for each in (*row, (0, "\n"))][:-1]
            top.cells.append((line, _span(node)))
        elif frame.kind in _ROWS:
            self._close_row(frame, top)
        elif frame.kind in _TABLES and frame.rows:
            self.columns.extend(columns_of(frame.rows))
        if frame.cells and frame.kind not in _ROWS:
            frame.lines.extend(line for line, _ in frame.cells if line)

    def _close_row(self, row: Frame, top: Frame) -> None:
        line: Line = []
        for cell, span in row.cells:
            line += [*cell, (0, "\t" * min(span, 8))]
        if any(text.strip() for _, text in line):
            row.lines.append(merged(line[:-1]))
        table = next((each for each in reversed(self._frames) if each.kind in _TABLES), top)
        table.rows.append([("".join(text for _, text in cell), span) for cell, span in row.cells])

    def finish(self) -> None:
        """Close what is open, also where the document broke off."""
        while len(self._frames) > 1:
            self._close(self._frames.pop())
        self._close(self._frames[0])
        self._frames[0].letters = []

    def pieces(self, place: str, page: int | None = None) -> Iterator[Piece]:
        """Yield what was gathered: the text, its other readings, columns, attributes."""
        yield from pieces_of(self.lines, place, page)
        yield from piece("\n\n".join(self.columns), f"{place}:columns", page)
        yield from piece("\n".join(self.spoken), f"{place}:attributes", page)


def read_markup(content: bytes, place: str, page: int | None = None) -> Iterator[Content]:
    """Yield the pieces of one XML document, and an Unread behind them if it broke off."""
    markup = Markup()
    reason = ""
    if (said := said_in(content, _SPOKEN)) is not None:
        markup.spoken = dict.fromkeys(said)
    else:
        reason = _walked(content, markup)
    pieces = list(markup.pieces(place, page))
    yield from pieces
    yield from left_in(content, pieces, place)
    yield from in_base64((*markup.packed, *markup.spoken))
    if markup.is_elsewhere:
        yield Unread("", "elsewhere")
    if markup.is_linked:
        yield Unread("", "not_supported:link")
    if reason:
        yield Unread("", reason)


def _walked(content: bytes, markup: Markup) -> str:
    """Feed a document to `markup`, and return why it is not whole."""
    reason = ""
    try:
        for event, node in xml_events(content, "start", "end"):
            (markup.start if event == "start" else markup.end)(node)
    except ReadError as error:
        reason = error.reason
    markup.finish()
    return reason


def local(tag: Any) -> str:
    """Return a name without its namespace, nothing for what is no element."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _style(node: Any, name: str) -> str:
    """Return the name of a style of OpenDocument, or of the one that an element has."""
    return by_local_name(node).get(name, "")


def _gathers(tag: str) -> bool:
    return any(tag in each for each in (_PARAGRAPHS, _ISLANDS, _CELLS, _ROWS, _TABLES))


def _span(node: Any) -> int:
    """Return how many columns a cell takes."""
    if node is None:
        return 1
    said = by_local_name(node)
    for name in _SPANS:
        if name in said and said[name].isdigit():
            return max(1, int(said[name]) + (name == "MergeAcross"))
    return 1


def _symbol(node: Any) -> str:
    """Return the star that a symbol of Wingdings shows, and the letter of a font of letters."""
    said = by_local_name(node)
    try:
        code = int(said.get("char", ""), 16)
    except ValueError:
        return ""
    if said.get("font", "").startswith("Wingdings"):
        return STARS.get(code & 0xFF, "")
    return chr(code) if _FIRST_LETTER <= code < 0xD800 else ""
