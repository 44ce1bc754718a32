"""Figures of questions, hours and returns, against examples that were worked out by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhamen.study import repeating
from zhamen.study.rhythm import due_day
from zhamen.study.statistics import Given, items

# Ten people, three questions; a row is a person, 1 is right. Scores by hand:
# a 3, b 3, c 3, d 2, e 2, f 2, g 2, h 1, i 0, j 0. 27 % of ten is 2.7: three at each end.
MARKS = {
    "a": "111", "b": "111", "c": "111", "d": "110", "e": "101", "f": "110", "g": "110",
    "h": "001", "i": "000", "j": "000",
}  # fmt: skip
GIVEN = [
    Given(person, number, 1 if mark == "1" else 2 + (person in "ij"), mark == "1")
    for person, marks in MARKS.items()
    for number, mark in enumerate(marks, 1)
]


@pytest.mark.parametrize(
    ("question", "facility", "discrimination"),
    [
        pytest.param(1, 0.7, 1.0, id="a b c d e f g right of ten; best 3 of 3, worst (h i j) 0"),
        pytest.param(2, 0.6, 1.0, id="a b c d f g right; worst three none"),
        pytest.param(3, 0.5, 1.0 - 1 / 3, id="a b c e h right; h is one of the worst three"),
    ],
)
def test_items_by_hand(question: int, facility: float, discrimination: float) -> None:
    """Facility and the 27 % discrimination are what pencil and paper give."""
    item = items(GIVEN)[question - 1]

    assert item.facility == pytest.approx(facility)
    assert item.discrimination == pytest.approx(discrimination)
    assert not item.weak


def test_what_draws_people_is_counted() -> None:
    """Question 2: six right, two chose the second option, two the third."""
    assert dict(items(GIVEN)[1].chosen) == {1: 6, 2: 2, 3: 2}


def test_a_question_that_only_the_weak_get_right_is_flagged() -> None:
    """Right for h i j: with it i, j and d are last (d by name among equals), 0 of 3 − 2 of 3."""
    turned = [
        Given(g.person, 4, 1, MARKS[g.person].count("1") < 2) for g in GIVEN if g.question == 1
    ]
    item = items([*GIVEN, *turned])[3]

    assert item.discrimination == pytest.approx(-2 / 3) and item.weak


def test_nine_people_judge_no_question() -> None:
    """Below ten the discrimination is left open."""
    assert items([g for g in GIVEN if g.person != "j"])[0].discrimination is None


def test_nobody_has_answered() -> None:
    """No answers, no figures."""
    assert items([]) == []


@given(st.lists(st.builds(Given, st.sampled_from("abcdefghijklmn"), st.integers(1, 5),
                          st.integers(1, 4), st.booleans())))  # fmt: skip
def test_figures_stay_within_their_bounds(answers: list[Given]) -> None:
    """Whatever was answered, twice or by few."""
    for item in items(answers):
        assert 0 <= item.facility <= 1
        assert item.discrimination is None or -1 <= item.discrimination <= 1


DAY = date(2026, 3, 2)


def days(*steps: tuple[int, bool]) -> list[tuple[date, bool]]:
    """Return answers so many days after the first."""
    return [(DAY + timedelta(days=day), right) for day, right in steps]


@pytest.mark.parametrize(
    ("answers", "after"),
    [
        pytest.param([], None, id="never asked"),
        pytest.param([(0, True)], None, id="right at once"),
        pytest.param([(0, False)], 1, id="wrong: tomorrow"),
        pytest.param([(0, False), (1, True)], 4, id="then three days"),
        pytest.param([(0, False), (1, True), (4, True)], 11, id="then seven"),
        pytest.param([(0, False), (1, True), (4, True), (11, True)], 32, id="then twenty-one"),
        pytest.param(
            [(0, False), (1, True), (4, True), (11, True), (32, True)], None, id="then it is known"
        ),
        pytest.param([(0, False), (1, True), (4, False)], 5, id="wrong again: from the beginning"),
        pytest.param([(0, False), (0, True)], 1, id="right too early counts for nothing"),
        pytest.param([(0, False), (9, True)], 12, id="late, and three days from then"),
    ],
)
def test_wrong_answers_come_again(answers: list[tuple[int, bool]], after: int | None) -> None:
    """After 1, 3, 7 and 21 days."""
    expected = None if after is None else DAY + timedelta(days=after)

    assert repeating.due(days(*answers)) == expected


@pytest.mark.parametrize(
    ("published", "weekday", "due"),
    [
        (date(2026, 3, 2), 4, date(2026, 3, 6)),  # Monday → Friday
        (date(2026, 3, 6), 4, date(2026, 3, 13)),  # Friday → the next Friday
        (date(2026, 3, 7), 0, date(2026, 3, 9)),  # Saturday → Monday
    ],
)
def test_a_team_has_until_its_own_weekday(published: date, weekday: int, due: date) -> None:
    """And never less than a day."""
    assert due_day(published, weekday) == due
