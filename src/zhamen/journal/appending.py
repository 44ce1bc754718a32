"""Appending: acts become records, and the head is signed anew over all of them.

The head is checked before it is built upon. Whoever can write to the database but has no key could
otherwise lay a false edge there and have it signed with the next honest entry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zhamen.errors import JournalError
from zhamen.journal.checkpoint import Checkpoint, opened, signed
from zhamen.journal.hashing import DIGEST
from zhamen.journal.keys import SigningKey
from zhamen.journal.merkle import Frontier
from zhamen.journal.record import Fact, Record


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be recorded; the fields are those of `Record`."""

    act: str
    actor: str
    role: str
    on: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a journal: all that is needed to go on."""

    note: str
    """Signed checkpoint."""
    size: int
    """Entries, as the note says it."""
    peaks: bytes
    """Complete subtrees at the right edge, 32 bytes each."""


def extended(
    head: Head | None, acts: Iterable[Act], key: SigningKey, at: str
) -> tuple[list[bytes], Head]:
    """Return the records of the acts, in order, and the head behind them.

    Raises JournalError if the head is not signed by this key or does not fit its own edge.
    """
    frontier, previous = _taken_up(head, key)
    hashing, records = key.hashing, []
    for each in acts:
        record = Record(
            frontier.size, previous.hex(), at, each.actor, each.role, each.act, each.on, each.facts
        )
        data = record.to_bytes()
        previous = hashing.leaf(data)
        frontier.append(previous)
        records.append(data)
    checkpoint = Checkpoint(
        key.journal, frontier.size, frontier.root(), hashing.suite, previous, at
    )
    return records, Head(signed(checkpoint, key), frontier.size, b"".join(frontier.peaks))


def _taken_up(head: Head | None, key: SigningKey) -> tuple[Frontier, bytes]:
    """Return the frontier and the last leaf hash of a head that holds."""
    if head is None:
        return Frontier(key.hashing), key.hashing.empty()
    checkpoint = opened(head.note, key.public)
    peaks = [head.peaks[at : at + DIGEST] for at in range(0, len(head.peaks), DIGEST)]
    try:
        frontier = Frontier(key.hashing, checkpoint.size, peaks)
    except ValueError:
        raise JournalError(_BENT, advice=_BENT_ADVICE) from None
    if frontier.root() != checkpoint.root:
        raise JournalError(_BENT, advice=_BENT_ADVICE)
    return frontier, checkpoint.last


_BENT = "日志的头被改动，不再往上写 / the head of the journal was changed, nothing is appended"
_BENT_ADVICE = "zhamen journal verify"
