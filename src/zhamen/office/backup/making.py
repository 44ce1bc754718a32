"""Making a backup: one state of the database, and the files around it, sealed into one file."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from zhamen import __version__
from zhamen.errors import UsageError
from zhamen.office.backup.frames import Mark, put
from zhamen.office.backup.key import BackupKey
from zhamen.office.backup.sealing import SealedWriter
from zhamen.office.configuring import configure
from zhamen.office.places import Places
from zhamen.settings import Settings

VERSION = 1
Progress = Callable[[str, int, int], None]
"""Is told what is being done, how far it is and how far it goes."""


@dataclass(frozen=True, slots=True)
class Made:
    """What is in a backup."""

    rows: int
    files: int
    size: int
    """Bytes of the sealed file."""


def make(
    settings: Settings, key: BackupKey, out: Path, progress: Progress, *, with_keys: bool = False
) -> Made:
    """Write a backup of the office to a new file; the office may go on meanwhile.

    Raises UsageError if there is no office, or the file is there already; OSError for a full disk.
    A file under the name `out` is whole: it gets its name last.
    """
    places = Places.of(settings.office)
    if not places.server and not places.sqlite.exists():
        raise UsageError(
            f"{places.sqlite}: 这里没有保密办 / no office here", advice="office.folder, --settings"
        )
    if out.exists():
        raise UsageError(
            f"{out}: 已经有了，不覆盖 / exists", advice="换个名字 / choose another name"
        )
    configure(settings)
    _note_it()
    part = out.with_name(f"{out.name}.part")
    try:
        with open(part, "wb", opener=_for_owner) as file:
            sealed = SealedWriter(file, key)
            rows, count = _write(sealed, settings, places, progress, with_keys)
            sealed.finish()
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        # A link refuses a name that came into use meanwhile; a rename would not.
        os.link(part, out)
    finally:
        part.unlink(missing_ok=True)
    return Made(rows, count, size)


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _note_it() -> None:
    """Put on record that a backup is made; the backup has the entry, too."""
    from django.db import Error

    from zhamen.office.serving import note

    try:
        note("office.backup.made")
    except Error as error:
        raise UsageError(
            f"数据库读不出来 / the database: {type(error).__name__}",
            advice="先打开一次 zhamen serve；核对 office.database / open the office once",
        ) from error


def _write(
    sealed: SealedWriter, settings: Settings, places: Places, progress: Progress, with_keys: bool
) -> tuple[int, int]:
    """Write all frames; return how many rows and files there were."""
    from zhamen.office.backup import tables
    from zhamen.office.backup.files import collected

    with tables.one_state():
        nodes = tables.applied()
        models = tables.models_of(nodes)
        total = sum(model._default_manager.count() for model in models)
        put(sealed, Mark.FACTS, {
            "version": VERSION, "zhamen": __version__, "at": datetime.now(UTC).isoformat(),
            "migrations": nodes, "rows": total, "tables": [m._meta.label for m in models],
        })  # fmt: skip
        rows = 0
        for model in models:
            rows = _write_table(sealed, model, rows, lambda done: progress("rows", done, total))
        fed = _fed(models)
    count = 0
    for kept in collected(settings, places, fed, with_keys=with_keys):
        with kept.file:
            put(sealed, Mark.FILE, {"area": kept.area, "name": kept.name, "size": kept.size})
            for piece in kept.pieces():
                put(sealed, Mark.BYTES, piece)
        count += 1
        progress("files", count, 0)
    put(sealed, Mark.END, {"rows": rows, "files": count})
    return rows, count


def _write_table(
    sealed: SealedWriter, model: Any, rows: int, progress: Callable[[int], None]
) -> int:
    from zhamen.office.backup.tables import rows_of

    put(sealed, Mark.TABLE, model._meta.label)
    for batch in rows_of(model):
        put(sealed, Mark.ROWS, batch)
        rows += len(batch)
        progress(rows)
    return rows


def _fed(models: list[Any]) -> dict[str, int]:
    """Return how far each file of the spool is in the database, in this state of it."""
    (source,) = (model for model in models if model._meta.label == "desk.Source")
    return dict(source._default_manager.values_list("name", "offset"))
