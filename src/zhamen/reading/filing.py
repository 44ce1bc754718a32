"""Reading one file by the tray of formats, files within files included. Runs in the worker."""

from collections.abc import Iterator
from functools import cache

from zhamen import plugins
from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading import formats as tray
from zhamen.reading.formatting import Embedded, Format, Piece, highest
from zhamen.reading.glimpse import glimpse
from zhamen.settings import Limits


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
    data: bytes, name: str, limits: Limits, depth: int = 0
) -> Iterator[tuple[str, Piece] | Unread]:
    """Yield (part name, piece) and unread parts; a name within a package is `outer!/inner`."""
    if not data:
        return
    if depth > limits.depth:
        yield Unread(name, "nesting")
        return
    budget = limits.output_chars
    try:
        for content in format_of(glimpse(data), name).read(data, limits):
            if isinstance(content, Embedded):
                yield from read_file(content.data, f"{name}!/{content.name}", limits, depth + 1)
            elif isinstance(content, Unread):
                yield Unread(f"{name}!/{content.part}" if content.part else name, content.reason)
            elif isinstance(content, Piece):
                budget -= len(content.text)
                if budget < 0:
                    raise ReadError("too_much_text")
                yield name, content
    except ReadError as error:
        yield Unread(name, error.reason)
    except MemoryError:
        yield Unread(name, "memory")
    except RecursionError:
        yield Unread(name, "nesting")
