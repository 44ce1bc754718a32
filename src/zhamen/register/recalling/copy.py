"""Numbered copies: whether a copy's code was made by this registry, and of which document."""

from collections.abc import Iterator

from zhamen.errors import RegisterError
from zhamen.model.trace import Trace, TraceKind
from zhamen.reading.pictures.copycode import LABEL, code_of, tag_of
from zhamen.register.document import Document, What
from zhamen.register.found import Band, Match
from zhamen.register.recall import Mac, Source


class Copy:
    """Keeps nothing: a code proves itself under the register's key."""

    name = "copy"
    kind = TraceKind.COPY
    what = What.COPY

    def records(self, trace: Trace) -> Iterator[tuple[int, bytes]]:
        """Yield nothing."""
        yield from ()

    def memory(self, source: Source) -> "Copies":
        """Lay out what checks codes, and the documents that the register names."""
        macs = source.macs(LABEL)
        tags = {(at, tag_of(each.id, mac)): each
                for each in source.named() for at, mac in enumerate(macs)}  # fmt: skip
        return Copies(macs, tags)


class Copies:
    """The keys of the registers at hand, and the documents by key and tag."""

    def __init__(self, macs: list[Mac], tags: dict[tuple[int, int], Document]) -> None:
        self._macs, self._tags = macs, tags

    def recall(self, trace: Trace) -> list[Match]:
        """Return the document of a genuine code; of one that no register knows, its tag as id.

        Raises RegisterError for what is no code.
        """
        code = code_of(trace.value.decode("ascii", "replace"))
        if code is None:
            raise RegisterError("not the code of a copy")
        for at, mac in enumerate(self._macs):
            if code.is_genuine(mac):
                document = self._tags.get((at, code.tag), Document(f"#{code.tag:06d}"))
                return [Match(document, What.COPY, Band.CERTAIN, 0, ())]
        return []


RECALLER = Copy()
