"""The table of prints: one cache line a probe.

A row is 64 bytes: 30 tags of 16 bits and a head of 32. A print says its row (bits 32 to 63), which
of the row's six *lists* it is in (bits 16 to 31) and its tag (bits 0 to 15). Tags stand in the
order of row, list, tag and slot, one lane after the other; what a row has no room for goes on in
the next one, before that row's own. The head says where in the row each list begins (six times
five bits; the first is where the row's own tags begin) and whether its own tags go on in the next
row (bit 30). So a probe compares five tags on average, not all thirty, and one in nine asks for a
second line.

Beside it stands a parallel row of 32-bit *slots* (which window of which document), touched only on
a tag that fits; a gate's table has none. A gate's table holds up to 16 *classes* of documents: the
number of the class is mixed into the highest four bits of the tag, and comes out of it again.

A print that stands in more than `CAP` places is everybody's: it is left out.
"""

from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.register import kernel
from zhamen.register.container import CHUNK
from zhamen.register.kernel import Doubt
from zhamen.register.suite import Words

LANES, LISTS = 30, 6
WIDTH = 32
"""Lanes of a row together with its head."""
ROW_BYTES = WIDTH * 2
FILL, PLACED_FILL = 27, 28.5
"""Tags in a row on average; with slots beside them memory is dearer than time."""
CAP = 8
CLASSES = 16
CLASS_SHIFT = 12
_LOW = (1 << CLASS_SHIFT) - 1
_ON = 30
"""The bit of a head that says whether the row's own tags go on in the next one."""
_ON_BIT, _HEAD = numpy.uint32(1 << _ON), numpy.uint32((1 << _ON) - 1)
_FIVE, _STEP = numpy.uint64(31), numpy.uint64(5)
_LAST = numpy.uint64(LANES << 5 * (LISTS + 1))
_SHIFTS = numpy.array([*range(5, 5 * LISTS + 5, 5), 0], numpy.uint64)
_ROWS_IN_CHUNK = CHUNK // ROW_BYTES
Tags = NDArray[numpy.uint16]
Slots = NDArray[numpy.uint32]
Index = NDArray[numpy.intp]


class Table(NamedTuple):
    """Rows of tags with their heads, shape (rows, 32), and of slots beside them, (rows, 30)."""

    tags: Tags
    slots: Slots | None


class Address(NamedTuple):
    """Where prints stand in a table: parallel arrays."""

    row: Index
    list: Index
    tag: Tags


def address(prints: Words, rows: int) -> Address:
    """Return the row, the list and the tag of each print in a table of `rows` home rows."""
    row = ((prints >> numpy.uint64(32)) * numpy.uint64(rows)) >> numpy.uint64(32)
    part = (prints >> numpy.uint64(16) & numpy.uint64(0xFFFF)) * numpy.uint64(LISTS)
    tags = prints.astype(numpy.uint16)
    tags[tags & _LOW == 0] |= 1
    return Address(row.astype(numpy.intp), (part >> numpy.uint64(16)).astype(numpy.intp), tags)


def of_class(prints: Words, classes: NDArray[numpy.integer]) -> Words:
    """Return the prints as a gate's table holds them, each of a class 0 to 15."""
    mixed: Words = prints ^ classes.astype(numpy.uint64) << numpy.uint64(CLASS_SHIFT)
    return mixed


