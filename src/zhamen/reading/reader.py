"""The reader: a message's parts become passages, or are named as unread."""

import os
from collections.abc import Iterator
from types import TracebackType
from typing import NamedTuple

from zhamen.errors import ReadError
from zhamen.model.message import Message, Part
from zhamen.model.passage import Passage
from zhamen.model.terms import Medium
from zhamen.model.verdict import Unread
from zhamen.reading.filing import format_of, read_file
from zhamen.reading.formatting import HEAD, Piece, Room
from zhamen.reading.glimpse import is_container
from zhamen.reading.normal import fold
from zhamen.reading.opening import open_regular
from zhamen.reading.worker import Worker
from zhamen.settings import Limits

_INSIDE = 1 << 20
"""Plain text up to this size is decoded in this process, which saves starting the worker."""


class Reading(NamedTuple):
    """What was read of a message, and what was not."""

    passages: tuple[Passage, ...]
    unread: tuple[Unread, ...] = ()


class Reader:
    """Reads messages within limits; files go through a worker that can be killed."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._worker = Worker(self._limits)

    def read(self, message: Message) -> Reading:
        """Return all passages and unread parts. Never raises for what the parts contain."""
        parts = message.parts
        if len(parts) == 1 and parts[0].text is not None:
            # The common case of a chat: one text, nothing else.
            part = parts[0]
            text = parts[0].text
            return Reading((Passage(part.name, text, fold(text), part.medium),))
        passages: list[Passage] = []
        unread: list[Unread] = []
        for part in parts:
            for each in self._part(part):
                (passages if isinstance(each, Passage) else unread).append(each)  # type: ignore[arg-type]
        return Reading(tuple(passages), tuple(unread))

    def _part(self, part: Part) -> Iterator[Passage | Unread]:
        if part.text is not None:
            yield Passage(part.name, part.text, fold(part.text), part.medium)
            return
        yield Passage(part.name, part.name, fold(part.name), Medium.NAME, place="name")
        try:
            contents = self._file(part)
        except ReadError as error:
            contents = [Unread(part.name, error.reason)]
        named = {part.name}
        for content in contents:
            if isinstance(content, Unread):
                yield content
                continue
            name, piece = content
            if name not in named:
                named.add(name)
                inner = name.rpartition("!/")[2]
                yield Passage(name, inner, fold(inner), Medium.NAME, place="name")
            yield _passage(name, piece)

    def _file(self, part: Part) -> list[tuple[str, Piece] | Unread]:
        descriptor, size = self._open(part)
        try:
            head = os.pread(descriptor, HEAD, 0)
            if size <= _INSIDE and _is_plain(head, part.name):
                data = os.pread(descriptor, size, 0)
                return list(read_file(data, part.name, self._limits))
            return self._worker.read(descriptor, part.name)
        except OSError as error:
            raise ReadError("unreadable") from error
        finally:
            os.close(descriptor)

    def _open(self, part: Part) -> tuple[int, int]:
        """Return a descriptor on the part's bytes, in memory if they came without a path."""
        if part.data is None and part.path is not None:
            return open_regular(part.path, self._limits.input_bytes)
        data = part.data or b""
        if len(data) > self._limits.input_bytes:
            raise ReadError("too_large")
        descriptor = os.memfd_create("zhamen")
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        return descriptor, len(data)

    def close(self) -> None:
        """End the worker."""
        self._worker.close()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _is_plain(head: bytes, name: str) -> bool:
    """Tell whether a file needs no parser. A container's first bytes do not say what it is."""
    return not head or (not is_container(head) and format_of(head, name).room is Room.HERE)


def _passage(name: str, piece: Piece) -> Passage:
    return Passage(
        part=name,
        text=piece.text,
        folded=fold(piece.text),
        medium=Medium.FILE,
        page=piece.page,
        place=piece.place,
    )
