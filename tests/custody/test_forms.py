"""Ledgers on paper: every column finds its field, every deed its ledger, a row tells one story."""

from dataclasses import fields

import pytest
from acting import MORNING, deed

from zhamen.custody.forms import Ledger, lines, load_ledgers, plainly
from zhamen.custody.ledger import LEDGER

ELSEWHERE = {"hand_over", "widen", "reclassify"}
"""Deeds about the keeper, the scope and the level; they stand in the document's own history."""


@pytest.mark.parametrize("ledger", load_ledgers().values(), ids=lambda ledger: ledger.name)
def test_every_column_takes_a_field_that_is_there(ledger: Ledger) -> None:
    """A misspelt column would be blank on paper, and nobody would miss it."""
    deeds = LEDGER.kinds
    known = {"", "number", "copy"}
    for name in ledger.begins | ledger.goes_on:
        known |= {f"{name}.{each.name}" for each in fields(deeds[name])}

    assert {column.source for column in ledger.columns} <= known
    assert all(column.head and column.head_en.isascii() for column in ledger.columns)


def test_every_deed_stands_in_a_ledger() -> None:
    """A new kind of deed is entered on paper somewhere, or said to be elsewhere."""
    told = {name for ledger in load_ledgers().values() for name in ledger.begins | ledger.goes_on}

    assert told | ELSEWHERE == set(LEDGER.kinds)
    assert not told & ELSEWHERE


def test_a_row_is_one_loan_from_going_to_coming_back() -> None:
    """Two loans of one copy are two rows, each with its own return; an open one stays open."""
    history = [
        deed(name, at=MORNING.replace(day=day))
        for day, name in enumerate(("lend", "give_back", "lend"), 2)
    ]
    ledger = load_ledgers()["loan"]
    returned = next(column for column in ledger.columns if column.source == "give_back.at")
    cells = [line.cell(returned, plainly) for line in lines(ledger, "D-1", history)]

    assert cells == ["2026-03-03", ""]


def test_a_row_for_every_copy() -> None:
    """Three copies of one parcel are three rows, and each is entered in its own."""
    history = [deed("receive"), deed("enter", copies=("2",))]
    rows = lines(load_ledgers()["receipt"], "D-1", history)

    assert [(row.copy, "enter" in row.deeds) for row in rows] == [
        ("1", False),
        ("2", True),
        ("3", False),
    ]


def test_values_are_shown_as_people_write_them() -> None:
    """Days, people, yes and no."""
    made = deed("destroy")

    assert plainly("witnesses", made.witnesses) == "anna、bert"
    assert plainly("at", made.at) == "2026-03-02"
    assert plainly("intact", True) == "是"
