"""What a file shows of itself before it is read: its first bytes, and of a container its index."""

import zipfile
from io import BytesIO

from zhamen.reading.formatting import HEAD

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST = 1 << 16
"""Bytes of names that are shown; formats look for a few well-known ones."""


def is_container(head: bytes) -> bool:
    """Tell whether only the index of a file says what it is."""
    return head.startswith((b"PK", OLE))


def glimpse(data: bytes) -> bytes:
    """Return the first bytes, behind them the names of a ZIP's members or an OLE file's streams.

    Names stand one a line: a ZIP's in UTF-8, an OLE file's in UTF-16LE as they do in the file. The
    first member of a package may be as large as it likes, so the first bytes alone name nothing.
    """
    head = data[:HEAD]
    if head.startswith(b"PK"):
        return head + b"\n" + _members(data)[:_MOST]
    return head + b"\n" + _streams(data)[:_MOST] if head.startswith(OLE) else head


def _members(data: bytes) -> bytes:
    try:
        names = zipfile.ZipFile(BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return b""
    return "\n".join(names).replace("\\", "/").encode("utf-8", "replace")


def _streams(data: bytes) -> bytes:
    from zhamen.reading.documents.compound import opened

    try:
        entries = opened(data).listdir(streams=True, storages=True)
    except Exception:
        # A broken index shows nothing; whoever reads the file says what is wrong with it.
        return b""
    return "\n".join("/".join(each) for each in entries).encode("utf-16-le", "replace")
