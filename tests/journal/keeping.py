"""A journal in memory: appends by the real code, is bent by hand, is read as a source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from zhamen.journal.appending import Act, Head, extended
from zhamen.journal.keys import SigningKey

AT = "2026-11-24T08:00:00.000000+00:00"


def act(number: int) -> Act:
    """Return an invented act."""
    return Act("people.person.changed", f"person:{number % 7}", "system", f"person:{number}")


@dataclass
class Memory:
    """Rows and notes as a database would hold them."""

    key: SigningKey
    rows: list[tuple[int | None, bytes]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    head: Head | None = None

    def append(self, acts: Sequence[Act], *, keep: bool = False) -> None:
        """Append acts in one go; `keep` keeps the checkpoint."""
        start = len(self.rows)
        records, self.head = extended(self.head, acts, self.key, AT)
        self.rows += list(enumerate(records, start))
        if keep:
            self.notes.append(self.head.note)

    def records(self) -> Iterator[tuple[int | None, bytes]]:
        """Yield the rows."""
        return iter(self.rows)

    def checkpoints(self) -> Iterator[str]:
        """Yield the kept notes and the head."""
        yield from self.notes
        if self.head:
            yield self.head.note


def kept(key: SigningKey, size: int, every: int = 16) -> Memory:
    """Return a journal of `size` entries with a kept checkpoint every so often."""
    memory = Memory(key)
    for start in range(0, size, every):
        memory.append([act(n) for n in range(start, min(start + every, size))], keep=True)
    return memory
