"""The rooms of a reader: their processes, and the errands that files within files are to them."""

import os
from collections import deque
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.filing import Address, Errand, Filed, format_of
from zhamen.reading.formatting import HEAD, Room
from zhamen.reading.glimpse import is_container
from zhamen.reading.wire import Clock
from zhamen.reading.worker import Worker
from zhamen.settings import Settings

_SLOW = frozenset({Room.LENS, Room.EAR})
"""Rooms that take so long that it is worth leaving them when the verdict stands."""


class Rooms:
    """Reads files, each in the room that its bytes ask for. One at a time."""

    def __init__(self, settings: Settings) -> None:
        """Prepare the rooms; each starts with its first file."""
        self._limits = settings.limits
        self._workers: dict[Room, Worker] = {
            # A parser dies often enough that its successor had better stand by.
            room: Worker(settings, room, spare=room is Room.PARSER)
            for room in Room
            if room is not Room.HERE
        }
        self._busy = set[Room]()
        self._postponed = deque[Errand]()
        self.hurried = False
        """Leave what is still to be read of pictures and recordings."""

    def read(self, descriptor: int, address: Address) -> Iterator[Filed]:
        """Yield what an open file and all files in it hold; no errand is left."""
        clock = Clock(self._limits.seconds)
        self._postponed.clear()
        yield from self._visit(descriptor, address, clock)
        while self._postponed:
            yield from self._run(self._postponed.popleft(), clock)

    def _visit(self, descriptor: int, address: Address, clock: Clock) -> Iterator[Filed]:
        """Yield what a room reads, each errand to another room at the place where it came up."""
        room = room_of(descriptor, address)
        room = Room.PARSER if room is Room.HERE else room
        self._busy.add(room)
        try:
            with closing(self._workers[room].read(descriptor, address, clock)) as contents:
                for filed in contents:
                    if isinstance(filed, Errand):
                        # A process that lies about the depth could send us round in circles.
                        depth = max(filed.address.depth, address.depth + 1)
                        at = replace(filed.address, depth=depth)
                        yield from self._run(replace(filed, address=at), clock)
                    else:
                        yield filed
                    if self.hurried and room in _SLOW:
                        return
        finally:
            self._busy.discard(room)

    def _run(self, errand: Errand, clock: Clock) -> Iterator[Filed]:
        address = errand.address
        if address.depth > self._limits.depth:
            yield Unread(address.unread_name, "nesting")
            return
        descriptor = in_memory(errand.data)
        try:
            room = room_of(descriptor, address)
            if room in self._busy or (room is Room.HERE and Room.PARSER in self._busy):
                # The room is where this came from, in the middle of a file of its own.
                self._postponed.append(errand)
            elif not (self.hurried and room in _SLOW):
                yield from self._visit(descriptor, address, clock)
        finally:
            os.close(descriptor)

    def start(self, *rooms: Room) -> None:
        """Start rooms now, so that their first file need not wait."""
        for room in rooms:
            self._workers[room].start()

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers.values():
            worker.close()


def room_of(descriptor: int, address: Address) -> Room:
    """Return where an open file is to be read; an unknown one here, where it is called unread."""
    head = os.pread(descriptor, HEAD, 0)
    if is_container(head):
        # Only its index, which is a parser's to read, says what it is.
        return Room.PARSER
    with suppress(ReadError):
        return format_of(head, address.unread_name).room if head else Room.HERE
    return Room.HERE


def in_memory(data: bytes) -> int:
    """Return a descriptor on bytes that touch no disk."""
    descriptor = os.memfd_create("zhamen")
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
