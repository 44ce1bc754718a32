"""Reading one file by the tray of formats, files within files included. Runs in a room."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from zhamen import plugins
from zhamen.errors import ReadError
from zhamen.model.trace import Trace
from zhamen.model.verdict import Unread
from zhamen.reading import formats as tray
from zhamen.reading.archives.behind import archive_behind
from zhamen.reading.formatting import Content, Embedded, Format, Piece, Room, highest
from zhamen.reading.glimpse import glimpse
from zhamen.settings import Limits


@dataclass(frozen=True, slots=True)
class Address:
    """Where a file lies: the part's name, `outer!/inner`, or a page of it and what is there."""

    name: str
    page: int | None = None
    place: str = ""
    depth: int = 0

    def within(self, embedded: Embedded) -> "Address":
        """Return the address of a file inside this one."""
        if embedded.page is None:
            return Address(f"{self.unread_name}!/{embedded.name}", None, "", self.depth + 1)
        # A page that is a picture has no name of its own that its sender would know.
        place = _joined(self.place, embedded.name)
        return Address(self.name, embedded.page, place, self.depth + 1)

    @property
    def unread_name(self) -> str:
        """Return the name under which the whole of it is called unread."""
        return f"{self.name}!/{self.place}" if self.place else self.name


@dataclass(frozen=True, slots=True)
class Errand:
    """A file within a file that has to be read in another room."""

    address: Address
    data: bytes = field(repr=False)


Filed = tuple[str, Piece] | Trace | Errand | Unread
"""What comes of a file: pieces and traces with the name of their part, errands, unread parts."""


class Budget:
    """What is left of the limits, for a file and everything inside it together."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._chars = limits.output_chars
        self._bytes = limits.expanded_bytes
        self._members = limits.members

    def write(self, text: str) -> None:
        """Take the length of a text. Raises ReadError("too_much_text")."""
        self._chars -= len(text)
        if self._chars < 0:
            raise ReadError("too_much_text")

    def unpack(self, data: bytes) -> None:
        """Take a file within and its size. Raises ReadError: too_many_members, expansion."""
        self._members -= 1
        if self._members < 0:
            raise ReadError("too_many_members")
        self._bytes -= len(data)
        if self._bytes < 0:
            raise ReadError("expansion")

    @property
    def limits(self) -> Limits:
        """Return what is left, as the limits of the next file inside."""
        return replace(
            self._limits,
            output_chars=max(0, self._chars),
            expanded_bytes=max(0, self._bytes),
            members=max(0, self._members),
        )


@cache
def load_formats() -> tuple[Format, ...]:
    """Return every format that stands in the tray."""
    return plugins.load_tray(tray, "FORMAT", Format)  # type: ignore[type-abstract]


def format_of(head: bytes, name: str) -> Format:
    """Return the format that bids highest for a file. Raises ReadError("binary")."""
    winner = highest(load_formats(), head, name)
    if winner is None:
        raise ReadError("binary")
    return winner


def read_file(
    data: bytes, address: Address, limits: Limits, room: Room, budget: Budget | None = None
) -> Iterator[Filed]:
    """Yield what a file holds; what another room must read leaves as an errand."""
    if not data:
        return
    if address.depth > limits.depth:
        yield Unread(address.unread_name, "nesting")
        return
    budget = budget or Budget(limits)
    try:
        winner = format_of(glimpse(data), address.unread_name)
        if winner.room not in (room, Room.HERE):
            yield Errand(address, data)
            return
        # Documents and packages see for themselves what lies behind their end.
        is_opaque = winner.room is not Room.PARSER or getattr(winner, "is_opaque", False)
        if is_opaque and (behind := archive_behind(data)):
            yield from _filed(Embedded("[archive]", behind), address, limits, room, budget)
        for content in winner.read(data, budget.limits):
            yield from _filed(content, address, limits, room, budget)
    except ReadError as error:
        yield Unread(address.unread_name, error.reason)
    except MemoryError:
        yield Unread(address.unread_name, "memory")
    except RecursionError:
        yield Unread(address.unread_name, "nesting")
    except Exception:
        # What a library raises on hostile bytes is its own affair; the files beside it are read.
        yield Unread(address.unread_name, "damaged")


def _filed(
    content: Content, address: Address, limits: Limits, room: Room, budget: Budget
) -> Iterator[Filed]:
    page = address.page
    if isinstance(content, Embedded):
        budget.unpack(content.data)
        yield from read_file(content.data, address.within(content), limits, room, budget)
    elif isinstance(content, Piece):
        budget.write(content.text)
        if page is not None:
            content = replace(content, page=page, place=_joined(address.place, content.place))
        yield address.name, content
    elif isinstance(content, Trace):
        place = _joined(address.place, content.place)
        yield replace(content, part=address.name, page=page or content.page, place=place)
    else:
        name = address.unread_name
        yield Unread(f"{name}!/{content.part}" if content.part else name, content.reason)


def _joined(outer: str, inner: str) -> str:
    return f"{outer}:{inner}" if outer and inner else outer or inner
