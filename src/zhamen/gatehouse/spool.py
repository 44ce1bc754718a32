"""The spool: an append-only file of verdicts that the office loads later.

One JSON object a line: who, where, when, the verdict with its masked spans, keyed digests; never
content.
A line is written whole (one `write` to a file opened for appending) and forced to the disk
before the gate answers, so that a verdict that was acted upon is never lost. A line torn by a
crash is the last of its file and is skipped when it is read.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

from zhamen.errors import UsageError
from zhamen.gatehouse.digests import Digests
from zhamen.gatehouse.forcing import force_names
from zhamen.model.message import Message
from zhamen.model.verdict import Verdict

SUFFIX = ".verdicts.jsonl"
_encoded = json.JSONEncoder(ensure_ascii=False).encode


class Spool:
    """Appends to a file of its own a day: nobody writes behind another's torn line."""

    def __init__(self, folder: Path, digests: Digests | None = None) -> None:
        """Open the folder, making it (0700) if need be. Raises UsageError if it cannot."""
        self._folder = folder
        self._digests = digests
        self._day: date | None = None
        self._descriptor = -1
        self._left: list[int] = []
        """Files that take no more lines, and that the disk has not been asked for since."""
        self._changing = Lock()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"spool {folder}: {error}", advice="give a writable folder") from error

    def append(self, message: Message, verdict: Verdict) -> None:
        """Write one verdict down. Raises OSError: the gate then refuses, as for any fault."""
        self.write(message, verdict)
        self.sync()

    def write(self, message: Message, verdict: Verdict) -> None:
        """Write one verdict; it is kept for sure only after `sync`. Raises OSError."""
        now = datetime.now(UTC)
        record = _record(message, verdict, now)
        if self._digests is not None:
            record["digests"] = self._digests.sightings(message)
        line = _encoded(record) + "\n"
        self._open(now.date())
        # A name may hold half a surrogate pair; the record must not be lost for it.
        self._put(line.encode("utf-8", "backslashreplace"))

    def _put(self, data: bytes) -> None:
        size = len(data)
        try:
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError:
            if len(data) < size:
                # A torn line is the last of its file: the next one must not be lost in it.
                self._leave()
            raise

    def sync(self) -> None:
        """Force to the disk what was written. May be called from another thread."""
        with self._changing:
            while self._left:
                os.fdatasync(self._left[-1])
                os.close(self._left.pop())
            if self._descriptor >= 0:
                os.fdatasync(self._descriptor)

    @property
    def writable(self) -> bool:
        """Tell whether the folder takes files, as far as its rights and the disk's space tell."""
        try:
            return os.access(self._folder, os.W_OK) and os.statvfs(self._folder).f_bavail > 0
        except OSError:
            return False

    def _open(self, day: date) -> None:
        if day == self._day and os.fstat(self._descriptor).st_nlink:
            return
        # A file that somebody deleted would take verdicts that nobody ever loads.
        self._leave()
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL
        for number in count():
            path = self._folder / f"{day:%Y%m%d}-{os.getpid()}-{number}{SUFFIX}"
            with contextlib.suppress(FileExistsError):
                self._descriptor = os.open(path, flags, 0o600)
                # Forced bytes of a file whose name was lost are nobody's.
                force_names(self._folder)
                self._day = day
                return

    def _leave(self) -> None:
        """Begin another file next time; who wrote to this one still waits for `sync`."""
        with self._changing:
            if self._descriptor >= 0:
                self._left.append(self._descriptor)
            self._descriptor, self._day = -1, None

    def close(self) -> None:
        """Force what was written and close all files. Raises OSError, and has closed them."""
        self._leave()
        try:
            self.sync()
        finally:
            with self._changing:
                while self._left:
                    os.close(self._left.pop())


def read_spool(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield every whole record of the folder, file by file in order of day."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        for line in path.read_bytes().split(b"\n"):
            # A torn line may end in a brace, too.
            with contextlib.suppress(ValueError):
                yield json.loads(line)


def _record(message: Message, verdict: Verdict, now: datetime) -> dict[str, Any]:
    said = verdict.to_dict()
    for row, finding in zip(said["findings"], verdict.findings, strict=True):
        if finding.digest:
            row["digest"] = finding.digest
    return {
        "at": (message.at or now).isoformat(),
        "channel": str(message.channel),
        "sender": message.sender,
        "group": message.group,
        "verdict": said,
    }
