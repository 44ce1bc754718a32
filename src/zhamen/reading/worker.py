"""A killable process that runs the parsers: whatever a file does to it, the parent goes on.

The parent passes an open descriptor over a socket and waits until the deadline; then it kills.
The worker has a limit on its memory, leaves no core dump, writes no file, and answers in JSON,
so that a parser taken over by a file can lie about files, at most those until it is replaced, and
do nothing else to the parent.
"""

import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
from dataclasses import asdict
from time import monotonic
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.formatting import Piece
from zhamen.settings import Limits

_LENGTH = struct.Struct(">Q")
_RECYCLE = 500
"""Files after which a worker is replaced, so that no parser's leak adds up."""
_START_SECONDS = 30.0

Answer = list[tuple[str, Piece] | Unread]


class Worker:
    """One worker process, started with its first file and replaced whenever it dies."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._served = 0

    def read(self, descriptor: int, name: str) -> Answer:
        """Return what the worker read of an open file; the file unread if it did not live to tell.

        The descriptor stays open and belongs to the caller.
        """
        if self._served >= _RECYCLE:
            self.close()
        try:
            self._start()
            assert self._socket is not None
            deadline = monotonic() + self._limits.seconds
            socket.send_fds(self._socket, [_packed({"name": name})], [descriptor])
            answer = [_unpacked(each) for each in json.loads(self._receive(deadline))]
        except TimeoutError:
            self.close()
            return [Unread(name, "timeout")]
        except ReadError as error:
            self.close()
            return [Unread(name, error.reason)]
        except (OSError, EOFError, ValueError, KeyError, TypeError, RecursionError):
            self.close()
            return [Unread(name, "crashed")]
        self._served += 1
        return answer

    def _start(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        ours, theirs = socket.socketpair()
        limits = json.dumps(asdict(self._limits))
        command = [sys.executable, "-m", __spec__.name, str(theirs.fileno()), limits]
        with theirs:
            self._process = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, close_fds=True,
            )  # fmt: skip
        self._socket = ours
        # The clock of a file must not pay for the start of the process.
        self._receive(monotonic() + _START_SECONDS)

    def _receive(self, deadline: float) -> bytes:
        size = _LENGTH.unpack(self._exactly(_LENGTH.size, deadline))[0]
        if size > 8 * self._limits.output_chars + (1 << 20):
            raise ReadError("too_much_text")
        return bytes(self._exactly(size, deadline))

    def _exactly(self, size: int, deadline: float) -> bytearray:
        assert self._socket is not None
        data = bytearray()
        while len(data) < size:
            left = deadline - monotonic()
            if left <= 0:
                raise TimeoutError
            self._socket.settimeout(left)
            chunk = self._socket.recv(min(size - len(data), 1 << 20))
            if not chunk:
                raise EOFError
            data += chunk
        return data

    def close(self) -> None:
        """Kill the process and forget it; the next file starts a new one."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None
        self._served = 0

    @property
    def pid(self) -> int | None:
        """Process number of the running worker, for tests and `doctor`."""
        return self._process.pid if self._process else None


def _packed(value: Any) -> bytes:
    data = json.dumps(value).encode()
    return _LENGTH.pack(len(data)) + data


def _unpacked(row: dict[str, Any]) -> tuple[str, Piece] | Unread:
    if "reason" in row:
        return Unread(str(row["part"]), str(row["reason"]))
    part, text, place = (str(row[key]) for key in ("part", "text", "place"))
    return part, Piece(text, None if row["page"] is None else int(row["page"]), place)


def _row(content: tuple[str, Piece] | Unread) -> dict[str, Any]:
    if isinstance(content, Unread):
        return {"part": content.part, "reason": content.reason}
    part, piece = content
    return {"part": part, "text": piece.text, "page": piece.page, "place": piece.place}


def _serve(channel: socket.socket, limits: Limits) -> None:
    """Answer requests until the parent closes the socket."""
    from zhamen.reading.filing import load_formats

    load_formats()
    _confine(limits.memory_bytes)
    channel.sendall(_packed("ready"))
    while True:
        head, descriptors, _, _ = socket.recv_fds(channel, 1 << 16, 1)
        if not head:
            return
        while len(head) < _LENGTH.size + _LENGTH.unpack(head[: _LENGTH.size])[0]:
            head += channel.recv(1 << 16)
        name = json.loads(head[_LENGTH.size :])["name"]
        with os.fdopen(descriptors[0], "rb") as file:
            channel.sendall(_packed([_row(each) for each in _read(file.fileno(), name, limits)]))


def _read(descriptor: int, name: str, limits: Limits) -> Answer:
    from zhamen.reading.filing import read_file

    answer: Answer = []
    try:
        size = os.fstat(descriptor).st_size
        data = os.pread(descriptor, size, 0)
        while len(data) < size and (more := os.pread(descriptor, size - len(data), len(data))):
            data += more
        for each in read_file(data, name, limits):
            answer.append(each)
    except MemoryError:
        answer.append(Unread(name, "memory"))
    except Exception:
        # What a library raises on hostile bytes is its own affair; the file is unread.
        answer.append(Unread(name, "damaged"))
    return answer


def _confine(memory_bytes: int) -> None:
    import resource

    # The parsers' own libraries are mapped already and do not count against the file.
    with open("/proc/self/statm", "rb") as file:
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + memory_bytes,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """Run as the worker: `python -m zhamen.reading.worker SOCKET LIMITS`."""
    number, limits = int(sys.argv[1]), Limits(**json.loads(sys.argv[2]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=number) as channel, contextlib.suppress(BrokenPipeError):
        _serve(channel, limits)


if __name__ == "__main__":
    main()
