"""The tamper drill: nine ways to bend a journal, each found, and found where it is."""

import json
import random
from collections.abc import Callable

import pytest
from keeping import AT, Memory, act, kept

from zhamen.journal.appending import Head, extended
from zhamen.journal.checkpoint import Anchor
from zhamen.journal.faults import Kind
from zhamen.journal.keys import SigningKey
from zhamen.journal.record import Record
from zhamen.journal.verifying import verify

SIZE = 1000
Bend = Callable[[Memory, int], None]


def flip(memory: Memory, at: int) -> None:
    number, data = memory.rows[at]
    memory.rows[at] = (number, data.replace(b'"on":"person:', b'"on":"person:9', 1))


def flip_bit(memory: Memory, at: int) -> None:
    number, data = memory.rows[at]
    spot = random.Random(at).randrange(len(data))
    memory.rows[at] = (number, data[:spot] + bytes([data[spot] ^ 4]) + data[spot + 1 :])


def relink(memory: Memory, at: int) -> None:
    number, data = memory.rows[at]
    values = json.loads(data) | {"previous": "00" * 32}
    memory.rows[at] = (number, Record(**values).to_bytes())


def renumber(memory: Memory, at: int) -> None:
    number, data = memory.rows[at]
    values = json.loads(data) | {"number": at + 5}
    memory.rows[at] = (number, Record(**values).to_bytes())


def delete(memory: Memory, at: int) -> None:
    del memory.rows[at]


def reorder(memory: Memory, at: int) -> None:
    other = at - 1 if at else 1
    first, second = memory.rows[at], memory.rows[other]
    memory.rows[at], memory.rows[other] = (first[0], second[1]), (second[0], first[1])


def replay(memory: Memory, at: int) -> None:
    memory.rows.append((len(memory.rows), memory.rows[at][1]))


BENDS = [flip, flip_bit, relink, renumber, delete, reorder, replay]


@pytest.fixture(scope="module", params=["gm", "intl"])
def sound(request: pytest.FixtureRequest) -> Memory:
    """A sound journal of a thousand entries."""
    return kept(SigningKey.new("office", request.param), SIZE)


def copy(memory: Memory, *, numbered: bool = True) -> Memory:
    rows = [(number if numbered else None, data) for number, data in memory.rows]
    return Memory(memory.key, rows, [*memory.notes], memory.head)


def test_a_sound_journal_has_no_fault(sound: Memory) -> None:
    """Every record and every checkpoint was compared."""
    report = verify(sound, sound.key.public)

    assert (report.size, report.sound, report.faults) == (SIZE, SIZE, ())
    assert report.checkpoints == len(sound.notes) + 1


@pytest.mark.parametrize("numbered", [True, False], ids=["a database", "a file"])
@pytest.mark.parametrize("bend", BENDS, ids=lambda bend: bend.__name__)
def test_each_bend_is_found_where_it_is(sound: Memory, bend: Bend, numbered: bool) -> None:
    """Sixteen places each, the ends among them: all found, all located to the record."""
    places = [0, 1, SIZE - 2, SIZE - 1, *random.Random(7).sample(range(SIZE), 12)]
    # Of two that changed places, either may be called the one that was moved.
    near = 1 if bend is reorder else 0
    missed = []
    for at in places:
        bent = copy(sound, numbered=numbered)
        bend(bent, at)
        faults = verify(bent, sound.key.public).faults
        if not any(fault.first - near <= at <= fault.last + near for fault in faults):
            missed.append((at, faults))
        if any(fault.last - fault.first > 2 for fault in faults):
            missed.append((at, faults))

    assert missed == []


@pytest.mark.parametrize("cut", [1, 2, 15, 16, 500, 999, 1000])
def test_a_cut_tail_is_found(sound: Memory, cut: int) -> None:
    """The head tells how many there were, even if the kept checkpoints go too."""
    bent = copy(sound)
    del bent.rows[SIZE - cut :]
    bent.notes = []
    kinds = {fault.kind for fault in verify(bent, sound.key.public).faults}

    assert Kind.CUT in kinds


def test_an_older_journal_is_found_by_an_anchor(sound: Memory) -> None:
    """Put back with its own head it is sound in itself; a sheet of paper knows better."""
    older = kept(sound.key, 500)
    anchor = Anchor(SIZE, verify(sound, sound.key.public).root[:8])

    assert verify(older, sound.key.public).faults == ()
    faults = verify(older, sound.key.public, [anchor]).faults
    assert [(f.kind, f.first, f.last) for f in faults] == [(Kind.CUT, 500, SIZE - 1)]


def test_a_history_written_anew_is_found(sound: Memory) -> None:
    """Links and all, without the key: the first kept checkpoint behind it does not fit."""
    bent = copy(sound)
    head: Head | None = None
    thief = SigningKey.new("office", sound.key.hashing.suite)
    acts = [act(n) if n != 123 else act(n + 1) for n in range(SIZE)]
    records, head = extended(head, acts, thief, AT)
    bent.rows = list(enumerate(records))
    faults = verify(bent, sound.key.public).faults

    assert [(f.kind, f.first, f.last) for f in faults] == [(Kind.REWRITTEN, 112, 127)]
    bent.head = head
    kinds = {fault.kind for fault in verify(bent, sound.key.public).faults}
    assert {Kind.REWRITTEN, Kind.FORGED} <= kinds or {Kind.UNSIGNED, Kind.FORGED} <= kinds


def test_what_is_written_past_the_key_is_found(sound: Memory) -> None:
    """A record appended without signing lies behind the head."""
    bent = copy(sound)
    records, _ = extended(sound.head, [act(1), act(2)], sound.key, AT)
    bent.rows += list(enumerate(records, SIZE))
    faults = verify(bent, sound.key.public).faults

    assert [(f.kind, f.first, f.last) for f in faults] == [(Kind.UNSIGNED, SIZE, SIZE + 1)]


def test_a_false_edge_is_not_built_upon(sound: Memory) -> None:
    """Peaks that do not come to the signed root stop the journal, before it signs them."""
    from zhamen.errors import JournalError

    assert sound.head is not None
    for peaks in (sound.head.peaks[:-1] + b"?", sound.head.peaks[32:], b""):
        with pytest.raises(JournalError, match="head"):
            extended(Head(sound.head.note, SIZE, peaks), [act(1)], sound.key, AT)


def test_without_a_head_nothing_is_signed(sound: Memory) -> None:
    """A database whose head was deleted proves nothing of its tail."""
    bent = copy(sound)
    bent.head, bent.notes = None, []
    faults = verify(bent, sound.key.public).faults

    assert [(f.kind, f.first) for f in faults] == [(Kind.UNSIGNED, 0)]


def test_an_empty_journal_is_sound(key: SigningKey) -> None:
    """Nothing happened yet, and nothing is wrong."""
    report = verify(Memory(key), key.public)

    assert (report.size, report.faults) == (0, ())


def test_absurd_numbers_do_not_hold_it_up(sound: Memory) -> None:
    """Numbers come from whoever wrote to the database."""
    bent = copy(sound)
    values = json.loads(bent.rows[7][1]) | {"number": 10**15, "previous": ""}
    bent.rows[7] = (10**15, Record(**values).to_bytes())

    assert verify(bent, sound.key.public).faults != ()
