"""Word 6 to 2003 and WPS: every subdocument of the binary format ([MS-DOC]).

The text lies in pieces, 16 or 8 bits a letter. What of it is deleted, inserted, hidden or a symbol
say the properties of its runs. What lies in the stream outside the pieces (an earlier version, left
by a fast save) and the strings of the tables (authors, bookmarks, properties) are read as strings.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.model.verdict import Unread
from zhamen.reading.binary.pictures import blips
from zhamen.reading.binary.runs import Runs, read_runs
from zhamen.reading.documents.compound import Storage
from zhamen.reading.documents.lines import CODE, Line, piece, pieces_of
from zhamen.reading.formatting import Content
from zhamen.reading.harvest import harvest

STREAMS = frozenset({"WordDocument", "0Table", "1Table", "Data"})
_WORD_97, _WORD_6 = 0xA5EC, 0xA5DC
_COMPLEX, _ENCRYPTED, _WHICH_TABLE = 0x0004, 0x0100, 0x0200
_PARTS = ("body", "footnotes", "header", "macro", "comments", "endnotes", "textbox",
          "header:textbox")  # fmt: skip
_FC_RUNS, _FC_CLX, _FC_CLX_6 = 0x00FA, 0x01A2, 0x0160
_MARKS = re.compile("[\x13\x14\x15]")
_CONTROL = {
    **dict.fromkeys(range(32), ""),
    **{9: "\t", 10: "\n", 11: "\n", 12: "\n", 13: "\n", 14: "\n", 7: "\t", 30: "-"},
}
_SMALL = 4


@dataclass(frozen=True, slots=True)
class Slice:
    """A piece of the text: where in the stream it lies, and how."""

    start: int
    count: int
    wide: bool

    @property
    def end(self) -> int:
        """Return the byte behind it."""
        return self.start + self.count * (2 if self.wide else 1)


def takes(storage: Storage) -> bool:
    """Tell whether a storage holds a document of Word."""
    return "WordDocument" in storage.streams


def read(storage: Storage) -> Iterator[Content]:
    """Yield the subdocuments, then strings and pictures."""
    stream = storage.read("WordDocument")
    magic, flags = struct.unpack_from("<H8xH", stream, 0)
    if flags & _ENCRYPTED:
        yield Unread("/".join(storage.path), "encrypted")
        return
    tables = [storage.read("0Table"), storage.read("1Table")]
    table = tables[bool(flags & _WHICH_TABLE)] if magic == _WORD_97 else stream
    slices = _slices(stream, table, magic, flags)
    runs = read_runs(stream, table, _FC_RUNS) if magic == _WORD_97 else Runs()
    letters = [each for piece_ in slices for each in _letters(stream, piece_, runs)]
    yield from _subdocuments(letters, _lengths(stream, magic))
    if not slices:
        yield Unread("/".join(storage.path), "damaged")
    for rest in (_uncovered(stream, slices), *tables, storage.read("Data")):
        pictures, strings = blips(rest)
        yield from piece(harvest(strings), "strings")
        yield from pictures


def _slices(stream: bytes, table: bytes, magic: int, flags: int) -> list[Slice]:
    """Return the pieces of the text in its order."""
    if magic != _WORD_97 and not flags & _COMPLEX:
        first, last = struct.unpack_from("<II", stream, 0x18)
        return [Slice(first, max(0, min(last, len(stream)) - first), wide=False)]
    at, size = struct.unpack_from("<II", stream, _FC_CLX if magic == _WORD_97 else _FC_CLX_6)
    return list(_piece_table(table[at : at + size], magic == _WORD_97, len(stream)))


def _piece_table(clx: bytes, is_97: bool, limit: int) -> Iterator[Slice]:
    at = 0
    while at + 5 <= len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at + 5 > len(clx) or clx[at] != 2:
        return
    size = min(struct.unpack_from("<I", clx, at + 1)[0], len(clx) - at - 5)
    count = (size - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    for number in range(count):
        where = struct.unpack_from("<I", clx, at + 5 + 4 * (count + 1) + 8 * number + 2)[0]
        wide = is_97 and not where & 0x40000000
        start = where if wide or not is_97 else (where & 0x3FFFFFFF) // 2
        room = max(0, limit - start) // (2 if wide else 1)
        yield Slice(start, max(0, min(places[number + 1] - places[number], room)), wide)


def _letters(stream: bytes, piece_: Slice, runs: Runs) -> Iterator[tuple[int, str]]:
    """Yield the text of a piece in stretches of the same properties."""
    step = 2 if piece_.wide else 1
    for start, end, flags, symbol in runs.between(piece_.start, piece_.end):
        raw = stream[start:end]
        text = raw.decode("utf-16-le", "replace") if step == 2 else _narrow(raw)
        yield flags, symbol * (len(raw) // step) if symbol else text


def _narrow(raw: bytes) -> str:
    """Return 8-bit letters: GBK as WPS and Word 6 write it, else Western, one each.

    The length stays what it was, so that the subdocuments are found behind it.
    """
    if not raw.isascii():
        try:
            text = raw.decode("gbk")
        except UnicodeDecodeError:
            return raw.decode("cp1252", "replace")
        return "".join(c if c.isascii() else c + "\0" for c in text)
    return raw.decode("ascii")


def _lengths(stream: bytes, magic: int) -> tuple[int, ...]:
    """Return how many letters each subdocument has, in the order of _PARTS."""
    return struct.unpack_from("<8I", stream, 0x4C if magic == _WORD_97 else 0x34)


def _subdocuments(letters: list[tuple[int, str]], lengths: tuple[int, ...]) -> Iterator[Content]:
    """Cut the text where one subdocument ends and the next begins; what is left is body."""
    at, within = 0, 0
    for place, length in zip((*_PARTS, "body"), (*lengths, 1 << 31), strict=True):
        part: list[tuple[int, str]] = []
        while length > 0 and at < len(letters):
            flags, text = letters[at]
            taken = text[within : within + length]
            part.append((flags, taken))
            length -= len(taken)
            within += len(taken)
            if within >= len(text):
                at, within = at + 1, 0
        yield from pieces_of(lines_of(part), place)


def lines_of(letters: list[tuple[int, str]]) -> list[Line]:
    """Return lines of a subdocument: fields marked, rows of tables joined, controls gone."""
    lines: list[Line] = [[]]
    codes: list[bool] = []
    for flags, text in letters:
        at = 0
        text = text.replace("\x07\x07", "\n")
        for mark in [*_MARKS.finditer(text), None]:
            part = text[at : mark.start() if mark else None].translate(_CONTROL)
            first, *rest = part.split("\n")
            field = CODE if any(codes) else 0
            lines[-1].append((flags | field, first))
            lines.extend([(flags | field, each)] for each in rest)
            if mark:
                at = mark.end()
                _field(codes, mark[0])
    return [line for line in lines if any(text.strip() for _, text in line)]


def _field(codes: list[bool], mark: str) -> None:
    """Follow the nesting of fields: between begin and separator stands the code."""
    if mark == "\x13":
        codes.append(True)
    elif codes and mark == "\x14":
        codes[-1] = False
    elif codes:
        codes.pop()


def _uncovered(stream: bytes, slices: list[Slice]) -> bytes:
    """Return the parts of the stream that no piece of the text covers, zeros between them."""
    rest, at = [], 0
    for each in sorted(slices, key=lambda piece_: piece_.start):
        rest.append(stream[at : each.start])
        at = max(at, each.end)
    return bytes(_SMALL).join([*rest, stream[at:]])
