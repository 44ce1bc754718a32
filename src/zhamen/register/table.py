"""The table of prints: one cache line a probe.

A row is 64 bytes: 32 tags of 16 bits, 0 for an empty lane. A print's high half says its row, its
low 16 bits are its tag. What does not fit into a row goes on in the next one, so a row without an
empty lane sends the probe one row further. Beside it stands a parallel row of 32-bit *slots*
(which window of which document), touched only on a tag that fits; a gate's table has none.

A print that stands in more than `CAP` places is everybody's: it is left out.
"""

from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.register import kernel
from zhamen.register.container import CHUNK
from zhamen.register.kernel import Doubt
from zhamen.register.suite import Words

LANES = 32
ROW_BYTES = LANES * 2
FILL = 26
"""Tags in a row on average."""
CAP = 8
_ROWS_IN_CHUNK = CHUNK // ROW_BYTES
_LONGEST_SPILL = 64
"""Rows that a probe may run on; at 26 of 32 lanes a few, and never this many."""
Tags = NDArray[numpy.uint16]
Slots = NDArray[numpy.uint32]
Index = NDArray[numpy.intp]


class Table(NamedTuple):
    """Rows of tags, and of slots beside them; shapes (rows, 32)."""

    tags: Tags
    slots: Slots | None


def address(prints: Words, rows: int) -> tuple[Index, Tags]:
    """Return the row and the tag of each print in a table of `rows` home rows."""
    row = ((prints >> numpy.uint64(32)) * numpy.uint64(rows)) >> numpy.uint64(32)
    tags = prints.astype(numpy.uint16)
    tags[tags == 0] = 1
    return row.astype(numpy.intp), tags


def home_rows(count: int) -> int:
    """Return how many rows prints are spread over."""
    return max(1, -(-count // FILL))


def build(prints: Words, slots: Slots | None = None, rows: int = 0, cap: int = CAP) -> Table:
    """Return a table of the prints; its order does not depend on theirs.

    Without `slots` equal tags of a row are stored once.
    """
    rows = rows or home_rows(len(prints))
    if kernel.compiled is None:
        return build_by_numpy(prints, slots, rows, cap)
    return Table(*kernel.build(prints, slots, rows, cap, LANES))


def build_by_numpy(prints: Words, slots: Slots | None, rows: int, cap: int) -> Table:
    """Return a table of the prints; the reference implementation."""
    home, tags = address(prints, rows)
    home, tags, slots = _ordered(home, tags, slots)
    home, tags, slots = _uncommon(home, tags, slots, cap)
    # Each goes into the first free lane at or after its row's first: sorted linear probing.
    lane = numpy.arange(len(home))
    lane += numpy.maximum.accumulate(home * LANES - lane) if len(home) else 0
    total = max(rows, int(lane[-1]) // LANES + 1 if len(lane) else 0)
    # A row more, and empty: a probe that runs over full rows always ends inside the table.
    all_tags = numpy.zeros((total + 1) * LANES, numpy.uint16)
    all_tags[lane] = tags
    if slots is None:
        return Table(all_tags.reshape(-1, LANES), None)
    all_slots = numpy.zeros((total + 1) * LANES, numpy.uint32)
    all_slots[lane] = slots
    return Table(all_tags.reshape(-1, LANES), all_slots.reshape(-1, LANES))


def _ordered(home: Index, tags: Tags, slots: Slots | None) -> tuple[Index, Tags, Slots | None]:
    """Sort by row, tag and slot."""
    key = home.astype(numpy.uint64) << numpy.uint64(16) | tags
    if slots is None:
        key = numpy.unique(key)
        return (key >> numpy.uint64(16)).astype(numpy.intp), key.astype(numpy.uint16), None
    order = numpy.lexsort((slots, key))
    return home[order], tags[order], slots[order]


def _uncommon(
    home: Index, tags: Tags, slots: Slots | None, cap: int
) -> tuple[Index, Tags, Slots | None]:
    """Leave out what stands in more than `cap` places."""
    if slots is None or len(home) <= cap:
        return home, tags, slots
    key = home.astype(numpy.uint64) << numpy.uint64(16) | tags
    starts = numpy.flatnonzero(numpy.diff(key, prepend=key[0] + numpy.uint64(1)))
    lengths = numpy.diff(starts, append=len(key))
    keep = numpy.repeat(lengths <= cap, lengths)
    return home[keep], tags[keep], slots[keep]


def probe(
    tags: Tags,
    prints: Words,
    rows: int,
    doubt: Doubt | None = None,
) -> tuple[Index, Index]:
    """Return (which print, at which lane of the whole table) for every tag that fits.

    Ordered by print, then lane. Of a table in doubt nothing is believed before it was checked.
    """
    if kernel.compiled is not None:
        return kernel.probe(tags, prints, rows, doubt)
    if doubt is not None:
        good, check = doubt
        check(_reach(address(prints, rows)[0], len(good)))
    return probe_by_numpy(tags, prints, rows)


def _reach(rows: Index, chunks: int) -> Index:
    """Return the chunks that probes of these rows may touch: full rows send them further on."""
    touched = numpy.concatenate((rows, rows + _LONGEST_SPILL)) // _ROWS_IN_CHUNK
    return touched[touched < chunks]


def probe_by_numpy(tags: Tags, prints: Words, rows: int) -> tuple[Index, Index]:
    """Return the same; the reference implementation."""
    row, wanted = address(prints, rows)
    lines = tags[row]
    # Flat: the search for ones in two dimensions takes three times as long.
    fits = (lines == wanted[:, None]).reshape(-1).nonzero()[0]
    which = fits // LANES
    lanes = row[which] * LANES + fits % LANES
    full = (lines[:, -1] != 0).nonzero()[0]
    if not len(full):
        return which, lanes
    further, further_lanes = _beyond(tags, row[full], wanted[full])
    if not len(further):
        return which, lanes
    which = numpy.concatenate((which, full[further]))
    lanes = numpy.concatenate((lanes, further_lanes))
    order = numpy.lexsort((lanes, which))
    return which[order], lanes[order]


def _beyond(tags: Tags, row: Index, wanted: Tags) -> tuple[Index, Index]:
    """Return the same for the rows behind full ones, a few rows at a time."""
    asked = numpy.arange(len(row))
    which, lanes = [asked[:0]], [row[:0]]
    while len(row):
        behind = numpy.minimum(row[:, None] + _STEPS, len(tags) - 1)
        lines = tags[behind]
        # A row counts only if all rows before it are full.
        full = numpy.logical_and.accumulate(lines[:, :, -1] != 0, axis=1)
        fits = lines == wanted[:, None, None]
        fits[:, 1:] &= full[:, :-1, None]
        at, step, lane = fits.nonzero()
        which.append(asked[at])
        lanes.append(behind[at, step] * LANES + lane)
        on = full[:, -1]
        row, wanted, asked = behind[on, -1], wanted[on], asked[on]
    return numpy.concatenate(which), numpy.concatenate(lanes)


_STEPS = numpy.arange(1, 4)
