"""The process of a room: reads one file after another for its parent, within its limits.

Run as `python -m zhamen.reading.serving SOCKET ROOM SETTINGS`.
"""

import contextlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Iterator

from zhamen.model.verdict import Unread
from zhamen.reading.filing import Address, Filed, load_formats, read_file
from zhamen.reading.formatting import Room
from zhamen.reading.wire import DONE, HEADER, READY, STOP, framed, to_frame
from zhamen.settings import Limits, Settings, in_room

_ORPHAN_SECONDS = 60
"""How long it may go on reading a file beyond the limit, if its parent is not there to kill it."""


def serve(channel: socket.socket, room: Room, limits: Limits) -> None:
    """Answer requests until the parent closes the socket."""
    channel.sendall(framed(READY))
    while (request := _request(channel)) is not None:
        address, descriptor = request
        signal.alarm(int(limits.seconds) + _ORPHAN_SECONDS)
        with os.fdopen(descriptor, "rb") as file:
            for filed in _read(file.fileno(), address, room, limits):
                if _is_stopped(channel):
                    break
                channel.sendall(to_frame(filed))
        channel.sendall(framed(DONE))
        signal.alarm(0)


def _request(channel: socket.socket) -> tuple[Address, int] | None:
    """Return the next file, None when there is no parent any more."""
    while True:
        head, descriptors = _exactly(channel, HEADER.size)
        if not head:
            return None
        text, more = _exactly(channel, HEADER.unpack(head)[0])
        value = json.loads(text)
        if value != STOP:
            # A stop that came too late belongs to the file before.
            return Address(**value), (descriptors + more)[0]


def _exactly(channel: socket.socket, size: int) -> tuple[bytes, list[int]]:
    data, descriptors = b"", list[int]()
    while len(data) < size:
        chunk, found, _, _ = socket.recv_fds(channel, size - len(data), 1)
        if not chunk:
            return b"", descriptors
        data += chunk
        descriptors += found
    return data, descriptors


def _is_stopped(channel: socket.socket) -> bool:
    return bool(select.select([channel], [], [], 0)[0])


def _read(descriptor: int, address: Address, room: Room, limits: Limits) -> Iterator[Filed]:
    try:
        size = os.fstat(descriptor).st_size
        data = os.pread(descriptor, size, 0)
        while len(data) < size and (more := os.pread(descriptor, size - len(data), len(data))):
            data += more
        yield from read_file(data, address, limits, room)
    except MemoryError:
        yield Unread(address.unread_name, "memory")
    except Exception:
        # What a library raises on hostile bytes is its own affair; the file is unread.
        yield Unread(address.unread_name, "damaged")


def _prepare(room: Room, settings: Settings) -> None:
    """Let the room's formats load what they keep, before it counts against a file."""
    for each in load_formats():
        prepare = getattr(each, "prepare", None)
        if each.room is room and prepare is not None:
            prepare(settings)


def _confine(memory_bytes: int) -> None:
    import resource

    # The parsers' own libraries are mapped already and do not count against the file.
    with open("/proc/self/statm", "rb") as file:
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + memory_bytes,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """Run as the process of a room."""
    number, room, settings = int(sys.argv[1]), Room(sys.argv[2]), in_room(sys.argv[3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _prepare(room, settings)
    _confine(settings.limits.memory_bytes)
    with socket.socket(fileno=number) as channel, contextlib.suppress(BrokenPipeError):
        serve(channel, room, settings.limits)


if __name__ == "__main__":
    main()
