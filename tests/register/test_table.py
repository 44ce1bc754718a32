"""The table: what was put in is found, and the order of building does not matter."""

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhamen.register.table import (
    CAP,
    CLASSES,
    LANES,
    build,
    class_at,
    home_rows,
    of_class,
    probe,
    slot_lanes,
)

PRINTS = st.lists(st.integers(1, 2**64 - 1), unique=True, max_size=400)


def words(values: list[int]) -> "numpy.ndarray[tuple[int], numpy.dtype[numpy.uint64]]":
    return numpy.array(values, numpy.uint64)


@given(PRINTS)
@settings(max_examples=60, deadline=None)
def test_every_print_is_found_with_its_slot(values: list[int]) -> None:
    """No row is too full: what overflows goes on in the next one."""
    prints, rows = words(values), home_rows(len(values))
    table = build(prints, numpy.arange(len(prints), dtype=numpy.uint32), rows, cap=len(values) + 1)
    which, lanes = probe(table.tags, prints, rows)
    assert table.slots is not None
    slots = table.slots.reshape(-1)[slot_lanes(lanes)]
    found = set(zip(which.tolist(), slots.tolist(), strict=True))

    assert {(n, n) for n in range(len(values))} <= found


@given(PRINTS, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_building_does_not_matter(values: list[int], chosen: object) -> None:
    """Two builds of the same prints are the same bytes."""
    order = numpy.random.default_rng(len(values)).permutation(len(values))
    slots = numpy.arange(len(values), dtype=numpy.uint32)
    one, other = build(words(values), slots), build(words(values)[order], slots[order])

    assert one.tags.tobytes() == other.tags.tobytes()
    assert one.slots is not None and other.slots is not None
    assert one.slots.tobytes() == other.slots.tobytes()


def test_rows_that_overflow_are_followed_to_the_end() -> None:
    """A hundred prints of one row: the probe runs over three full rows and finds the last."""
    prints = words([(5 << 32) + n for n in range(1, 101)])
    table = build(prints, numpy.arange(100, dtype=numpy.uint32), 1, cap=100)

    assert len(table.tags) == 100 // LANES + 2
    assert set(probe(table.tags, prints, 1)[0].tolist()) == set(range(100))


def test_a_print_of_too_many_places_is_left_out() -> None:
    """What stands everywhere says nothing about any one document."""
    common = words([77] * (CAP + 1) + [99] * CAP)
    table = build(common, numpy.arange(len(common), dtype=numpy.uint32))

    assert len(probe(table.tags, words([77]), home_rows(len(common)))[0]) == 0
    assert len(probe(table.tags, words([99]), home_rows(len(common)))[0]) == CAP


def test_a_gates_table_holds_each_tag_once() -> None:
    """Without places there is no reason to store a tag of a row again."""
    table = build(words([77] * 50))

    assert table.slots is None
    assert numpy.count_nonzero(table.tags[:, :LANES]) == 1


@pytest.mark.parametrize("count", [0, 1, 27, 28, 1000])
def test_what_was_not_put_in_is_hardly_ever_found(count: int) -> None:
    """Chance fits are as rare as sixteen bits make them."""
    chosen = numpy.random.default_rng(7)
    prints = chosen.integers(1, 2**64 - 1, count, dtype=numpy.uint64)
    strangers = chosen.integers(1, 2**64 - 1, 10_000, dtype=numpy.uint64)
    found = probe(build(prints).tags, strangers, home_rows(count))[0]

    assert len(found) < 10_000 * LANES / 65536


@given(PRINTS, st.lists(st.integers(0, CLASSES - 1), min_size=400, max_size=400))
@settings(max_examples=60, deadline=None)
def test_a_gates_table_tells_the_class(values: list[int], classes: list[int]) -> None:
    """Whatever stands in a row comes out with the class that it went in with."""
    prints, rows = words(values), home_rows(len(values))
    of = numpy.array(classes[: len(values)], numpy.intp)
    tags = build(of_class(prints, of), None, rows).tags
    hits = probe(tags, prints, rows, CLASSES)
    told = set(zip(hits[0].tolist(), class_at(tags, prints, hits).tolist(), strict=True))

    assert set(enumerate(of.tolist())) <= told


def test_a_class_that_is_not_there_is_no_hit() -> None:
    """A tag that would be of a class behind the last one is chance."""
    prints = numpy.random.default_rng(9).integers(1, 2**64, 50_000, dtype=numpy.uint64)
    rows = home_rows(len(prints))
    tags = build(prints, None, rows).tags
    strangers = prints[:1000] ^ numpy.uint64(3 << 12)

    assert len(probe(tags, strangers, rows, 4)[0]) >= 1000
    assert len(probe(tags, strangers, rows, 3)[0]) < 10
