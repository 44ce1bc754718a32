"""A killable process for each room of parsers: whatever a file does to it, the parent goes on.

The parent passes an open descriptor over a socket, takes what comes back piece by piece, and kills
when the time is up; what had come until then is kept. The process has a limit on its memory, leaves
no core dump, writes no file and knows no key of the parent (`serving.py`), so that a parser taken
over by a file can lie about files, at most those until it is replaced, and do nothing else.
"""

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Generator
from dataclasses import asdict
from time import monotonic

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.filing import Address, Filed
from zhamen.reading.formatting import Room
from zhamen.reading.wire import (
    DONE,
    STOP,
    Allowance,
    Clock,
    framed,
    from_frame,
    receive,
)
from zhamen.settings import Settings, for_rooms

_RECYCLE = 500
"""Files after which a process is replaced, so that no parser's leak adds up."""
_START_SECONDS = 60.0
_GRACE_SECONDS = 2.0
"""How long a process may take to stop reading before it is killed."""
_HANDED_ON = ("PATH", "PYTHON", "LANG", "LC_", "LD_LIBRARY_PATH", "OMP_", "OPENBLAS_", "COVERAGE_")
"""How the variables begin that a process is given: no key and no token is among them."""
_NONSENSE = (OSError, EOFError, ValueError, ArithmeticError, KeyError, TypeError, RecursionError)


class Worker:
    """One room: a process started with its first file and replaced whenever it dies.

    With `spare` a second one stands by, so that whoever comes after a killed one need not wait.
    """

    def __init__(
        self, settings: Settings, room: Room = Room.PARSER, *, spare: bool = False
    ) -> None:
        """Say where it reads; nothing is started yet."""
        self._settings = settings
        self._room = room
        self._wants_spare = spare
        self._process: _Process | None = None
        self._spare: _Process | None = None
        self._served = 0
        self._is_leaving = False

    def read(
        self, descriptor: int, address: Address, clock: Clock | None = None
    ) -> Generator[Filed, None, None]:
        """Yield what the process reads of an open file; at the end, why it did not live to tell.

        The descriptor stays open and belongs to the caller. Closing the iterator early leaves
        the rest of the file alone.
        """
        clock = clock or Clock(self._settings.limits.seconds)
        if clock.left <= 0:
            # A thousand files that come too late must not start and end a thousand processes.
            yield Unread(address.unread_name, "timeout")
            return
        try:
            channel = self._ready(clock)
            _hand_over(channel, framed(asdict(address)), descriptor)
            self._served += 1
            yield from self._filed(channel, clock)
        except TimeoutError:
            self._end()
            yield Unread(address.unread_name, "timeout")
        except ReadError as error:
            self._end()
            yield Unread(address.unread_name, error.reason)
        except _NONSENSE:
            self._end()
            yield Unread(address.unread_name, "crashed")
        except GeneratorExit:
            raise
        except BaseException:
            # Broken off between two frames, the rest would be taken for the next file's.
            self._end()
            raise

    def _filed(self, channel: socket.socket, clock: Clock) -> Generator[Filed, None, None]:
        allowance = Allowance(self._settings.limits)
        while True:
            value, data = receive(channel, clock, allowance)
            if value == DONE:
                return
            filed = from_frame(value, data)
            if isinstance(filed, Unread) and filed.reason == "memory":
                # Libraries keep what they took, and every file after this one would lack it.
                self._served = _RECYCLE
            try:
                yield filed
            except GeneratorExit:
                # The caller must not wait for it; the next file does.
                self._is_leaving = True
                with contextlib.suppress(OSError):
                    channel.sendall(framed(STOP))
                raise

    def _left(self, process: "_Process") -> bool:
        """Tell whether the process has left the file that it was told to leave."""
        clock, allowance = Clock(_GRACE_SECONDS), Allowance(self._settings.limits)
        try:
            while receive(process.ready(), clock, allowance)[0] != DONE:
                pass
        except (ReadError, *_NONSENSE):
            return False
        return True

    def _ready(self, clock: Clock) -> socket.socket:
        """Return the channel to a process that waits for a file; starting it costs no time."""
        began = monotonic()
        if self._process is not None:
            stuck = self._is_leaving and not self._left(self._process)
            if stuck or self._served >= _RECYCLE:
                self._end()
        self._is_leaving = False
        self.start()
        assert self._process is not None
        channel = self._process.ready()
        if self._wants_spare and self._spare is None:
            self._spare = _Process(self._settings, self._room)
        clock.forgive(monotonic() - began)
        return channel

    def start(self) -> None:
        """Start the process now, so that the first file need not wait for it."""
        if self._process is None:
            self._process, self._spare = self._spare, None
        if self._process is not None and not self._process.alive:
            self._end()
        if self._process is None:
            self._process = _Process(self._settings, self._room)

    def _end(self) -> None:
        """Kill the process; the next file has another."""
        if self._process is not None:
            self._process.kill()
            self._process = None
        self._served = 0

    def close(self) -> None:
        """Kill the process and the one that stands by; the next file starts a new one."""
        self._end()
        if self._spare is not None:
            self._spare.kill()
            self._spare = None

    @property
    def pid(self) -> int | None:
        """Process number of the running worker, for tests and `doctor`."""
        return self._process.pid if self._process else None


class _Process:
    """One process and the socket to it."""

    def __init__(self, settings: Settings, room: Room) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "zhamen.reading.serving", str(theirs.fileno()), room]
        with theirs:
            self._popen = subprocess.Popen(
                [*command, for_rooms(settings)], pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=_environment(), close_fds=True,
            )  # fmt: skip
        self._channel = ours
        self._is_ready = False

    def ready(self) -> socket.socket:
        """Wait until it is ready, the first time. Raises EOFError if it died before."""
        if not self._is_ready:
            receive(self._channel, Clock(_START_SECONDS), Allowance(Settings().limits))
            self._is_ready = True
        return self._channel

    @property
    def alive(self) -> bool:
        return self._popen.poll() is None

    @property
    def pid(self) -> int:
        return self._popen.pid

    def kill(self) -> None:
        self._channel.close()
        with contextlib.suppress(ProcessLookupError):
            self._popen.kill()
        self._popen.wait()


def _hand_over(channel: socket.socket, request: bytes, descriptor: int) -> None:
    """Send a request and its open file; a name of a deep nesting is more than one sending takes."""
    sent = socket.send_fds(channel, [request], [descriptor])
    channel.sendall(request[sent:])


def _environment() -> dict[str, str]:
    # One thread a process: the machine's cores are shared out by processes.
    given = {name: value for name, value in os.environ.items() if name.startswith(_HANDED_ON)}
    return {"OMP_NUM_THREADS": "1", **given}
