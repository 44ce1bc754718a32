"""The window: questions are inspected in memory, a few at a time, and nothing of them is kept."""

import logging
from dataclasses import replace
from threading import Lock

from zhamen.errors import ZhamenError
from zhamen.gatehouse.counters import Counters
from zhamen.gatehouse.guessing import Tally
from zhamen.gatehouse.published import open_house
from zhamen.model.message import Message
from zhamen.model.terms import Decision
from zhamen.model.verdict import Unread, Verdict
from zhamen.settings import RegisterSettings, Settings

THREADS = 2
WAITING = 8
SECONDS = 30.0
"""How long a person waits for one answer; a file has a shorter limit of its own."""
PER_MINUTE = 30
"""Questions of one person: each is a guess at the register."""
_LOG = logging.getLogger("zhamen.selfcheck")


class TooOften(Exception):
    """One person has asked too much within a minute."""


class Closed(Exception):
    """Nothing can be inspected now: that is no answer, and never a pass."""


class Window:
    """Inspects under the settings of the gate, but writes down nothing."""

    def __init__(
        self, settings: Settings, seconds: float = SECONDS, per_minute: int = PER_MINUTE
    ) -> None:
        """Open nothing yet: whoever never asks pays nothing."""
        self._settings = without_traces(settings)
        self._seconds, self._per_minute = seconds, per_minute
        self._tally = Tally(60.0)
        self._counters: Counters | None = None
        self._lock = Lock()

    def ask(self, message: Message) -> Verdict:
        """Return the verdict; a hold that says `timeout` if it takes too long.

        Raises TooOften, Busy if too many wait, and Closed for whatever else goes wrong.
        """
        with self._lock:
            self._count(message.sender)
            counters = self._opened()
        answer = counters.later(message)
        try:
            return answer.result(self._seconds)
        except TimeoutError:
            unread = (Unread(message.id, "timeout"),)
            return Verdict(message.id, Decision.HOLD, unread=unread)
        except Exception as error:
            raise _closed(error) from None

    def _count(self, who: str) -> None:
        if self._tally.counts(who)[0] >= self._per_minute:
            raise TooOften
        self._tally.note(who)

    def _opened(self) -> Counters:
        if self._counters is None:
            try:
                self._counters = Counters(lambda: open_house(self._settings), THREADS, WAITING)
            except (ZhamenError, OSError) as error:
                raise _closed(error) from None
        return self._counters

    def close(self) -> None:
        """End the inspection."""
        with self._lock:
            if self._counters is not None:
                self._counters.close()
                self._counters = None


def without_traces(settings: Settings) -> Settings:
    """Return settings under which a gatehouse keeps no verdict and counts guesses in memory.

    Each counter counts for itself, so each gets its share of the guesses.
    """
    return replace(
        settings,
        spool=replace(settings.spool, folder=None),
        register=_shared_out(settings.register),
    )


def _shared_out(register: RegisterSettings) -> RegisterSettings:
    own, every = (
        max(1, each // THREADS) if each > 0 else each
        for each in (register.guesses, register.gate_guesses)
    )
    return replace(register, guesses=own, gate_guesses=every)


def _closed(error: Exception) -> Closed:
    # The words of a foreign error may quote the message: its kind is all we say.
    _LOG.error(f"nothing could be inspected: {type(error).__name__}")
    return Closed()
