"""Faults are said in the log once a second at most, and how often: a full disk fills no log."""

import asyncio
import errno
import logging
from collections import Counter


class Complaints:
    """Counts faults by their kind. For the loop's thread."""

    def __init__(self, log: logging.Logger, seconds: float = 1.0) -> None:
        self._log = log
        self._seconds = seconds
        self._kinds: Counter[str] = Counter()
        self._quiet = False

    def note(self, error: Exception) -> None:
        """Say the first at once, what follows it together. Its words may quote the message."""
        self._kinds[_kind(error)] += 1
        if not self._quiet:
            self._say()

    def _say(self) -> None:
        self._quiet = bool(self._kinds)
        if self._quiet:
            self._log.error("inspect: %s", _listed(self._kinds))
            self._kinds.clear()
            asyncio.get_running_loop().call_later(self._seconds, self._say)


def _kind(error: Exception) -> str:
    code = errno.errorcode.get(error.errno or 0) if isinstance(error, OSError) else None
    return " ".join(filter(None, (type(error).__name__, code)))


def _listed(kinds: Counter[str]) -> str:
    return ", ".join(f"{kind} ×{count}" if count > 1 else kind for kind, count in kinds.items())
