"""Wordings: the pieces of a text that may be a term, exactly or with one wrong letter in it.

Trying every letter of every stretch of a text as the wrong one would cost too much, and name too
much: a title or a number shows by its first or next three letters which it may be, and stands
alone on its line, in quotes, or ends as such things do.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.register import bloom
from zhamen.register.letters import Letters, Places, Units
from zhamen.register.prints import PREFIX
from zhamen.register.suite import Words
from zhamen.register.termtable import SECOND, TermTable

ENDINGS = (
    *(
        "通知",
        "意见",
        "方案",
        "报告",
        "请示",
        "批复",
        "决定",
        "决议",
        "纪要",
        "规定",
        "办法",
        "通报",
    ),
    *(
        "公告",
        "汇报",
        "计划",
        "总结",
        "预案",
        "细则",
        "要点",
        "条例",
        "解释",
        "标准",
        "安排",
        "规划",
    ),
    *("函", "法", "号"),
)
"""What titles and numbers of official papers end in: two letters, or one."""
_SINGLE = numpy.array([ord(end) for end in ENDINGS if len(end) == 1], numpy.uint16)
_DOUBLE = numpy.array([ord(e[0]) << 16 | ord(e[1]) for e in ENDINGS if len(e) == 2], numpy.uint32)
_PAIRS = (("《", "》"), ('"', '"'), ("'", "'"))
_SECOND = numpy.uint64(SECOND)
WILDCARD = 0xFFFF
"""No character: it stands for whichever letter is there."""


class Pieces(NamedTuple):
    """Stretches of one length to look up: parallel arrays, one row a stretch."""

    starts: Places
    """First letter of each in the text."""
    units: Units
    """Shape (stretches, length)."""
    wild: NDArray[numpy.uint16]
    """1 + the place of the letter that is left open; 0: none."""


def pieces(own: Letters, starts: Places, length: int) -> Pieces:
    """Return the stretches of a length that begin at the given letters."""
    units = own.units[starts[:, None] + numpy.arange(length)]
    return Pieces(starts, units, numpy.zeros(len(starts), numpy.uint16))


def opened(units: Units) -> Units:
    """Return each row as often as it has letters, with another one left open each time."""
    count, length = units.shape
    each = numpy.repeat(units, length, axis=0)
    each[numpy.arange(count * length), numpy.tile(numpy.arange(length), count)] = WILDCARD
    return each


def term_pieces(folded: str, own: Letters, heads: Words, table: TermTable) -> Iterator[Pieces]:
    """Yield what may be a term: exactly, and with one wrong letter, which is left open.

    Either the first three letters are right, and any other may be wrong; or the next three are,
    and one of the first may be.
    """
    places = numpy.flatnonzero(bloom.known(table.heads, heads))
    if not len(places):
        return
    heads = heads[places]
    for length, chosen in _by_length(table.heads, heads, places, table.lengths):
        starts = _with_room(own, chosen, length)
        yield pieces(own, starts, length)
        if length in table.wild:
            starts = starts[framed(folded, own, starts, starts + length)]
            yield _opened_pieces(pieces(own, starts, length), range(PREFIX + 1, length + 1))
    for code, chosen in _by_length(table.heads, heads, places, table.wild + _SECOND):
        length = code - SECOND
        starts = _with_room(own, chosen - PREFIX, length)
        starts = starts[framed(folded, own, starts, starts + length)]
        yield _opened_pieces(pieces(own, starts, length), range(1, PREFIX + 1))


def _by_length(
    words: Words, heads: Words, places: Places, lengths: Words
) -> Iterator[tuple[int, Places]]:
    """Yield (length, where terms of that length may begin)."""
    known = bloom.known_lengths(words, heads, lengths)
    for column in numpy.flatnonzero(known.any(axis=0)).tolist():
        yield int(lengths[column]), places[known[:, column]]


def _with_room(own: Letters, starts: Places, length: int) -> Places:
    return starts[(starts >= 0) & (starts + length <= len(own.units))]


def _opened_pieces(closed: Pieces, tried: range) -> Pieces:
    """Return the stretches with each of some letters in turn left open."""
    count, each = len(closed.starts), len(tried)
    wild = numpy.tile(numpy.array(tried, numpy.uint16), count)
    units = numpy.repeat(closed.units, each, axis=0)
    units[numpy.arange(count * each), wild - 1] = WILDCARD
    return Pieces(numpy.repeat(closed.starts, each), units, wild)


def framed(folded: str, own: Letters, starts: Places, ends: Places) -> NDArray[numpy.bool_]:
    """Return of stretches of two letters and more whether each may be a title or a number.

    It ends like one, or stands alone on its line, in brackets or in quotation marks.
    """
    found = _closes(own.units, ends)
    for at in numpy.flatnonzero(~found).tolist():
        found[at] = _stands_alone(folded, own, int(starts[at]), int(ends[at]))
    return found


def _closes(units: Units, ends: Places) -> NDArray[numpy.bool_]:
    """Return whether titles or numbers end so: in an ending, or one letter behind digits.

    There 号 may be the wrong letter.
    """
    last, before = units[ends - 1], units[ends - 2]
    pairs = before.astype(numpy.uint32) << 16 | last
    closes: NDArray[numpy.bool_] = numpy.isin(last, _SINGLE) | numpy.isin(pairs, _DOUBLE)
    return closes | _digits(before) & ~_digits(last)


def _digits(units: Units) -> NDArray[numpy.bool_]:
    return (units >= ord("0")) & (units <= ord("9"))


def _stands_alone(folded: str, own: Letters, start: int, end: int) -> bool:
    places, count = own.places, len(own.places)
    before = folded[int(places[start - 1]) + 1 if start else 0 : int(places[start])]
    after = folded[int(places[end - 1]) + 1 : int(places[end]) if end < count else len(folded)]
    if (not start or "\n" in before) and (end == count or "\n" in after):
        return True
    return any(opens in before and closes in after for opens, closes in _PAIRS)
