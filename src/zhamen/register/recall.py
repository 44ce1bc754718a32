"""Recalling: which registered documents a picture or recording shows, by what is not text.

A *recaller* knows one kind of trace: what the register keeps of it, and how to find it again. What
is kept are records of a section of its own; what is laid out to be asked is a *memory*, made when
it is first needed and again when the register changes.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Protocol, runtime_checkable

from zhamen import plugins
from zhamen.model.trace import Trace, TraceKind
from zhamen.register import recalling as tray
from zhamen.register.document import Document, What
from zhamen.register.found import Match

Kept = tuple[Document, int, bytes]
"""A record with its document: (document, kind of record, data)."""
Mac = Callable[[bytes], bytes]
"""A keyed code for one purpose; 32 bytes."""


class Source(Protocol):
    """What a recaller may ask of a register."""

    def records(self, name: str) -> Iterator[Kept]:
        """Yield the records of a section."""
        ...

    def macs(self, label: str) -> list[Mac]:
        """Return the keyed code for a purpose, of each bundle's master."""
        ...

    def named(self) -> Iterator[Document]:
        """Yield the documents whose ids are known."""
        ...


class Memory(Protocol):
    """All records of one section, laid out for looking up."""

    def recall(self, trace: Trace) -> list[Match]:
        """Return the documents that a trace shows, the surest first.

        Raises RegisterError for a value that is no trace of its kind: what a process that is not
        itself any more hands over must not pass for unknown.
        """
        ...


@runtime_checkable
class Recaller(Protocol):
    """A small class for one kind of trace; an instance ends its file as `RECALLER`."""

    name: str
    kind: TraceKind
    what: What
    """Its value names the section of records."""

    def records(self, trace: Trace) -> Iterator[tuple[int, bytes]]:
        """Yield (kind, data): what is kept of a trace; nothing if it would tell nothing."""
        ...

    def memory(self, source: Source) -> Memory:
        """Return all that is kept, laid out. Raises RegisterError for what is not understood."""
        ...


@cache
def load_recallers() -> tuple[Recaller, ...]:
    """Return every recaller that stands in the tray."""
    return plugins.load_tray(tray, "RECALLER", Recaller)  # type: ignore[type-abstract]


def records_of(traces: Sequence[Trace]) -> dict[str, list[tuple[int, bytes]]]:
    """Return what is kept of a document's traces, by section."""
    found: dict[str, list[tuple[int, bytes]]] = {}
    for trace in traces:
        for recaller in load_recallers():
            if recaller.kind is trace.kind:
                found.setdefault(str(recaller.what), []).extend(recaller.records(trace))
    return {section: records for section, records in found.items() if records}
