"""What a scan has done, so that it can go on where it stopped.

One JSON line a file: its key (path, size, time of change, rules) and its verdict. A line torn
by a crash does not parse, and its file is inspected again.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any, TextIO

from zhamen.cli.scanning.walk import Found
from zhamen.errors import UsageError


class State:
    """The journal of a scan; keys in memory are 16 bytes each."""

    def __init__(self, path: Path, rules: str) -> None:
        """Open or make the journal. Raises UsageError if the place cannot be written."""
        self.path = path
        self._rules = rules
        self._done: dict[bytes, int] = {}
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file: TextIO = os.fdopen(
                os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+", encoding="utf-8"
            )
        except OSError as error:
            raise UsageError(f"{path}: {error}", advice="--state FILE") from error
        self._load()

    def _load(self) -> None:
        with self.path.open("rb") as file:
            at = 0
            for line in file:
                if line.endswith(b"}\n") and (key := _key_in(line)):
                    self._done[key] = at
                at += len(line)
            if at and not line.endswith(b"\n"):
                self._file.write("\n")

    def key(self, found: Found) -> str:
        """Return the key of a file in its present state under the present rules."""
        said = f"{found.path}\0{found.size}\0{found.modified_ns}\0{self._rules}"
        return hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()[:32]

    def has(self, key: str) -> bool:
        """Tell whether this very file has been inspected."""
        return bytes.fromhex(key) in self._done

    def add(self, key: str, verdict: dict[str, Any]) -> None:
        """Note a verdict down; it survives a kill from the next flush of the system on."""
        self._done[bytes.fromhex(key)] = -1
        self._file.write(json.dumps({"key": key, "verdict": verdict}, ensure_ascii=False) + "\n")
        self._file.flush()

    def verdict(self, key: str) -> dict[str, Any]:
        """Return the verdict noted for a key."""
        with self.path.open("rb") as file:
            file.seek(max(0, self._done[bytes.fromhex(key)]))
            for line in file:
                row = json.loads(line)
                if row["key"] == key:
                    verdict: dict[str, Any] = row["verdict"]
                    return verdict
        raise KeyError(key)

    def close(self) -> None:
        """Close the journal."""
        self._file.close()


def _key_in(line: bytes) -> bytes | None:
    try:
        return bytes.fromhex(json.loads(line)["key"])
    except (ValueError, KeyError, TypeError):
        return None


def default_state(roots: list[Path]) -> Path:
    """Return the usual place of the journal for these roots."""
    home = Path(os.environ.get("XDG_STATE_HOME") or Path("~/.local/state").expanduser())
    names = "\0".join(sorted(str(root.absolute()) for root in roots))
    digest = hashlib.sha256(names.encode("utf-8", "surrogateescape")).hexdigest()
    return home / "zhamen" / f"scan-{digest[:16]}.jsonl"
