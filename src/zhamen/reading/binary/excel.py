"""Excel 5 to 2003 and ET: cells, notes, names and headers of every sheet, hidden ones too.

Cells and shared strings are understood; of every other record the strings are read ([MS-XLS]).
"""

import struct
from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.binary.biff import Strings, records, short_string
from zhamen.reading.binary.pictures import blips
from zhamen.reading.documents import columns
from zhamen.reading.documents.compound import Storage
from zhamen.reading.documents.lines import piece
from zhamen.reading.documents.sheetcodes import header_text, shown
from zhamen.reading.documents.xlsb import rk
from zhamen.reading.formatting import Content, Embedded
from zhamen.reading.harvest import harvest

_BOOKS = ("Workbook", "Book", "WORKBOOK", "BOOK", "ETBook")
STREAMS = frozenset(_BOOKS)
_BOF, _FILEPASS, _SHEET, _SST, _FORMAT, _XF = 0x809, 0x2F, 0x85, 0xFC, 0x41E, 0xE0
_LABELS = frozenset({0x204, 0xD6})
_LABEL_2, _HEAD_2 = 0x04, 7
"""A label as Excel 2 wrote it: three bytes of attributes, one for the length."""
_LABEL_SHARED, _NUMBER, _RK, _RKS, _FORMULA, _STRING = 0xFD, 0x203, 0x27E, 0xBD, 0x06, 0x207
_TEXT_BOX, _HEADER, _FOOTER = 0x1B6, 0x14, 0x15
_DRAWINGS = (0xEB, 0xEC)
_FIGURES = frozenset({0x200, 0x208, 0x20B, 0xD7, 0xFF, 0x7D, 0xBE, 0x201, 0x91, 0xE5, 0xBD, 0x92})
"""Records of figures alone: sizes, rows, indexes, blanks, the palette."""


def takes(storage: Storage) -> bool:
    """Tell whether a storage holds a workbook."""
    return not STREAMS.isdisjoint(storage.streams)


def read(storage: Storage) -> Iterator[Content]:
    """Yield every sheet, then what stands beside the cells."""
    for name in _BOOKS:
        if stream := storage.read(name):
            yield from read_stream(stream, "/".join(storage.path))


def read_stream(stream: bytes, part: str = "") -> Iterator[Content]:
    """Yield what a stream of records says."""
    book = Book()
    try:
        for kind, bodies in records(stream):
            book.take(kind, bodies)
    except ReadError as error:
        yield Unread(part, error.reason)
        return
    except (struct.error, IndexError, ValueError):
        book.is_whole = False
    yield from book.contents()
    if not book.is_whole:
        yield from piece(harvest(stream), "strings")
        yield Unread(part, "damaged")


