"""Guessing: how often a sender may touch registered documents before the register answers no more.

A gate that stops quotations tells whoever sends one that he was right. What is counted is every
message in which the register knew something, or nearly; over the limit nothing of this sender is
asked any more, everything of his is held, and the verdict says nothing of its content. Senders
stand in memory and in the file as keyed digests.
"""

import errno
import hashlib
import hmac
import os
import secrets
import time
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path

from zhamen.errors import GuessError, UsageError
from zhamen.model.passage import Folded
from zhamen.model.terms import Medium
from zhamen.model.trace import Trace
from zhamen.register.document import Status
from zhamen.register.found import Match, Recogniser
from zhamen.settings import RegisterSettings

SUFFIX = ".guesses"
_HOUR, _DAY = 3600.0, 86400


class Tally:
    """Counts what happened within a stretch of time; several processes share it by a folder."""

    def __init__(
        self, seconds: float, folder: Path | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        """Count in a file a day, or in memory alone. Raises UsageError for a bad folder."""
        self._seconds, self._folder, self._clock = seconds, folder, clock
        self._events: deque[tuple[float, str]] = deque()
        self._counts: Counter[str] = Counter()
        self._day, self._descriptor, self._read = -1, -1, 0
        try:
            self._catch_up()
        except OSError as error:
            raise UsageError(
                f"{folder}: {error.strerror}", advice="give a writable folder"
            ) from error

    def note(self, who: str) -> None:
        """Count one more. Raises OSError: whoever cannot count must not answer."""
        self._catch_up()
        now = self._clock()
        if self._folder is None:
            self._add(now, who)
        else:
            # Behind a line that somebody else left torn it must begin anew.
            line = f"\n{now:.3f} {who}\n".encode()
            if os.write(self._descriptor, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def counts(self, who: str) -> tuple[int, int]:
        """Return how often it happened to one, and to all together. Raises OSError."""
        self._catch_up()
        return self._counts[who], len(self._events)

    def _add(self, when: float, who: str) -> None:
        self._events.append((when, who))
        self._counts[who] += 1

    def _catch_up(self) -> None:
        now = self._clock()
        if self._folder is not None:
            if int(now // _DAY) != self._day:
                self._begin_day(now)
            self._take(os.pread(self._descriptor, 1 << 20, self._read), now)
        while self._events and self._events[0][0] < now - self._seconds:
            _, who = self._events.popleft()
            self._counts[who] -= 1

    def _begin_day(self, now: float) -> None:
        """Read the days that still count, and go on in today's file."""
        assert self._folder is not None
        self.close()
        self._events.clear()
        self._counts.clear()
        self._day, first = int(now // _DAY), int((now - self._seconds) // _DAY)
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            if path.stem.isdigit() and int(path.stem) < first:
                path.unlink(missing_ok=True)
            elif path.stem.isdigit() and int(path.stem) < self._day:
                self._take(path.read_bytes(), now)
        path = self._folder / f"{self._day}{SUFFIX}"
        self._descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        self._read = 0

    def _take(self, data: bytes, now: float) -> None:
        """Take in whole lines; one torn by a crash is not counted, and joined to no other."""
        whole = data[: data.rfind(b"\n") + 1]
        self._read += len(whole)
        for line in whole.split(b"\n"):
            when, _, who = line.partition(b" ")
            try:
                self._add(min(float(when), now), who.decode())
            except ValueError:
                continue

    def close(self) -> None:
        """Close today's file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class Guarded:
    """A register that counts what it recognises, and stops answering."""

    def __init__(
        self, register: Recogniser, settings: RegisterSettings, tally: Tally, key: bytes = b""
    ) -> None:
        """Limit a register. Without a key senders are digested under one of this process."""
        self._register, self._settings, self._tally = register, settings, tally
        self._key = key or secrets.token_bytes(32)
        self._who = ""
        self._open, self._touched = True, False

    def begin(self, sender: str) -> None:
        """A message of this sender comes. Raises OSError where it cannot be counted."""
        data = b"sender\0" + sender.encode("utf-8", "surrogatepass")
        self._who = hmac.new(self._key, data, hashlib.sha256).hexdigest()[:32]
        own, every = self._tally.counts(self._who)
        limits = self._settings
        self._open = not (
            # A gate that names no senders has one limit for all of them.
            (sender and 0 < limits.guesses <= own) or 0 < limits.gate_guesses <= every
        )
        self._touched = False

    def end(self) -> None:
        """The message was inspected. Raises OSError: its verdict must not be given away then."""
        if self._touched:
            self._tally.note(self._who)
            self._touched = False

    def match(self, folded: Folded, medium: Medium) -> list[Match]:
        """Return what the register knows of a text. Raises GuessError over the limit."""
        self._ask()
        return self._noted(self._register.match(folded, medium))

    def recall(self, trace: Trace) -> list[Match]:
        """Return what the register knows of a picture or recording. Raises GuessError likewise."""
        self._ask()
        return self._noted(self._register.recall(trace))

    def _ask(self) -> None:
        if not self._open:
            raise GuessError("too many messages touched registered documents")

    def _noted(self, found: list[Match]) -> list[Match]:
        self._touched |= any(match.document.status is Status.ACTIVE for match in found)
        return found

    @property
    def state(self) -> str:
        """Return the register's state."""
        return self._register.state

    def close(self) -> None:
        """Let go of the register and of the file."""
        self._register.close()
        self._tally.close()


def guarded(
    register: Recogniser, settings: RegisterSettings, folder: Path | None, key: bytes = b""
) -> Guarded:
    """Return a register under the limits of the settings.

    The tally is kept in the folder if senders have a lasting key, else in memory.
    """
    tally = Tally(settings.guess_hours * _HOUR, folder if key else None)
    return Guarded(register, settings, tally, key)
