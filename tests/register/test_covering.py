"""What a gate asks for: of two windows that speak for each other always one."""

from itertools import combinations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhamen.register.covering import EVERYTHING, beside, cover_of, steps

MIXTURES = [{1}, {4}, {1, 4}, {3}, {1, 3}, {3, 4}, {1, 3, 4}]


@pytest.mark.parametrize("strides", MIXTURES, ids=str)
def test_of_two_windows_in_step_one_is_asked_for(strides: set[int]) -> None:
    """Whatever strides the documents have; and something is always spared."""
    distances = steps(strides)
    cover = cover_of(frozenset(distances))
    asked = set(cover.chosen(200).tolist())
    pairs = [(n, m) for n, m in combinations(range(200), 2) if m - n in distances]

    assert all(n in asked or m in asked for n, m in pairs)
    assert len(asked) < 0.75 * 200


def test_without_distances_nothing_is_known_and_everything_is_asked_for() -> None:
    """The registry's tier."""
    assert EVERYTHING.chosen(5).tolist() == [0, 1, 2, 3, 4]
    assert EVERYTHING.chosen(0).tolist() == []


def test_a_longer_text_is_chosen_from_in_the_same_way() -> None:
    """Longer than what is worked out beforehand."""
    cover = cover_of(frozenset(steps({1, 4})))
    assert cover.chosen(20_000)[:100].tolist() == cover.chosen(4000)[:100].tolist()


@settings(deadline=None)
@given(st.sets(st.integers(0, 60)), st.sampled_from(MIXTURES))
def test_what_may_speak_for_a_hit_is_asked_for_after_all(hits: set[int], strides: set[int]) -> None:
    """All of it, and nothing twice."""
    distances = steps(strides)
    asked = cover_of(frozenset(distances)).chosen(61)
    found = numpy.array(sorted(hits & set(asked.tolist())), numpy.intp)
    left = beside(found, asked, 61, distances).tolist() if len(found) else []
    wanted = {at + sign * by for at in found.tolist() for by in distances for sign in (1, -1)}

    assert set(left) == {at for at in wanted if 0 <= at < 61} - set(asked.tolist())
    assert len(left) == len(set(left))