class Book:
    """Gathers a workbook record by record."""

    def __init__(self) -> None:
        self.is_whole = True
        self._is_8 = True
        self._names: list[str] = []
        self._strings: list[str] = []
        self._used: set[int] = set()
        self._formats: dict[int, str] = {}
        self._styles: list[int] = []
        self._sheets: list[dict[int, list[tuple[int, str]]]] = [{}]
        self._beside: list[str] = []
        self._rest: list[bytes] = []
        self._pictures: list[Embedded] = []
        self._formula: tuple[int, int] | None = None
        self._took = False

    def take(self, kind: int, bodies: list[bytes]) -> None:
        """Take one record. Raises ReadError("encrypted"), and what its bytes make struct raise."""
        body = bodies[0] if bodies else b""
        if kind == -1:
            self.is_whole = False
        elif kind == _FILEPASS:
            raise ReadError("encrypted")
        elif kind & 0xFF == _BOF & 0xFF and len(body) >= 4:
            self._is_8 = kind == _BOF and struct.unpack_from("<H", body)[0] == 0x600
            self._sheets.append({})
            self._took = True
        elif kind == _SST:
            self._take_strings(bodies)
        elif kind in (_SHEET, _FORMAT, _XF, _TEXT_BOX, _HEADER, _FOOTER, _STRING):
            self._take_words(kind, bodies)
        elif kind in _CELLS:
            self._take_cell(kind, body)
        elif kind in _DRAWINGS:
            pictures, strings = blips(b"".join(bodies))
            self._pictures.extend(pictures)
            self._rest.append(strings)
        elif kind not in _FIGURES:
            self._rest.extend(bodies)

    def _take_strings(self, bodies: list[bytes]) -> None:
        total = struct.unpack_from("<I", bodies[0], 4)[0]
        strings = Strings(bodies, 8)
        for _ in range(total):
            try:
                self._strings.append(strings.next())
            except IndexError:
                self.is_whole = False
                return

    def _take_words(self, kind: int, bodies: list[bytes]) -> None:
        body = bodies[0]
        if kind == _SHEET:
            self._names.append(short_string(body, 6, self._is_8))
        elif kind == _FORMAT:
            code = short_string(body, 2, self._is_8, 2 if self._is_8 else 1)
            self._formats[struct.unpack_from("<H", body)[0]] = code
            self._beside.extend([] if code.isascii() else [code])
        elif kind == _XF:
            self._styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _TEXT_BOX:
            self._beside.append(_text_box(bodies))
        elif kind == _STRING and self._formula:
            self._put(*self._formula, Strings(bodies).next() if self._is_8 else
                      short_string(body, 0, False, 2))  # fmt: skip
        elif body:
            text = short_string(body, 0, self._is_8, 2 if self._is_8 else 1)
            self._beside += [text, header_text(text)]

    def _take_cell(self, kind: int, body: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", body)
        if kind == _LABEL_2:
            self._put(row, column, short_string(body, _HEAD_2, wide=False))
        elif kind in _LABELS:
            self._put(row, column, short_string(body, 6, self._is_8, 2))
        elif kind == _LABEL_SHARED:
            at = struct.unpack_from("<I", body, 6)[0]
            self.is_whole &= at < len(self._strings)
            if at < len(self._strings):
                self._used.add(at)
                self._put(row, column, self._strings[at])
        elif kind == _RKS:
            for number in range((len(body) - 6) // 6):
                style = struct.unpack_from("<H", body, 4 + 6 * number)[0]
                self._figure(row, column + number, style, rk(body[6 + 6 * number :][:4]))
        elif kind == _RK:
            self._figure(row, column, style, rk(body[6:10]))
        else:
            self._formula = (row, column) if kind == _FORMULA else None
            if kind == _FORMULA:
                self._rest.append(body[20:])
            if body[12:14] != b"\xff\xff" or kind == _NUMBER:
                self._figure(row, column, style, struct.unpack_from("<d", body, 6)[0])

    def _figure(self, row: int, column: int, style: int, value: float) -> None:
        number = self._styles[style] if style < len(self._styles) else -1
        self._put(row, column, shown(f"{value:.15g}", self._formats.get(number, "")))

    def _put(self, row: int, column: int, text: str) -> None:
        self._sheets[-1].setdefault(row, []).append((column, text))

    def contents(self) -> Iterator[Content]:
        """Yield what was gathered."""
        if not self._took:
            self.is_whole = False
        yield from piece("\n".join(self._names), "workbook")
        pages = [sheet for sheet in self._sheets if sheet]
        for page, sheet in enumerate(pages, 1):
            yield from _sheet(sheet, page)
        left = [text for at, text in enumerate(self._strings) if at not in self._used]
        yield from piece("\n".join(left), "sharedStrings:unused")
        yield from piece("\n".join(self._beside), "sheet:beside")
        yield from piece(harvest(bytes(4).join(self._rest)), "strings")
        yield from self._pictures


_CELLS = _LABELS | {_LABEL_2, _LABEL_SHARED, _NUMBER, _RK, _RKS, _FORMULA}


def _sheet(rows: dict[int, list[tuple[int, str]]], page: int) -> Iterator[Content]:
    down: dict[int, list[str]] = {}
    lines = []
    for row in sorted(rows):
        cells = sorted(rows[row], key=lambda cell: cell[0])
        lines.append("\t".join(text for _, text in cells))
        for column, text in cells:
            columns.add(down, column, text)
    yield from piece("\n".join(lines), "sheet", page)
    yield from piece("\n\n".join(columns.told(down)), "sheet:columns", page)


def _text_box(bodies: list[bytes]) -> str:
    """Return the text of a box or a note; it stands in the records that continue its own."""
    count = struct.unpack_from("<H", bodies[0], 10)[0]
    texts = []
    for body in bodies[1:]:
        if count <= 0 or not body:
            break
        raw = body[1 : 1 + count * (2 if body[0] & 1 else 1)]
        texts.append(raw.decode("utf-16-le" if body[0] & 1 else "latin-1", "replace"))
        count -= len(texts[-1])
    return "".join(texts)
