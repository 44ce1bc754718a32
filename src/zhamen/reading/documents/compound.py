"""OLE compound files ([MS-CFB]): storages and streams, and the property sets in them."""

import re
import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from zhamen.errors import ReadError
from zhamen.reading.pictures.bitmap import bitmap
from zhamen.settings import Limits

BROKEN = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError,
          EOFError, RecursionError, struct.error)  # fmt: skip
"""What olefile and our own stream readers raise for bytes that are not what they say."""
_STRINGS = {30: 1, 31: 2}
"""VT_LPSTR and VT_LPWSTR, with the bytes of a character."""
_CLIPBOARD, _METAFILE = re.compile(rb"(?s)\x47\0\0\0(?=....\xff\xff\xff\xff)"), 3
_BITMAP = 8
_FREE = 0xFFFFFFFF
_COUNTS = (("<H", 30), ("<I", 44), ("<I", 72))
"""Where the header says how large a sector is, and how many the two tables take."""
_VECTOR, _VARIANT = 0x1000, 12
_MOST_VALUES = 10_000


def opened(data: bytes) -> Any:
    """Return olefile's view of a compound file whose sizes are no more than there can be.

    A chain of sectors may bite its own tail: by its own account a stream then has gigabytes.
    Raises what BROKEN names.
    """
    import olefile

    shift, fat, difat = (struct.unpack_from(kind, data, at)[0] for kind, at in _COUNTS)
    if max(fat, difat) > (len(data) >> min(shift, 16)) + 1:
        raise ValueError("more tables than there is room for")
    file = olefile.OleFileIO(BytesIO(data))
    file.num_mini_fat_sectors = min(file.num_mini_fat_sectors, len(data) // file.sector_size + 1)
    for entry in file.direntries:
        if entry is not None:
            entry.size = min(entry.size, len(data))
    return file


class Compound:
    """An open compound file whose streams together stay within the limits."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open it. Raises ReadError for damage and too many streams."""
        try:
            self._file: Any = opened(data)
            self.paths = [tuple(each) for each in self._file.listdir(streams=True)]
        except BROKEN as error:
            raise ReadError("damaged") from error
        if len(self.paths) > limits.members:
            raise ReadError("too_many_members")
        self.is_whole = self._sectors() * self._file.sector_size <= len(data)
        """Whether the file is as long as its own table says."""
        self._left = limits.expanded_bytes

    def _sectors(self) -> int:
        """Return how many sectors are in use, from the header to the last one."""
        used = (at for at in range(len(self._file.fat) - 1, -1, -1) if self._file.fat[at] != _FREE)
        return next(used, -1) + 2

    def read(self, path: tuple[str, ...]) -> bytes:
        """Return a stream. Raises ReadError."""
        try:
            with self._file.openstream(list(path)) as stream:
                data: bytes = stream.read()
        except BROKEN as error:
            raise ReadError("damaged") from error
        # Streams may share sectors, so that together they are larger than the file.
        self._left -= len(data)
        if self._left < 0:
            raise ReadError("expansion")
        return data


class Storage:
    """One folder of a compound file; the root is the one with an empty path."""

    def __init__(self, file: Compound, path: tuple[str, ...] = ()) -> None:
        self._file = file
        self.path = path
        depth = len(path)
        under = [each for each in file.paths if each[:depth] == path]
        self.streams = [each[depth] for each in under if len(each) == depth + 1]
        inner = dict.fromkeys(each[depth] for each in under if len(each) > depth + 1)
        self.storages = list(inner)

    def inner(self, name: str) -> "Storage":
        """Return a storage in this one."""
        return Storage(self._file, (*self.path, name))

    def read(self, name: str) -> bytes:
        """Return a stream of this storage, empty if there is none. Raises ReadError."""
        return self._file.read((*self.path, name)) if name in self.streams else b""

    def name_of(self, stream: str) -> str:
        """Return where a stream stands, without the control characters that names begin with."""
        way = "/".join((*self.path, stream))
        return "".join(letter for letter in way if letter.isprintable())


def properties(data: bytes) -> list[str]:
    """Return the strings of a property set ([MS-OLEPS]), the names of one's own included.

    Raises what BROKEN names.
    """
    count = struct.unpack_from("<I", data, 24)[0]
    found: list[str] = []
    for at in range(min(count, 16)):
        offset = struct.unpack_from("<I", data, 28 + 20 * at + 16)[0]
        found.extend(_section(data, offset))
    return found


def thumbnails(data: bytes) -> Iterator[bytes]:
    """Yield the pictures of a property set: the first page as it was when it was saved."""
    for found in _CLIPBOARD.finditer(data):
        at = found.start()
        size, form = struct.unpack_from("<I4xI", data.ljust(at + 16, b"\0"), at + 4)
        content = data[at + (24 if form == _METAFILE else 16) : at + 8 + size]
        yield bitmap(content) if form == _BITMAP else content


def _section(data: bytes, start: int) -> Iterator[str]:
    count = struct.unpack_from("<I", data, start + 4)[0]
    rows = [struct.unpack_from("<II", data, start + 8 + 8 * at) for at in range(min(count, 1000))]
    page = 936
    for key, offset in rows:
        if key == 1:
            page = struct.unpack_from("<H", data, start + offset + 4)[0]
    for key, offset in rows:
        if key == 0:
            yield from _dictionary(data, start + offset, page)
        else:
            yield from _value(data, start + offset, page)


def _dictionary(data: bytes, at: int, page: int) -> Iterator[str]:
    """Yield the names that somebody gave to properties."""
    count = struct.unpack_from("<I", data, at)[0]
    at += 4
    for _ in range(min(count, _MOST_VALUES)):
        size = struct.unpack_from("<I", data, at + 4)[0] * (2 if page == 1200 else 1)
        yield decoded(data[at + 8 : at + 8 + size], page)
        at += 8 + (size + 3 & ~3 if page == 1200 else size)


def _value(data: bytes, at: int, page: int) -> Iterator[str]:
    kind = struct.unpack_from("<I", data, at)[0]
    base, count, at = kind & 0xFFF, 1, at + 4
    if kind & _VECTOR:
        count = min(struct.unpack_from("<I", data, at)[0], _MOST_VALUES)
        at += 4
    for _ in range(count):
        inner = base
        if base == _VARIANT and kind & _VECTOR:
            inner = struct.unpack_from("<I", data, at)[0]
            at += 4
        if inner not in _STRINGS:
            # Counts, dates and the like: four bytes or eight.
            at += 4 if inner in (2, 3, 11, 18, 19) else 8
            continue
        size = struct.unpack_from("<I", data, at)[0] * _STRINGS[inner]
        yield decoded(data[at + 4 : at + 4 + size], 1200 if inner == 31 else page)
        at += 4 + (size + 3 & ~3 if inner == 31 or kind & _VECTOR else size)


def decoded(raw: bytes, page: int) -> str:
    """Return bytes in a Windows code page as text, without the zeros behind it."""
    encoding = {1200: "utf-16-le", 65001: "utf-8", 936: "gb18030", 0: "gb18030"}.get(page)
    try:
        return raw.decode(encoding or f"cp{page}", "replace").split("\0")[0]
    except LookupError:
        return raw.decode("gb18030", "replace").split("\0")[0]
