"""What a backup says, frame by frame: its facts, tables with their rows, files with their bytes."""

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from zhamen.errors import UsageError

_HEAD = struct.Struct(">cI")


class Mark(Enum):
    """What a frame holds."""

    FACTS = b"I"
    TABLE = b"T"
    ROWS = b"R"
    FILE = b"F"
    BYTES = b"B"
    END = b"E"


@dataclass(frozen=True, slots=True)
class Frame:
    """One step of a backup: JSON, or the bytes of a file."""

    mark: Mark
    value: Any


class Sink(Protocol):
    """What takes bytes."""

    def write(self, data: bytes) -> None:
        """Take some more."""
        ...


class Spring(Protocol):
    """What gives bytes."""

    def read(self, size: int) -> bytes:
        """Return that many, fewer only at the end."""
        ...


def put(sink: Sink, mark: Mark, value: Any) -> None:
    """Write a frame."""
    data = value if mark is Mark.BYTES else zlib.compress(json.dumps(value).encode(), 1)
    sink.write(_HEAD.pack(mark.value, len(data)) + data)


def frames(spring: Spring) -> Iterator[Frame]:
    """Yield every frame; the last is END. Raises UsageError if there is none."""
    while head := spring.read(_HEAD.size):
        # What is read here was written by us: anything else did not open.
        mark, length = _HEAD.unpack(head)
        data = spring.read(length)
        value = data if mark == Mark.BYTES.value else json.loads(zlib.decompress(data))
        yield Frame(Mark(mark), value)
        if mark == Mark.END.value:
            return
    raise UsageError("备份没有写完 / the backup was not finished")
