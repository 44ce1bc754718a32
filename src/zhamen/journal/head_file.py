"""The head beside the database: the last signed state, in a file that another hand can keep.

A database that was put back to an older state is sound in itself. The file says how long it was.
"""

import fcntl
import os
from pathlib import Path

from zhamen.errors import JournalError
from zhamen.journal.checkpoint import Anchor, opened
from zhamen.journal.keys import PublicKey

_SIZE = 512
"""Bytes of the file: one sector, so that one write is there or is not."""


def write_head(path: Path, note: str, key: PublicKey) -> None:
    """Put a signed head in the place of a shorter one; safe among processes.

    Raises JournalError for a note of another key, OSError if it cannot be written.
    """
    size = opened(note, key).size
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if _size_in(os.pread(descriptor, _SIZE, 0)) < size:
            # Written over and not renamed into place: a rename waits for the disk each time.
            os.pwrite(descriptor, note.encode().ljust(_SIZE, b"\n"), 0)
    finally:
        os.close(descriptor)


def _size_in(data: bytes) -> int:
    """Return the size that a note claims, 0 for what is none."""
    claimed = data.split(b"\n")[1:2]
    return int(claimed[0]) if claimed and claimed[0].isdigit() and len(claimed[0]) < _SIZE else 0


def read_head(path: Path, key: PublicKey) -> Anchor | None:
    """Return the file's head as an anchor, None where there is no file.

    Raises JournalError for one that is not signed by this key.
    """
    try:
        checkpoint = opened(path.read_text("utf-8"), key)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise JournalError(f"{path}: {type(error).__name__}") from error
    return Anchor(checkpoint.size, checkpoint.root)
