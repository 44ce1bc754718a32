"""Opening a file without being held up: only regular files, never a pipe, device or socket."""

import os
import stat
from pathlib import Path

from zhamen.errors import ReadError

_KINDS = (
    (stat.S_ISDIR, "directory"),
    (stat.S_ISFIFO, "not_a_file"),
    (stat.S_ISSOCK, "not_a_file"),
    (stat.S_ISCHR, "not_a_file"),
    (stat.S_ISBLK, "not_a_file"),
)


def open_regular(path: Path, most: int) -> tuple[int, int]:
    """Return (descriptor, size) of a regular file of at most `most` bytes.

    Raises ReadError: missing, permission, directory, not_a_file, too_large, unreadable.
    """
    try:
        # O_NONBLOCK: opening a FIFO without a writer would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ReadError("missing") from error
    except PermissionError as error:
        raise ReadError("permission") from error
    except (OSError, ValueError) as error:
        raise ReadError("not_a_file" if _is_special(path) else "unreadable") from error
    try:
        status = os.fstat(descriptor)
        for is_kind, reason in _KINDS:
            if is_kind(status.st_mode):
                raise ReadError(reason)
        if status.st_size > most:
            raise ReadError("too_large")
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor, status.st_size


def _is_special(path: Path) -> bool:
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False
