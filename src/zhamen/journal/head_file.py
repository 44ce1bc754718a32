"""The head beside the database: the last signed state, in a file that another hand can keep.

A database that was put back to an older state is sound in itself. The file says how long it was.
"""

import fcntl
import os
from pathlib import Path

from zhamen.errors import JournalError
from zhamen.journal.checkpoint import Anchor, opened
from zhamen.journal.keys import PublicKey


def write_head(path: Path, note: str, key: PublicKey) -> None:
    """Put a signed head in the place of a shorter one; safe among processes.

    Raises JournalError for a note of another key, OSError if it cannot be written.
    """
    size = opened(note, key).size
    with open(path.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = read_head(path, key)
        if before is None or before.size < size:
            fresh = path.with_suffix(".new")
            fresh.write_text(note, "utf-8")
            os.replace(fresh, path)


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
