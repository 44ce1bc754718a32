"""Walking folders: every file once, in a stable order, whatever stands in the way.

Links to folders are not followed, so a loop cannot hold us; a link to a file is inspected
like the file. What cannot be entered is reported, never skipped in silence.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from zhamen.model.verdict import Unread


@dataclass(frozen=True, slots=True)
class Found:
    """A file to inspect; size and time tell whether it changed since the last scan."""

    path: str
    size: int
    modified_ns: int


def walk(roots: Iterable[Path]) -> Iterator[Found | Unread]:
    """Yield every file below the roots. Memory holds one folder's names at a time."""
    for root in roots:
        if root.is_dir() and not root.is_symlink():
            yield from _folder(str(root))
        else:
            yield _file(str(root))


def _folder(top: str) -> Iterator[Found | Unread]:
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                names = sorted((entry.name, _is_folder(entry)) for entry in entries)
        except OSError as error:
            yield Unread(shown(folder), _reason(error))
            continue
        for name, is_folder in names:
            path = os.path.join(folder, name)
            if not is_folder:
                yield _file(path)
        waiting += [os.path.join(folder, name) for name, is_folder in reversed(names) if is_folder]


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _file(path: str) -> Found | Unread:
    try:
        status = os.stat(path)
    except OSError as error:
        return Unread(shown(path), _reason(error))
    if os.path.isdir(path):
        return Unread(shown(path), "loop") if os.path.islink(path) else Unread(path, "directory")
    return Found(path, status.st_size, status.st_mtime_ns)


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "permission"
    if isinstance(error, FileNotFoundError):
        return "missing"
    return "loop" if error.errno == 40 else "unreadable"


def shown(path: str) -> str:
    """Return a path that can be printed, also where its bytes are no UTF-8."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
