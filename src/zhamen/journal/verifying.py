"""Checking a journal whole: every record is read, hashed and compared with what was signed.

1. Records come in order: number follows number, and each names the leaf hash of the one before.
   A break tells which record was changed, taken out, put in twice or moved.
2. At every size for which a signed checkpoint or an anchor exists the root must be that one. A
   history that was written anew, links and all, breaks here.
3. The head, signed with every entry, must be exactly as long as the journal. A tail that was cut,
   or written without the key, breaks here.
4. Anchors from outside the database must not be ahead of it. An older state of the whole database,
   put back with its own head, is sound in itself and breaks only here.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from zhamen.errors import JournalError
from zhamen.journal.checkpoint import Anchor, Checkpoint, opened, short_form
from zhamen.journal.faults import Fault, Kind, Report
from zhamen.journal.hashing import Hashing
from zhamen.journal.keys import PublicKey
from zhamen.journal.merkle import Frontier
from zhamen.journal.record import Record

_STRIDE = 1000
_GAPS = 64
"""How many of the last gaps are looked through for a record that was moved."""


class Source(Protocol):
    """Where a journal lies."""

    def records(self) -> Iterator[tuple[int | None, bytes]]:
        """Yield (number of the place, bytes) in order; None where places have no numbers."""
        ...

    def checkpoints(self) -> Iterator[str]:
        """Yield the signed notes that are kept, the head last."""
        ...


def verify(
    source: Source,
    key: PublicKey,
    anchors: Iterable[Anchor] = (),
    progress: Callable[[int], None] = lambda read: None,
) -> Report:
    """Read the whole journal and report what is wrong with it, in order."""
    outside = tuple(anchors)
    forged, kept = _opened(source.checkpoints(), key)
    walk = _Walk(key.hashing, [*(Anchor(each.size, each.root) for each in kept), *outside])
    for place, data in source.records():
        walk.step(place, data)
        if walk.frontier.size % _STRIDE == 0:
            progress(walk.frontier.size)
    faults = [*forged, *walk.faults(kept[-1] if kept else None, outside)]
    size, root = walk.frontier.size, walk.frontier.root()
    return Report(
        size, root, short_form(size, root), walk.sound, len(kept), len(outside),
        tuple(sorted(set(faults))),
    )  # fmt: skip


def _opened(notes: Iterable[str], key: PublicKey) -> tuple[list[Fault], list[Checkpoint]]:
    faults, kept = [], []
    for note in notes:
        try:
            kept.append(opened(note, key))
        except JournalError:
            at = kept[-1].size if kept else 0
            faults.append(Fault(at, at, Kind.FORGED))
    return faults, kept


class _Walk:
    """One pass over the records in order."""

    def __init__(self, hashing: Hashing, anchors: list[Anchor]) -> None:
        self._hashing = hashing
        self.frontier = Frontier(hashing)
        self.sound = 0
        """The longest beginning whose root is as signed."""
        self._wrong: int | None = None
        """The shortest beginning whose root is not."""
        self._wanted: dict[int, list[Anchor]] = {}
        for anchor in anchors:
            self._wanted.setdefault(anchor.size, []).append(anchor)
        self._previous = hashing.empty()
        self._expected = 0
        self._offset = 0
        self._disturbed = False
        """Whether the last step found a fault: the next link is broken by it."""
        self._faults: list[Fault] = []
        self._gaps: list[tuple[int, int]] = []
        self._broken: list[int] = []
        """Records that do not name the one before as it is."""
        self._compare()

    def step(self, place: int | None, data: bytes) -> None:
        """Take the next record."""
        fault = self._judge(place, data)
        if fault:
            self._faults.append(fault)
        self._disturbed = fault is not None
        self._previous = self._hashing.leaf(data)
        self.frontier.append(self._previous)
        self._compare()

    def _judge(self, place: int | None, data: bytes) -> Fault | None:
        """Return what is wrong with a record where it stands; note its number and its link."""
        expected = self._expected
        try:
            record = Record.from_bytes(data)
        except JournalError:
            number = expected if place is None else max(expected, place)
            self._expected = number + 1
            return Fault(number, number, Kind.UNREADABLE)
        number, linked = record.number, record.previous == self._previous.hex()
        if number != expected and linked:
            # Its link says that it belongs here: the number is what was changed.
            self._expected += 1
            return Fault(expected, expected, Kind.ALTERED)
        if number < expected:
            kind = Kind.MISPLACED if self._fills_gap(number) else Kind.REPEATED
            return Fault(number, number, kind)
        self._expected = number + 1
        if number > expected:
            self._gaps.append((expected, number - 1))
            self._disturbed = True
        if not linked and not self._disturbed:
            self._broken.append(number)
        return self._shifted(place, number)

    def _shifted(self, place: int | None, number: int) -> Fault | None:
        """Return a fault where places and numbers part; what follows parts by as much."""
        offset = 0 if place is None else place - number
        same = offset == self._offset
        self._offset = offset
        return None if same else Fault(number, number, Kind.MISPLACED)

    def _fills_gap(self, number: int) -> bool:
        for at in range(len(self._gaps) - 1, max(-1, len(self._gaps) - 1 - _GAPS), -1):
            first, last = self._gaps[at]
            if first <= number <= last:
                rest = ((first, number - 1), (number + 1, last))
                self._gaps[at : at + 1] = [gap for gap in rest if gap[0] <= gap[1]]
                return True
        return False

    def _compare(self) -> None:
        size = self.frontier.size
        for anchor in self._wanted.get(size, ()):
            if self._wrong is None and anchor.agrees(self.frontier.root()):
                self.sound = size
            elif self._wrong is None:
                self._wrong = size

    def faults(self, head: Checkpoint | None, outside: tuple[Anchor, ...]) -> Iterator[Fault]:
        """Yield what was found, the end of the log compared with the head and the anchors."""
        size = head.size if head else 0
        self._compare_last(head)
        found = [*self._faults, *self._altered()]
        found += [Fault(first, last, Kind.MISSING) for first, last in self._gaps]
        if size < self._expected:
            found.append(Fault(size, self._expected - 1, Kind.UNSIGNED))
        # A wrong root that no fault before it explains: a stretch written anew, links and all.
        wrong = self._wrong
        if wrong is not None and not any(fault.first < max(wrong, 1) for fault in found):
            found.append(Fault(self.sound, max(wrong - 1, self.sound), Kind.REWRITTEN))
        yield from found
        longest = max([size, *(each.size for each in outside)])
        if longest > self._expected:
            yield Fault(self._expected, longest - 1, Kind.CUT)

    def _compare_last(self, head: Checkpoint | None) -> None:
        """Take the head for the successor of the last record."""
        if head is None or head.size != self._expected or self._disturbed:
            return
        if self._wrong in (None, head.size) and head.last != self._previous:
            self._broken.append(head.size)

    def _altered(self) -> Iterator[Fault]:
        """Yield one fault for each record whose bytes are not those that its successor names."""
        at = 0
        while at < len(self._broken):
            broken = self._broken[at]
            # A changed link changes its record too, and so breaks the next link as well.
            both = self._broken[at + 1 : at + 2] == [broken + 1]
            number = broken if both or not broken else broken - 1
            at += 2 if both else 1
            yield Fault(number, number, Kind.ALTERED)
