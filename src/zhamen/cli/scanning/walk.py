"""Walking folders: every file once, in a stable order, whatever stands in the way.

A link to a file is inspected like the file. A link to a folder is not followed, so a loop cannot
hold us: if it leads into the range it is passed over, since its target is inspected where it
stands; if it leads out of the range it is reported as not looked into.
"""

import errno
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from zhamen.cli.naming import shown
from zhamen.model.verdict import Unread


@dataclass(frozen=True, slots=True)
class Found:
    """A file to inspect, and what tells whether it changed since the last scan."""

    path: str
    size: int
    modified_ns: int
    changed_ns: int = 0
    """When the system last noted a change, which nobody can set back."""
    inode: int = 0

    @property
    def state(self) -> str:
        """Return a text that changes with every change of the file."""
        where = os.path.abspath(self.path)
        return f"{where}\0{self.inode}\0{self.size}\0{self.modified_ns}\0{self.changed_ns}"


@dataclass(frozen=True, slots=True)
class Repeat:
    """A link or a second way to what is inspected where it stands."""

    path: str


Step = Found | Unread | Repeat


def found(path: str, status: os.stat_result) -> Found:
    """Return a file as the system describes it."""
    times = status.st_mtime_ns, status.st_ctime_ns
    return Found(path, status.st_size, *times, status.st_ino)


def walk(roots: Iterable[Path]) -> Iterator[Step]:
    """Yield every file below the roots. Memory holds one folder's names at a time."""
    tops = [str(root) for root in roots]
    walker = _Walker([os.path.realpath(top) for top in tops if os.path.isdir(top)])
    for top in tops:
        # What is named by the person is followed, also if it is a link.
        yield from walker.below(top) if os.path.isdir(top) else [walker.named(top)]


class _Walker:
    def __init__(self, ranges: list[str]) -> None:
        self._ranges = ranges
        self._entered: set[tuple[int, int]] = set()
        self._named: set[str] = set()

    def named(self, top: str) -> Step:
        """Return a file that is named itself, unless it stands in a range or was named before."""
        place = os.path.join(os.path.realpath(os.path.dirname(top)), os.path.basename(top))
        if place in self._named or self._inside(place):
            return Repeat(shown(top))
        self._named.add(place)
        return _file(top)

    def below(self, top: str) -> Iterator[Step]:
        waiting = [top]
        while waiting:
            folder = waiting.pop()
            if not self._first_time(folder):
                yield Repeat(shown(folder))
                continue
            try:
                with os.scandir(folder) as entries:
                    names = sorted((entry.name, _kind(entry)) for entry in entries)
            except OSError as error:
                yield Unread(shown(folder), _reason(error))
                continue
            for name, kind in names:
                path = os.path.join(folder, name)
                if kind != "folder":
                    yield self._linked(path) if kind == "link" else _file(path)
            folders = [os.path.join(folder, name) for name, kind in names if kind == "folder"]
            waiting += reversed(folders)

    def _first_time(self, folder: str) -> bool:
        """Tell whether a folder is new to us: ranges overlap, and mounts can make loops too."""
        try:
            status = os.stat(folder)
        except OSError:
            return True
        place = (status.st_dev, status.st_ino)
        if place in self._entered:
            return False
        self._entered.add(place)
        return True

    def _linked(self, path: str) -> Step:
        if not os.path.isdir(path):
            return _file(path)
        inside = self._inside(os.path.realpath(path))
        return Repeat(shown(path)) if inside else Unread(shown(path), "directory")

    def _inside(self, place: str) -> bool:
        return any(os.path.commonpath((place, top)) == top for top in self._ranges)


def _kind(entry: "os.DirEntry[str]") -> str:
    try:
        if entry.is_symlink():
            return "link"
        return "folder" if entry.is_dir(follow_symlinks=False) else "file"
    except OSError:
        return "file"


def _file(path: str) -> Step:
    try:
        return found(path, os.stat(path))
    except OSError as error:
        return Unread(shown(path), _reason(error))


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "permission"
    if isinstance(error, FileNotFoundError):
        return "missing"
    return "loop" if error.errno == errno.ELOOP else "unreadable"
