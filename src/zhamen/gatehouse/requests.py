"""Requests: what senders ask the office for about a case; a file beside the spool that it loads.

One JSON object a line, like the spool's; ids and times, never a word that somebody wrote.
"""

import errno
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from zhamen.gatehouse.forcing import force_names

SUFFIX = ".requests.jsonl"
KINDS = ("release", "reading", "mistake")


class Requests:
    """Appends to a file of its own a day."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, kind: str, case: str, sender: str) -> None:
        """Write one down, on the disk when it returns. Raises OSError."""
        now = datetime.now(UTC)
        row = {"at": now.isoformat(), "kind": kind, "case": case, "sender": sender}
        # The process in the name: nobody writes behind another's torn line.
        path = self._folder / f"{now:%Y%m%d}-{os.getpid()}{SUFFIX}"
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # A line torn by a full disk ends here, and takes no other with it.
            line = b"\n" + json.dumps(row).encode() + b"\n"
            if os.write(descriptor, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        force_names(self._folder)


def read_requests(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield every whole request of the folder, in order of day."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        for line in path.read_bytes().split(b"\n"):
            if line.startswith(b"{") and line.endswith(b"}"):
                yield json.loads(line)
