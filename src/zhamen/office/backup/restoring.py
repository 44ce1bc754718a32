"""Restoring: a backup is read whole first, then laid beside, then put in force in one step.

Nothing that stands is written over. Until the last step everything lies under names that end in
`.restoring`, or within a transaction; whatever ends a restore before that leaves no office behind.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhamen.errors import JournalError, UsageError
from zhamen.office.backup.files import KEYS, areas
from zhamen.office.backup.frames import Frame, Mark, frames
from zhamen.office.backup.key import BackupKey
from zhamen.office.backup.making import VERSION, Progress
from zhamen.office.backup.sealing import SealedReader
from zhamen.office.backup.staging import OFFICE, PUBLIC, SIGNING, STAGED, Staging, clear, sync
from zhamen.office.places import Places
from zhamen.settings import Settings


@dataclass(slots=True)
class Contents:
    """What a backup holds, as far as one must know before anything is done."""

    facts: dict[str, Any] = field(default_factory=dict)
    rows: int = 0
    files: list[tuple[str, str]] = field(default_factory=list)
    """Area and name of each."""
    keys: dict[str, bytes] = field(default_factory=dict)
    whole: bool = False

    @property
    def at(self) -> str:
        """Return when it was made."""
        return str(self.facts["at"])

    def take(self, step: Frame) -> None:
        """Take note of one more frame."""
        match step.mark:
            case Mark.FACTS:
                self.facts = step.value
            case Mark.ROWS:
                self.rows += len(step.value)
            case Mark.FILE:
                self.files.append((step.value["area"], step.value["name"]))
            case Mark.BYTES if self.files[-1][0] == KEYS:
                name = self.files[-1][1]
                self.keys[name] = self.keys.get(name, b"") + step.value
            case Mark.END:
                self.whole = step.value == {"rows": self.rows, "files": len(self.files)}


def look_through(path: Path, key: BackupKey, progress: Progress) -> Contents:
    """Read a backup to its end and return what it holds. Raises UsageError if it is not whole."""
    found = Contents()
    for step in _steps(path, key):
        found.take(step)
        progress("read", found.rows, found.facts.get("rows", 0))
    if not found.whole or PUBLIC not in found.keys:
        raise UsageError(f"{path}: 备份不全 / not whole", advice="换一份备份 / use another backup")
    if found.facts["version"] != VERSION:
        raise UsageError(f"{path}: 备份的版本太新 / a newer kind", advice="用新的 zhamen / upgrade")
    return found


def _steps(path: Path, key: BackupKey) -> Iterator[Frame]:
    try:
        with open(path, "rb") as file:
            yield from frames(SealedReader(file, key, str(path)))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", advice="FILE") from error


def restore(path: Path, key: BackupKey, settings: Settings, progress: Progress) -> Contents:
    """Bring the office of a backup back and return what it held.

    Raises UsageError for a backup that is not whole, a place that is not empty, keys that are not
    there or others; OSError as for a full disk. Nothing has been changed then.
    """
    contents = look_through(path, key, progress)
    places = Places(Places.of(settings.office).folder, settings.office.database, STAGED)
    places.prepare()
    staging = Staging(areas(settings, places))
    with _alone(places.folder):
        _refuse_what_stands(Places(places.folder, places.server))
        staging.check((area for area, _ in contents.files), contents.keys)
        clear(places.folder)
        try:
            for name, data in contents.keys.items():
                staging.lay(KEYS, name, [data])
            _configure(settings, places, staging)
            _bring_back(_steps(path, key), contents, staging, places, progress)
        except BaseException:
            staging.undo()
            raise
    return contents


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep another restore out until the block ends."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise UsageError(f"{folder}: 正在恢复 / another restore is under way") from error
    finally:
        os.close(descriptor)


def _refuse_what_stands(places: Places) -> None:
    for path in (places.head, *(() if places.server else (places.sqlite,))):
        if path.exists():
            raise UsageError(
                f"{path}: 这里已经有保密办（或它留下的头），不覆盖 / an office stands here",
                advice="换一个 office.folder，或查明之后移走 / another folder, or move it away",
            )


def _configure(settings: Settings, places: Places, staging: Staging) -> None:
    """Set Django up over the database that is not in force yet."""
    import django
    from django.apps import apps
    from django.conf import settings as chosen

    from zhamen.journal.keys import load_signing_key
    from zhamen.office.configuring import django_settings
    from zhamen.private_file import read_private

    key = load_signing_key(staging.key_file(SIGNING))
    if key.public.to_text() != staging.key_file(PUBLIC).read_text("utf-8"):
        raise UsageError(
            f"{places.signing_key}: 不是这份备份的钥匙 / not the key of this office",
            advice="放好 journal.key 再来 / put the right one there",
        )
    secret = read_private(staging.key_file(OFFICE), UsageError)
    chosen.configure(**django_settings(settings, places, secret))
    django.setup()
    # It lies under another name until everything is in force.
    vars(apps.get_app_config("journal"))["key"] = key


def _bring_back(
    steps: Iterable[Frame], contents: Contents, staging: Staging, places: Places, progress: Progress
) -> None:
    """Fill the database and lay the files; the last step puts all of it in force."""
    from django.db import Error, connection, transaction

    try:
        # SQLite makes tables outside of a transaction, in a file that nobody knows of yet.
        with transaction.atomic() if places.server else nullcontext():
            _fill(steps, contents, staging, progress)
            if places.server:
                # Names first: a database in force without its files would be half an office.
                staging.put_in_place()
    except Error as error:
        raise UsageError(
            f"数据库不收 / the database refuses: {type(error).__name__}",
            advice="没有恢复任何东西；看磁盘和 office.database / nothing was restored",
        ) from error
    finally:
        connection.close()
    if not places.server:
        staging.put_in_place()
    _put_in_force(places)


def _put_in_force(places: Places) -> None:
    """Give the database its name, then its head; without one the next act writes it."""
    final = Places(places.folder)
    if not places.server:
        left = places.sqlite.with_name(f"{places.sqlite.name}-wal")
        if left.exists() and left.stat().st_size:
            raise UsageError(f"{left}: 没有写进数据库 / not in the database", advice="磁盘 / disk")
        places.sqlite.replace(final.sqlite)
    if places.head.exists():
        places.head.replace(final.head)
    sync(places.folder)


def _fill(steps: Iterable[Frame], contents: Contents, staging: Staging, progress: Progress) -> None:
    """Make the tables, add every row, lay every file."""
    from django.db import transaction

    from zhamen.office.backup import tables

    if standing := tables.standing():
        raise UsageError(
            f"office.database: 里面已经有表 {', '.join(standing)} / not empty",
            advice="给一个空的数据库 / name an empty database",
        )
    nodes = [(app, name) for app, name in contents.facts["migrations"]]
    tables.make_tables(nodes)
    models = {model._meta.label: model for model in tables.models_of(nodes)}
    with transaction.atomic():
        _add(steps, contents, staging, models, progress)
        tables.count_on(list(models.values()))
        _note_it(contents)


def _add(
    steps: Iterable[Frame], contents: Contents, staging: Staging, models: dict[str, Any],
    progress: Progress,
) -> None:  # fmt: skip
    from zhamen.office.backup.tables import add_rows

    model, done = None, 0
    going = iter(steps)
    for step in going:
        if step.mark is Mark.TABLE:
            model = models[step.value]
        elif step.mark is Mark.ROWS:
            add_rows(model, step.value)
            done += len(step.value)
            progress("rows", done, contents.rows)
        elif step.mark is Mark.FILE:
            _lay(step.value, going, staging)


def _lay(row: dict[str, Any], steps: Iterator[Frame], staging: Staging) -> None:
    """Lay one file beside its place; its bytes are the frames that follow."""
    pieces = _pieces(steps, row["size"])
    if row["area"] == KEYS:
        # They were laid first: without them nothing could be put on record.
        for _ in pieces:
            pass
    else:
        staging.lay(row["area"], row["name"], pieces)


def _pieces(steps: Iterator[Frame], size: int) -> Iterator[bytes]:
    while size > 0:
        data: bytes = next(steps).value
        size -= len(data)
        yield data


def _note_it(contents: Contents) -> None:
    """Put on record that the office was brought back, from a backup of when."""
    from zhamen.journal.appending import Act
    from zhamen.office.journal.keeping import record

    try:
        record(Act("office.restored", "office", "office", "", {"made": contents.at}))
    except JournalError as error:
        raise UsageError(
            f"{error}", advice="这份备份里的日志是坏的 / its journal is bent"
        ) from error
