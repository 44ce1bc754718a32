"""What belongs to the office and lies outside of its database: keys, spool, snapshots, lists."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from zhamen.errors import UsageError
from zhamen.gatehouse.snapshot import CURRENT, newest
from zhamen.gatehouse.spool import SUFFIX
from zhamen.office.places import Places
from zhamen.settings import Settings

KEYS, SPOOL, SNAPSHOTS, PUBLISHED = "keys", "spool", "snapshots", "published"
SETTINGS = {
    SPOOL: "设 spool.folder / set it", SNAPSHOTS: "设 office.snapshots / set it",
    PUBLISHED: "设 office.published / set it",
}  # fmt: skip
_PIECE = 1 << 20
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a backup: where it belongs, by which name, and its bytes so far as they count."""

    area: str
    name: str
    size: int
    file: BinaryIO

    def pieces(self) -> Iterator[bytes]:
        """Yield its bytes. Raises OSError if it has become shorter."""
        left = self.size
        while left:
            piece = self.file.read(min(_PIECE, left))
            if not piece:
                raise OSError(f"{self.area}/{self.name}: shorter than it was")
            left -= len(piece)
            yield piece


def areas(settings: Settings, places: Places) -> dict[str, Path]:
    """Return the folders of each area that the settings name."""
    named = {
        KEYS: places.folder, SPOOL: settings.spool.folder, SNAPSHOTS: settings.office.snapshots,
        PUBLISHED: settings.office.published,
    }  # fmt: skip
    return {area: folder for area, folder in named.items() if folder is not None}


def collected(
    settings: Settings, places: Places, fed: Mapping[str, int], *, with_keys: bool
) -> Iterator[Kept]:
    """Yield every file that belongs into a backup.

    `fed` says how far each file of the spool is in the database: what is there whole is left out.
    Raises UsageError for a folder that is set and cannot be read.
    """
    folders = areas(settings, places)
    keys = (places.public_key, *((places.signing_key, places.office_key) if with_keys else ()))
    try:
        yield from _opened(KEYS, [(path.name, path) for path in keys])
        if SPOOL in folders:
            waiting = [path for path in _listed(folders[SPOOL])
                       if path.stat().st_size > fed.get(path.name, 0)]  # fmt: skip
            yield from _opened(SPOOL, [(path.name, path) for path in waiting])
        if SNAPSHOTS in folders:
            yield from _snapshot(folders[SNAPSHOTS])
        if PUBLISHED in folders:
            yield from _opened(PUBLISHED, _below(folders[PUBLISHED]))
    except OSError as error:
        raise UsageError(
            f"{error.filename or ''}: {error.strerror or error}",
            advice="备份没有做成 / there is no backup: check spool.folder, office.snapshots",
        ) from error


def _listed(folder: Path) -> list[Path]:
    """Return the files of the spool; a glob over a folder that is gone would be an empty spool."""
    folder.stat()
    return sorted(folder.glob(f"*{SUFFIX}"))


def _below(folder: Path) -> list[tuple[str, Path]]:
    folder.stat()
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(path.relative_to(folder).as_posix(), path) for path in found]


def _snapshot(root: Path) -> Iterator[Kept]:
    """Yield the newest snapshot, opened as a whole: the office may throw it away meanwhile."""
    for attempt in range(_TRIES):
        serial = newest(root)
        if not serial:
            return
        try:
            kept = list(_opened(SNAPSHOTS, [
                (f"{serial:08d}/{name}", path) for name, path in _below(root / f"{serial:08d}")
            ]))  # fmt: skip
        except FileNotFoundError:
            if attempt == _TRIES - 1:
                raise
            continue
        yield from kept
        # By its number and not by the file, which may name the next one by now.
        told = f"{serial}\n".encode()
        yield Kept(SNAPSHOTS, CURRENT, len(told), BytesIO(told))
        return


def _opened(area: str, named: list[tuple[str, Path]]) -> Iterator[Kept]:
    for name, path in named:
        file = open(path, "rb")  # noqa: SIM115
        yield Kept(area, name, os.fstat(file.fileno()).st_size, file)
