"""The files around the database, laid beside where they belong, and put in place at the end."""

import os
from collections.abc import Iterable
from pathlib import Path

from zhamen.errors import UsageError
from zhamen.office.backup.files import KEYS, SETTINGS, SPOOL

STAGED = ".restoring"
SIGNING, OFFICE, PUBLIC = "journal.key", "office.key", "journal.pub"
_PIECE = 1 << 20


class Staging:
    """Lays files beside their places. Nothing that stands is written over."""

    def __init__(self, folders: dict[str, Path]) -> None:
        """Take the folder of each area."""
        self._folders = folders
        self._laid: list[tuple[Path, Path]] = []
        """(where it lies, where it belongs)"""

    def check(self, areas: Iterable[str], keys: dict[str, bytes]) -> None:
        """Refuse before anything is done. Raises UsageError."""
        for area in sorted(set(areas) - set(self._folders)):
            raise UsageError(
                f"备份里有 {area}，设置里没有它的去处 / the backup has files of {area}",
                advice=SETTINGS[area],
            )
        folder = self._folders[KEYS]
        for name in (SIGNING, OFFICE):
            if name not in keys and not (folder / name).exists():
                raise UsageError(
                    f"{folder / name}: 钥匙不在，备份里也没有 / neither here nor in the backup",
                    advice="先把密封保存的钥匙放好（0400） / put the sealed copy there first",
                )
        for name, data in keys.items():
            if (folder / name).exists() and (folder / name).read_bytes() != data:
                raise UsageError(
                    f"{folder / name}: 是另一处的钥匙 / the key of another office",
                    advice="换 office.folder，或放好这一处的 / another folder, or the right key",
                )

    def key_file(self, name: str) -> Path:
        """Return where a key lies now."""
        beside = self._folders[KEYS] / f"{name}{STAGED}"
        return beside if beside.exists() else self._folders[KEYS] / name

    def lay(self, area: str, name: str, pieces: Iterable[bytes]) -> None:
        """Lay a file beside its place. Raises UsageError where another one stands."""
        folder = self._folders[area]
        place = folder / name
        if not place.resolve().is_relative_to(folder.resolve()):
            raise UsageError(f"{area}/{name}: 在文件夹之外 / outside of its folder")
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = place.with_name(f"{place.name}{STAGED}")
        beside.unlink(missing_ok=True)
        self._laid.append((beside, place))
        mode = 0o400 if area == KEYS else 0o600
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        if place.exists():
            # A spool on a machine that lived on has gone on, too.
            _compare(beside, place, may_go_on=area == SPOOL)

    def put_in_place(self) -> None:
        """Give every file its name, in the order in which they were laid."""
        for beside, place in self._laid:
            if place.exists():
                beside.unlink()
            else:
                beside.replace(place)
        for folder in {place.parent for _, place in self._laid}:
            sync(folder)

    def undo(self) -> None:
        """Take away what was laid beside."""
        for beside, _ in self._laid:
            beside.unlink(missing_ok=True)
        clear(self._folders[KEYS])


def clear(folder: Path) -> None:
    """Take away what a restore that was killed left in the office's folder."""
    for path in folder.glob(f"*{STAGED}*"):
        path.unlink()


def sync(folder: Path) -> None:
    """Force the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _compare(beside: Path, place: Path, *, may_go_on: bool) -> None:
    """Refuse unless the file that stands is the same, or goes on where the backup's ends."""
    same = may_go_on or place.stat().st_size == beside.stat().st_size
    with open(beside, "rb") as ours, open(place, "rb") as theirs:
        while same and (piece := ours.read(_PIECE)):
            same = piece == theirs.read(len(piece))
    if not same:
        raise UsageError(
            f"{place}: 与备份里的不同，不覆盖 / differs from the backup's",
            advice="查明之后移走 / find out why, then move it away",
        )
