"""XLSB: the strings and cells of a binary workbook, record by record ([MS-XLSB] 2.1.4)."""

import struct
from collections.abc import Iterator

from zhamen.model.verdict import Unread
from zhamen.reading.documents import columns
from zhamen.reading.documents.lines import piece
from zhamen.reading.formatting import Content, Piece
from zhamen.reading.harvest import harvest

_ROW, _SST_ITEM, _TORN = 0, 19, -1
_NUMBER = {2: "rk", 5: "real", 9: "real"}
_STRING = frozenset({6, 8})
_SHARED = 7


def is_binary_part(name: str, content: bytes) -> bool:
    """Tell whether a member is a part of a binary workbook."""
    return (
        name.startswith("xl/")
        and name.endswith(".bin")
        and not content.startswith(b"\xd0\xcf")
        and "printerSettings" not in name
        and "activeX" not in name
        and "vba" not in name
    )


class BinaryWorkbook:
    """Gathers the binary parts; sheets are told when the strings are there."""

    def __init__(self) -> None:
        self._strings: list[str] = []
        self._parts: dict[str, bytes] = {}
        self._is_whole = True

    def add(self, name: str, content: bytes) -> None:
        """Take a part."""
        for kind, body in records(content):
            if kind == _SST_ITEM and "worksheets/" not in name:
                self._strings.append(_wide(body, 1)[0])
            self._is_whole &= kind != _TORN
        self._parts[name] = self._parts.get(name, b"") + content

    def read(self) -> Iterator[Content]:
        """Yield the sheets' rows and columns, the strings, and the runs of text of every part."""
        for name, content in self._parts.items():
            if "worksheets/" in name:
                yield from self._sheet(content)
            yield from piece(harvest(content), "strings")
        yield from piece("\n".join(self._strings), "sharedStrings")
        if not self._is_whole:
            yield Unread("", "damaged")

    def _sheet(self, content: bytes) -> Iterator[Piece]:
        rows: list[list[str]] = []
        down: dict[int, list[str]] = {}
        for kind, body in records(content):
            if kind == _ROW:
                rows.append([])
            elif (text := self._cell(kind, body)) and len(body) >= 4:
                (rows or [[]])[-1].append(text)
                columns.add(down, int.from_bytes(body[:4], "little"), text)
        yield from piece("\n".join("\t".join(row) for row in rows if row), "sheet")
        yield from piece("\n\n".join(columns.told(down)), "sheet:columns")

    def _cell(self, kind: int, body: bytes) -> str:
        if kind in _STRING:
            return _wide(body, 8)[0]
        if kind == _SHARED and len(body) >= 12:
            at = int.from_bytes(body[8:12], "little")
            self._is_whole &= at < len(self._strings)
            return self._strings[at] if at < len(self._strings) else ""
        if kind in _NUMBER and len(body) >= (12 if kind == 2 else 16):
            value = rk(body[8:12]) if kind == 2 else struct.unpack_from("<d", body, 8)[0]
            return f"{value:.15g}"
        return ""


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (type, body) of every record; one that runs over the end is of type -1."""
    at = 0
    while at < len(data):
        kind, at = _varint(data, at, 2)
        size, at = _varint(data, at, 4)
        yield kind if at + size <= len(data) else _TORN, data[at : at + size]
        at += size


def _varint(data: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for count in range(most):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << (7 * count)
        if not byte & 0x80:
            break
    return value, at


def _wide(body: bytes, at: int) -> tuple[str, int]:
    """Return an XLWideString and where it ends."""
    count = int.from_bytes(body[at : at + 4], "little")
    end = at + 4 + 2 * count
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def rk(data: bytes) -> float:
    """Return a number in Excel's four-byte form ([MS-XLS] 2.5.217)."""
    raw = int.from_bytes(data, "little")
    if raw & 2:
        value = float(struct.unpack("<i", data)[0] >> 2)
    else:
        value = float(struct.unpack("<d", bytes(4) + (raw & 0xFFFFFFFC).to_bytes(4, "little"))[0])
    return value / 100 if raw & 1 else value
