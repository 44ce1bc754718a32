"""The reader: a message's parts become passages and traces, or are named as unread."""

import os
from collections.abc import Iterable, Iterator
from mimetypes import guess_type
from types import TracebackType
from typing import NamedTuple

from zhamen.errors import ReadError
from zhamen.model.message import Message, Part
from zhamen.model.passage import Passage
from zhamen.model.terms import Medium
from zhamen.model.trace import Trace
from zhamen.model.verdict import Unread
from zhamen.reading.archives.behind import archive_behind
from zhamen.reading.filing import Address, Errand, Filed, read_file
from zhamen.reading.formatting import Piece, Room
from zhamen.reading.normal import fold
from zhamen.reading.opening import open_regular
from zhamen.reading.rooms import Rooms, in_memory, room_of
from zhamen.settings import Settings

_INSIDE = 1 << 20
"""Plain text up to this size is decoded in this process, which saves starting a room's."""

Content = Passage | Trace | Unread


class Reading(NamedTuple):
    """What was read of a message, and what was not."""

    passages: tuple[Passage, ...]
    unread: tuple[Unread, ...] = ()
    traces: tuple[Trace, ...] = ()


class Reader:
    """Reads messages within limits, one at a time; files go to processes that can be killed."""

    def __init__(self, settings: Settings | None = None) -> None:
        """Prepare the rooms; each starts with its first file."""
        settings = settings or Settings()
        self._limits = settings.limits
        self._rooms = Rooms(settings)

    def read(self, message: Message) -> Reading:
        """Return all passages, traces and unread parts. Never raises for what the parts contain."""
        contents = list(self.contents(message))
        return Reading(
            tuple(each for each in contents if isinstance(each, Passage)),
            tuple(each for each in contents if isinstance(each, Unread)),
            tuple(each for each in contents if isinstance(each, Trace)),
        )

    def contents(self, message: Message) -> Iterable[Content]:
        """Yield the same one by one, as it is read."""
        parts = message.parts
        if len(parts) == 1 and parts[0].text is not None:
            # The common case of a chat: one text, nothing else.
            part = parts[0]
            text = parts[0].text
            return (Passage(part.name, text, fold(text), part.medium),)
        self._rooms.hurried = False
        return (content for part in parts for content in self._part(part))

    def hurry(self) -> None:
        """Leave what is still to be read of pictures and recordings: the verdict stands."""
        self._rooms.hurried = True

    def start(self, *rooms: Room) -> None:
        """Start rooms now, so that their first file need not wait."""
        self._rooms.start(*rooms)

    def _part(self, part: Part) -> Iterator[Content]:
        if part.text is not None:
            yield Passage(part.name, part.text, fold(part.text), part.medium)
            return
        yield _named(part.name, part.name)
        named = {part.name}
        for filed in self._filed(part):
            if isinstance(filed, Unread | Trace):
                yield filed
            elif not isinstance(filed, Errand):
                name, piece = filed
                if name not in named:
                    named.add(name)
                    yield _named(name, name.rpartition("!/")[2])
                yield _passage(name, piece)

    def _filed(self, part: Part) -> Iterator[Filed]:
        address = Address(part.name)
        try:
            descriptor, size = self._open(part)
        except ReadError as error:
            yield Unread(part.name, error.reason)
            return
        except OSError:
            yield Unread(part.name, "unreadable")
            return
        try:
            if size == 0 and not _may_be_empty(part.name):
                # A picture of no bytes is one that did not arrive.
                yield Unread(part.name, "empty")
                return
            if size <= _INSIDE and room_of(descriptor, address) is Room.HERE:
                data = os.pread(descriptor, size, 0)
                if not archive_behind(data):
                    yield from read_file(data, address, self._limits, Room.HERE)
                    return
            yield from self._rooms.read(descriptor, address)
        except OSError:
            yield Unread(part.name, "unreadable")
        finally:
            os.close(descriptor)

    def _open(self, part: Part) -> tuple[int, int]:
        """Return a descriptor on the part's bytes, in memory if they came without a path."""
        if part.data is None and part.path is not None:
            return open_regular(part.path, self._limits.input_bytes)
        data = part.data or b""
        if len(data) > self._limits.input_bytes:
            raise ReadError("too_large")
        return in_memory(data), len(data)

    def close(self) -> None:
        """End the processes."""
        self._rooms.close()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _may_be_empty(name: str) -> bool:
    """Tell whether a file without a byte can be whole: a text, or a file without an ending."""
    ending = os.path.splitext(name)[1]
    return not ending or (guess_type(name)[0] or "").startswith("text/")


def _named(part: str, name: str) -> Passage:
    return Passage(part, name, fold(name), Medium.NAME, place="name")


def _passage(name: str, piece: Piece) -> Passage:
    return Passage(
        part=name,
        text=piece.text,
        folded=fold(piece.text),
        medium=piece.medium,
        guesses=piece.guesses,
        spots=piece.spots,
        page=piece.page,
        place=piece.place,
    )
