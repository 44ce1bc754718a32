"""The few calls of libarchive that reading an archive from memory takes.

Debian has it as libarchive13 (BSD). Where it is missing, what needs it is unread. It is loaded
in the worker only, on the first such file.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from zhamen.errors import ReadError
from zhamen.reading.archives.unpacking import Quota

_NAMES = ("libarchive.so.13", "libarchive.so", "libarchive.13.dylib")
_OK, _EOF, _WARN = 0, 1, -20
_BLOCK = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int64)
"""Where a block of content stands, its size, and its offset in the file."""
_FOLDER = 0o040000
ARCHIVES = (
    "rar",
    "rar5",
    "7zip",
    "cab",
    "iso9660",
    "ar",
    "cpio",
    "lha",
    "xar",
    "zip",
    "warc",
    "tar",
)
STREAM = ("raw",)
"""No archive at all: one stream that was packed by a program such as zstd."""


@dataclass(slots=True)
class Entry:
    """One entry: its name and links' targets as written, its content as far as it unpacks."""

    names: list[bytes | str]
    content: bytes = field(default=b"", repr=False)
    is_folder: bool = False
    is_encrypted: bool = False
    is_whole: bool = True


@cache
def library() -> Any:
    """Return the library, None where it is not installed."""
    for name in _NAMES:
        try:
            return _declared(ctypes.CDLL(name))
        except (OSError, AttributeError):
            continue
    return None


def _declared(found: Any) -> Any:
    pointer, number, text = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
    for name, result, *arguments in (
        ("read_new", pointer),
        ("read_free", number, pointer),
        ("read_support_filter_all", number, pointer),
        ("read_open_memory", number, pointer, text, ctypes.c_size_t),
        ("read_next_header2", number, pointer, pointer),
        ("read_data_block", number, pointer, *[ctypes.POINTER(each) for each in _BLOCK]),
        ("entry_new", pointer),
        ("entry_free", None, pointer),
        ("entry_filetype", number, pointer),
        ("entry_is_encrypted", number, pointer),
        *((f"entry_{each}_w", ctypes.c_wchar_p, pointer) for each in ("pathname", "symlink")),
        *((f"entry_{each}", text, pointer) for each in ("pathname", "symlink", "hardlink")),
        *((f"read_support_format_{each}", number, pointer) for each in ARCHIVES + STREAM),
    ):
        call = getattr(found, f"archive_{name}")
        call.restype, call.argtypes = result, arguments
    return found


def entries(
    data: bytes, quota: Quota, formats: tuple[str, ...] = ARCHIVES, lacking: str = "archive"
) -> Iterator[Entry]:
    """Yield the entries of an archive of any kind that libarchive knows, unpacked.

    Raises ReadError: `not_supported:…` (with the word `lacking`) where there is no libarchive,
    damaged where it knows no such archive or loses its way.
    """
    archive = library()
    if archive is None:
        raise ReadError(f"not_supported:{lacking}")
    reader, entry = archive.archive_read_new(), archive.archive_entry_new()
    try:
        archive.archive_read_support_filter_all(reader)
        for name in formats:
            getattr(archive, f"archive_read_support_format_{name}")(reader)
        if archive.archive_read_open_memory(reader, data, len(data)) < _WARN:
            raise ReadError("damaged")
        while (state := archive.archive_read_next_header2(reader, entry)) != _EOF:
            if state < _WARN:
                raise ReadError("damaged")
            quota.member()
            yield _entry(archive, reader, entry, quota)
    finally:
        archive.archive_entry_free(entry)
        archive.archive_read_free(reader)


def _entry(archive: Any, reader: int, entry: int, quota: Quota) -> Entry:
    found = Entry(
        [name for name in _names(archive, entry) if name],
        is_folder=archive.archive_entry_filetype(entry) == _FOLDER,
        is_encrypted=bool(archive.archive_entry_is_encrypted(entry)),
    )
    if found.is_folder or found.is_encrypted:
        return found
    found.content, found.is_whole = _content(archive, reader, quota)
    if not found.content and len(found.names) > 1:
        # A link's content is where it leads.
        found.content = found.names[1].encode() if isinstance(found.names[1], str) else b""
    return found


def _content(archive: Any, reader: int, quota: Quota) -> tuple[bytes, bool]:
    """Return (what an entry unpacks to without its holes, whether it is whole)."""
    block = tuple(each() for each in _BLOCK)
    places = [ctypes.byref(each) for each in block]
    pieces: list[bytes] = []
    while (state := archive.archive_read_data_block(reader, *places)) in (_OK, _WARN):
        start, size, _ = (each.value or 0 for each in block)
        quota.take(size)
        if size:
            pieces.append(ctypes.string_at(start, size))
    return b"".join(pieces), state == _EOF


def _names(archive: Any, entry: int) -> Iterator[bytes | str | None]:
    # In wide characters where the archive says how it writes names, else the bytes as they are.
    for each in ("pathname", "symlink"):
        wide = getattr(archive, f"archive_entry_{each}_w")(entry)
        yield wide if wide else getattr(archive, f"archive_entry_{each}")(entry)
    yield archive.archive_entry_hardlink(entry)
