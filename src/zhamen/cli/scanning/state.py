"""What a scan has done, so that it can go on where it stopped.

One JSON line a file: its key (path, size, time of change, rules) and its verdict. A line torn
by a crash does not parse, and its file is inspected again; so is one that could not be read for
a reason that may be gone by now.
"""

import fcntl
import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

from zhamen.cli.scanning.offsets import Offsets
from zhamen.cli.scanning.task import lasting
from zhamen.cli.scanning.walk import Found
from zhamen.errors import UsageError

_HEADER = b'{"zhamen_scan": 1}\n'


class State:
    """The journal of a scan; memory holds two numbers for each file that was done before."""

    def __init__(self, path: Path, rules: str, *, fresh: bool = False) -> None:
        """Open or make the journal. Raises UsageError if it is none, in use or not writable."""
        self.path = path
        self._rules = rules
        self._done = Offsets()
        self._end = 0
        self.failure = ""
        """Why nothing more is noted down, in the system's words; empty as long as all is."""
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK, 0o600)
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror}", advice="--state FILE") from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise UsageError(f"{path}：不是普通文件 / not a regular file", advice="--state FILE")
        self._file = os.fdopen(descriptor, "rb")
        try:
            self._claim(fresh)
            self._load()
        except BaseException:
            self._file.close()
            raise

    def _claim(self, fresh: bool) -> None:
        """Make sure that the file is ours alone, and a journal, before a byte of it changes."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError(
                f"{self.path}：另一次检查正在使用 / in use by another scan",
                advice="等它结束，或另给 / wait, or give another --state FILE",
            ) from error
        head = os.pread(self._file.fileno(), len(_HEADER), 0)
        # A file that is none of ours is never overwritten, not even to start over.
        if head and not _HEADER.startswith(head):
            raise UsageError(
                f"{self.path}：不是断点记录 / not a journal of zhamen scan",
                advice="另给一个文件名 / give another --state FILE",
            )
        if fresh or head != _HEADER:
            os.ftruncate(self._file.fileno(), 0)
            self._append(_HEADER)

    def _load(self) -> None:
        at = self._file.seek(len(_HEADER))
        for line in self._file:
            if not line.endswith(b"\n"):
                # Torn by a crash or a full disk: what comes next takes its place.
                os.ftruncate(self._file.fileno(), at)
                break
            if key := _settled(line):
                self._done.add(key, at)
            at += len(line)
        self._end = at

    def key(self, found: Found) -> str:
        """Return the key of a file in its present state under the present rules."""
        said = f"{found.state}\0{self._rules}"
        return hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()[:32]

    def verdict(self, key: str) -> dict[str, Any] | None:
        """Return the verdict on this very file in this very state, None if it has none yet."""
        for at in self._done.at(bytes.fromhex(key)):
            self._file.seek(at)
            row: dict[str, Any] = json.loads(self._file.readline())
            if row["key"] == key:
                return dict(row["verdict"])
        return None

    def add(self, key: str, verdict: dict[str, Any]) -> None:
        """Note a verdict down; it survives a kill from now on, unless there is a `failure`."""
        row = {"key": key, "verdict": verdict}
        self._append(json.dumps(row, ensure_ascii=False).encode() + b"\n")

    def _append(self, line: bytes) -> None:
        """Write a line behind the last. The first that fails is the last that is tried."""
        while line and not self.failure:
            try:
                written = os.pwrite(self._file.fileno(), line, self._end)
            except OSError as error:
                self.failure = os.strerror(error.errno or 0)
            else:
                self._end += written
                line = line[written:]

    def close(self) -> None:
        """Close the journal."""
        self._file.close()


def _settled(line: bytes) -> bytes | None:
    """Return the key of a line whose verdict would be the same if it were given again."""
    try:
        row = json.loads(line)
        return bytes.fromhex(row["key"]) if lasting(row["verdict"]) else None
    except (ValueError, KeyError, TypeError):
        return None


def state_folder() -> Path:
    """Return where this person's journals lie."""
    home = os.environ.get("XDG_STATE_HOME") or Path("~/.local/state").expanduser()
    return Path(home) / "zhamen"


def default_state(roots: list[Path]) -> Path:
    """Return the usual place of the journal for these roots."""
    names = "\0".join(sorted(str(root.absolute()) for root in roots))
    digest = hashlib.sha256(names.encode("utf-8", "surrogateescape")).hexdigest()
    return state_folder() / f"scan-{digest[:16]}.jsonl"
