"""Macros: the source of every module of a VBA project, unpacked ([MS-OVBA] 2.4.1)."""

import re
from collections.abc import Iterator

from zhamen.reading.documents.compound import Storage
from zhamen.reading.formatting import Content, Piece
from zhamen.reading.harvest import harvest

STREAMS: frozenset[str] = frozenset()
_START = re.compile(rb"\x01(?=[\x00-\xff][\xb0-\xbf])")
_MOST_STARTS = 200
_MOST = 16 << 20


def takes(storage: Storage) -> bool:
    """Tell whether a storage holds the modules of a project."""
    return "dir" in storage.streams and "_VBA_PROJECT" in storage.streams


def read(storage: Storage) -> Iterator[Content]:
    """Yield the source of each module. What a module says besides is left to the others."""
    for name in storage.streams:
        source = source_of(storage.read(name))
        if name == "dir":
            source = harvest(source.encode("latin-1", "replace"))
        if source.strip():
            yield Piece(source, place="macro")


def source_of(stream: bytes) -> str:
    """Return the text packed at the end of a module's stream, empty if there is none."""
    for count, found in enumerate(_START.finditer(stream)):
        raw = unpacked(stream, found.start())
        if raw:
            return _text(raw)
        if count > _MOST_STARTS:
            break
    return ""


def _text(raw: bytes) -> str:
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def unpacked(data: bytes, at: int) -> bytes:
    """Return a compressed container that runs from `at` to the end, empty if it does not."""
    out = bytearray()
    at += 1
    while at + 2 <= len(data) and len(out) < _MOST:
        header = int.from_bytes(data[at : at + 2], "little")
        end = at + (header & 0xFFF) + 3
        if (header >> 12) & 7 != 3 or end > len(data):
            return b""
        if header & 0x8000:
            if not _chunk(data, at + 2, end, out):
                return b""
        else:
            out += data[at + 2 : end]
        at = end
    return bytes(out) if at == len(data) else b""


def _chunk(data: bytes, at: int, end: int, out: bytearray) -> bool:
    """Unpack one chunk behind `out`; False where it points in front of its own beginning."""
    start = len(out)
    while at < end:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= end:
                break
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            token = int.from_bytes(data[at : at + 2], "little")
            at += 2
            bits = max((len(out) - start - 1).bit_length(), 4)
            length, back = (token & (0xFFFF >> bits)) + 3, (token >> (16 - bits)) + 1
            if back > len(out) - start:
                return False
            for _ in range(length):
                out.append(out[-back])
    return True
