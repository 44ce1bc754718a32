"""What goes between the reader and a room's process: frames of JSON, with bytes behind it.

The reader believes none of it: a parser that was taken over by its file can say anything, so
every field is taken apart into the plain value that it must be, and every size is bounded.
"""

import json
import socket
import struct
from dataclasses import asdict
from time import monotonic
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.passage import Guess, Spot
from zhamen.model.terms import Medium
from zhamen.model.trace import Trace, TraceKind
from zhamen.model.verdict import Unread
from zhamen.reading.filing import Address, Errand, Filed
from zhamen.reading.formatting import Piece
from zhamen.settings import Limits

HEADER = struct.Struct(">QQ")
"""Bytes of JSON, and of what lies behind it."""
READY, DONE, STOP = "ready", "done", "stop"


class Clock:
    """The time that a part may take, in all rooms together."""

    def __init__(self, seconds: float) -> None:
        """Start it."""
        self._end = monotonic() + seconds

    @property
    def left(self) -> float:
        """Return the seconds that are left."""
        return self._end - monotonic()

    def forgive(self, seconds: float) -> None:
        """Give back time that was not the file's: the start of a process."""
        self._end += seconds


class Allowance:
    """What a process may send about one file: bytes of text, bytes of files within."""

    def __init__(self, limits: Limits) -> None:
        """Allow as much text as the limits, whatever JSON makes of it, and as many bytes."""
        self._text = 8 * limits.output_chars + (1 << 20)
        self._data = limits.expanded_bytes

    def take(self, text: int, data: int) -> None:
        """Take one frame. Raises ReadError("too_much_text") or ReadError("expansion")."""
        self._text -= text
        self._data -= data
        if self._text < 0:
            raise ReadError("too_much_text")
        if self._data < 0:
            raise ReadError("expansion")


def framed(value: Any, data: bytes = b"") -> bytes:
    """Return one frame."""
    text = json.dumps(value).encode()
    return HEADER.pack(len(text), len(data)) + text + data


def receive(channel: socket.socket, clock: Clock, allowance: Allowance) -> tuple[Any, bytes]:
    """Return the value and the bytes of the next frame.

    Raises TimeoutError, EOFError, ReadError for what is not allowed, ValueError for nonsense.
    """
    text, data = HEADER.unpack(_exactly(channel, HEADER.size, clock))
    allowance.take(text, data)
    value = json.loads(_exactly(channel, text, clock))
    return value, bytes(_exactly(channel, data, clock)) if data else b""


def _exactly(channel: socket.socket, size: int, clock: Clock) -> bytearray:
    data = bytearray()
    while len(data) < size:
        if (left := clock.left) <= 0:
            raise TimeoutError
        channel.settimeout(left)
        chunk = channel.recv(min(size - len(data), 1 << 20))
        if not chunk:
            raise EOFError
        data += chunk
    return data


def to_frame(filed: Filed) -> bytes:
    """Return what a process sends for one thing that it found."""
    if isinstance(filed, Errand):
        return framed({"is": "errand", **asdict(filed.address)}, filed.data)
    if isinstance(filed, Trace):
        row = {"kind": filed.kind, "part": filed.part, "page": filed.page, "place": filed.place}
        return framed({"is": "trace", **row}, filed.value)
    if isinstance(filed, Unread):
        return framed({"is": "unread", "part": filed.part, "reason": filed.reason})
    part, piece = filed
    return framed({"is": "piece", "part": part, **asdict(piece)})


def from_frame(row: Any, data: bytes) -> Filed:
    """Return what a process found. Raises KeyError, TypeError or ValueError for nonsense."""
    sort = row["is"]
    if sort == "unread":
        return Unread(_name(row["part"]), _name(row["reason"]))
    page = None if row["page"] is None else int(row["page"])
    place = _name(row["place"])
    if sort == "errand":
        return Errand(Address(_name(row["name"]), page, place, int(row["depth"])), data)
    if sort == "trace":
        return Trace(TraceKind(row["kind"]), data, _name(row["part"]), page, place)
    if sort == "piece":
        guesses = tuple(Guess(int(at), str(letters)) for at, letters in row["guesses"])
        spots = tuple(map(_spot, row["spots"]))
        medium = Medium(row["medium"])
        return _name(row["part"]), Piece(str(row["text"]), page, place, medium, guesses, spots)
    raise ValueError("not a frame of ours")


def _name(value: Any) -> str:
    """Return a name that can be written down: half a character is none."""
    return str(value).encode("utf-8", "replace").decode()


def _spot(row: Any) -> Spot:
    start, end, quad = row
    corners = tuple(map(int, quad))
    if len(corners) != 8:
        raise ValueError("not the corners of a line")
    return Spot(int(start), int(end), corners)