def home_rows(count: int, fill: float = FILL) -> int:
    """Return how many rows prints are spread over."""
    return max(1, int(-(-count // fill)))


def build(prints: Words, slots: Slots | None = None, rows: int = 0, cap: int = CAP) -> Table:
    """Return a table of the prints; its order does not depend on theirs.

    Without `slots` equal tags of a list are stored once.
    """
    rows = rows or home_rows(len(prints))
    if kernel.compiled is None:
        return build_by_numpy(prints, slots, rows, cap)
    return Table(*kernel.build(prints, slots, rows, cap, (WIDTH, LANES)))


def build_by_numpy(prints: Words, slots: Slots | None, rows: int, cap: int) -> Table:
    """Return a table of the prints; the reference implementation."""
    home, part, tags = address(prints, rows)
    key = (home * LISTS + part).astype(numpy.uint64) << numpy.uint64(16) | tags
    key, slots = _ordered(key, slots, cap)
    # Each goes into the first free lane at or after its row's first: sorted linear probing.
    home = (key >> numpy.uint64(16)).astype(numpy.intp) // LISTS
    at = numpy.arange(len(key))
    at += numpy.maximum.accumulate(home * LANES - at) if len(key) else 0
    row, lane = at // LANES, at % LANES
    # A row more, and empty: a probe that runs over full rows always ends inside the table.
    total = max(rows, int(row[-1]) + 1 if len(row) else 0) + 1
    all_tags = numpy.zeros((total, WIDTH), numpy.uint16)
    all_tags[row, lane] = key.astype(numpy.uint16)
    heads = _heads((key >> numpy.uint64(16)).astype(numpy.intp), row, total)
    all_tags.view(numpy.uint32)[:, LANES // 2] = heads
    if slots is None:
        return Table(all_tags, None)
    all_slots = numpy.zeros((total, LANES), numpy.uint32)
    all_slots[row, lane] = slots
    return Table(all_tags, all_slots)


def _ordered(key: Words, slots: Slots | None, cap: int) -> tuple[Words, Slots | None]:
    """Sort by row, list, tag and slot, and leave out what stands in more than `cap` places."""
    if slots is None:
        return numpy.unique(key), None
    order = numpy.lexsort((slots, key))
    key, slots = key[order], slots[order]
    if len(key) <= cap:
        return key, slots
    starts = numpy.flatnonzero(numpy.diff(key, prepend=key[0] + numpy.uint64(1)))
    lengths = numpy.diff(starts, append=len(key))
    keep = numpy.repeat(lengths <= cap, lengths)
    return key[keep], slots[keep]


def _heads(lists: Index, row: Index, total: int) -> NDArray[numpy.uint32]:
    """Return the head of each row, given the list (six to a row) and the row of each tag."""
    heads = numpy.zeros(total, numpy.uint32)
    for number in range(LISTS):
        before = numpy.bincount(row[lists < row * LISTS + number], minlength=total)
        heads |= before.astype(numpy.uint32) << numpy.uint32(5 * number)
    heads[:-1] |= ((heads[1:] & 31) != 0).astype(numpy.uint32) << numpy.uint32(_ON)
    return heads


def probe(
    tags: Tags,
    prints: Words,
    rows: int,
    classes: int = 1,
    doubt: Doubt | None = None,
) -> tuple[Index, Index]:
    """Return (which print, at which lane of the whole table) for every tag that fits.

    Ordered by print, then lane; `WIDTH` lanes a row. Of a table in doubt nothing is believed
    before it was checked. Which class a tag is of, `class_at` says.
    """
    if kernel.compiled is not None:
        return kernel.probe(tags, prints, rows, classes, doubt)
    return probe_by_numpy(tags, prints, rows, classes, doubt)


def class_at(tags: Tags, prints: Words, hits: tuple[Index, Index]) -> Index:
    """Return the class of each hit."""
    which, lanes = hits
    mixed = tags.reshape(-1)[lanes] ^ address(prints[which], 1).tag
    return (mixed >> CLASS_SHIFT).astype(numpy.intp)


def slot_lanes(lanes: Index) -> Index:
    """Return where the slots of these lanes lie in the table of slots."""
    return lanes - 2 * (lanes // WIDTH)


def probe_by_numpy(
    tags: Tags, prints: Words, rows: int, classes: int = 1, doubt: Doubt | None = None
) -> tuple[Index, Index]:
    """Return the same; the reference implementation."""
    row, part, wanted = address(prints, rows)
    low = wanted if classes == 1 else wanted & _LOW
    asked = _EVERY
    found: list[tuple[Index, Index]] = []
    while len(row):
        if doubt is not None:
            doubt[1](row // _ROWS_IN_CHUNK)
        # Not tags[row], which takes five times as long.
        lines = tags.take(row, axis=0)
        heads = lines.view(numpy.uint32)[:, LANES // 2]
        # Flat: the search for ones in two dimensions takes three times as long.
        same = (lines if classes == 1 else lines & _LOW) == low[:, None]
        fits = same.reshape(-1).nonzero()[0]
        if len(fits):
            at, lane = numpy.divmod(fits, WIDTH)
            starts, ends = _edges(heads[at], part[at])
            inside = (lane >= starts) & (lane < ends)
            inside &= (lines[at, lane] ^ wanted[at]) >> CLASS_SHIFT < classes
            at, lane = at[inside], lane[inside]
            found.append((at if asked is _EVERY else asked[at], row[at] * WIDTH + lane))
        on = (heads & _ON_BIT).nonzero()[0]
        if len(on):
            on = on[_edges(heads[on], part[on])[1] == LANES]
        asked = on if asked is _EVERY else asked[on]
        row, low, wanted, part = row[on] + 1, low[on], wanted[on], _BEHIND[: len(on)]
        if len(on) > len(part):
            part = numpy.full(len(on), LISTS)
    return _in_order(found)


_EVERY = numpy.empty(0, numpy.intp)
_BEHIND = numpy.full(1024, LISTS)
"""The list of what lies behind its home row: it stands before all lists of the row."""


def _edges(
    heads: NDArray[numpy.uint32], part: Index
) -> tuple[NDArray[numpy.uint32], NDArray[numpy.uint32]]:
    """Return where in their rows lists begin and end; what a row before left, from 0 to list 0."""
    shifts = _SHIFTS[part]
    # A list more, of 30: where the last one ends. Below the first, a list from 0.
    longer = (heads & _HEAD).astype(numpy.uint64) << numpy.uint64(5) | _LAST
    starts, ends = longer >> shifts & _FIVE, longer >> (shifts + _STEP) & _FIVE
    return starts.astype(numpy.uint32), ends.astype(numpy.uint32)


def _in_order(found: list[tuple[Index, Index]]) -> tuple[Index, Index]:
    if not found:
        return _EVERY, _EVERY
    if len(found) == 1:
        return found[0]
    which, lanes = (numpy.concatenate(each) for each in zip(*found, strict=True))
    order = numpy.lexsort((lanes, which))
    return which[order], lanes[order]
