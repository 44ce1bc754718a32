"""The headers of RAR archives, both generations: names, comments, and what is stored unpacked.

Packed members need the method's own code, which we do not have: see formats/rar.py.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.errors import ReadError
from zhamen.reading.archives.unpacking import readings

OLD, NEW = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
_OLD_MAIN, _OLD_FILE, _OLD_SUB, _OLD_END = 0x73, 0x74, 0x7A, 0x7B
_NEW_MAIN, _NEW_FILE, _NEW_SERVICE, _NEW_LOCK, _NEW_END = 1, 2, 3, 4, 5
_COMMENT = "CMT"


@dataclass(slots=True)
class Entry:
    """One header: a member, or a comment of the archive."""

    name: str
    data: bytes
    """As it stands in the archive: the content itself where `is_stored`."""
    is_stored: bool
    is_encrypted: bool = False
    is_split: bool = False
    is_folder: bool = False
    is_comment: bool = False
    target: str = ""
    """Where a link leads."""


def entries(data: bytes) -> Iterator[Entry]:
    """Yield what the headers tell. Raises ReadError: encrypted headers, damage."""
    if data.startswith(NEW):
        yield from _new(data)
    else:
        yield from _old(data)


def _old(data: bytes) -> Iterator[Entry]:
    at, ended = len(OLD), False
    while at + 7 <= len(data) and not ended:
        kind, flags, size = struct.unpack_from("<BHH", data, at + 2)
        if size < 7:
            raise ReadError("damaged")
        if kind == _OLD_MAIN and flags & 0x80:
            raise ReadError("encrypted")
        added = struct.unpack_from("<I", data, at + 7)[0] if _has_more(data, at, flags) else 0
        if kind in (_OLD_FILE, _OLD_SUB) and at + 32 <= len(data):
            entry, added = _old_entry(data, at, flags, size)
            entry.is_comment = kind == _OLD_SUB and entry.name == _COMMENT
            if kind == _OLD_FILE or entry.is_comment:
                yield entry
        ended = kind == _OLD_END
        at += size + added
    if not ended and at > len(data):
        raise ReadError("damaged")


def _has_more(data: bytes, at: int, flags: int) -> bool:
    return bool(flags & 0x8000) and at + 11 <= len(data)


def _old_entry(data: bytes, at: int, flags: int, size: int) -> tuple[Entry, int]:
    """Return (the entry, bytes of its data) of a header."""
    packed = struct.unpack_from("<I", data, at + 7)[0]
    method, length = struct.unpack_from("<BH", data, at + 25)
    begin = at + 32
    if flags & 0x100 and begin + 8 <= len(data):
        packed |= struct.unpack_from("<I", data, begin)[0] << 32
        begin += 8
    raw = data[begin : begin + length]
    name = _wide(raw) if flags & 0x200 else readings(raw)[0]
    start = at + size
    entry = Entry(
        name.replace("\\", "/"), data[start : start + packed], method == 0x30,
        is_encrypted=bool(flags & 4), is_split=bool(flags & 3), is_folder=flags & 0xE0 == 0xE0,
    )  # fmt: skip
    return entry, packed


def _wide(raw: bytes) -> str:
    """Return a name of the old generation that is written as differences to its ASCII form."""
    plain, _, packed = raw.partition(b"\0")
    if not packed:
        return readings(plain)[0]
    high, letters = packed[0] << 8, []
    at, bits, flags = 1, 0, 0
    try:
        while at < len(packed):
            if bits == 0:
                flags, bits, at = packed[at], 8, at + 1
            bits -= 2
            step = flags >> bits & 3
            if step == 0:
                letters.append(packed[at])
            elif step == 1:
                letters.append(packed[at] | high)
            elif step == 2:
                letters.append(packed[at] | packed[at + 1] << 8)
            else:
                at += _repeated(packed[at:], plain, high, letters)
            at += (1, 1, 2, 1)[step]
    except IndexError:
        pass
    return "".join(map(chr, letters)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _repeated(packed: bytes, plain: bytes, high: int, letters: list[int]) -> int:
    """Take a run of letters over from the ASCII form, and return how much longer its code is."""
    count = (packed[0] & 0x7F) + 2
    added = packed[1] if packed[0] & 0x80 else 0
    for each in plain[len(letters) : len(letters) + count]:
        letters.append((each + added & 0xFF) | high if packed[0] & 0x80 else each)
    return packed[0] >> 7


class _Header:
    """A header of the new generation, read number by number."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def number(self) -> int:
        """Return a number of seven bits a byte, the lowest first."""
        value = shift = 0
        while self.at < len(self._data) and shift < 70:
            byte = self._data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value
        raise ReadError("damaged")

    def take(self, size: int) -> bytes:
        """Return so many bytes, or as many as there are."""
        self.at += size
        return self._data[self.at - size : self.at]


def _new(data: bytes) -> Iterator[Entry]:
    at, kind = len(NEW), 0
    while at + 7 <= len(data) and kind != _NEW_END:
        outer = _Header(data[at + 4 : at + 4 + 10])
        size = outer.number()
        begin = at + 4 + outer.at
        header = _Header(data[begin : begin + size])
        kind, flags = header.number(), header.number()
        extra = header.number() if flags & 1 else 0
        length = header.number() if flags & 2 else 0
        if kind == _NEW_LOCK:
            raise ReadError("encrypted")
        start = begin + size
        if kind in (_NEW_FILE, _NEW_SERVICE):
            entry = _new_entry(header, data[begin + max(0, size - extra) : start] if extra else b"")
            entry.data = data[start : start + length]
            entry.is_split = bool(flags & 0x18)
            entry.is_comment = kind == _NEW_SERVICE and entry.name == _COMMENT
            if kind == _NEW_FILE or entry.is_comment:
                yield entry
        at = start + length
    if kind != _NEW_END:
        raise ReadError("damaged")


def _new_entry(header: _Header, extra: bytes) -> Entry:
    flags = header.number()
    header.number()
    header.number()
    header.take((4 if flags & 2 else 0) + (4 if flags & 4 else 0))
    packing = header.number()
    header.number()
    name = header.take(header.number()).decode("utf-8", "replace")
    entry = Entry(name, b"", not packing >> 7 & 7, is_folder=bool(flags & 1))
    more = _Header(extra)
    while more.at < len(extra):
        size = more.number()
        record = _Header(more.take(size))
        kind = record.number() if size else 0
        entry.is_encrypted |= kind == 1
        if kind == 5:
            record.number()
            record.number()
            entry.target = record.take(record.number()).decode("utf-8", "replace")
    return entry
