"""Ledgers on paper: every column finds its field, every deed its ledger, a row tells one story."""

from dataclasses import fields

import pytest
from acting import MORNING, came_to, deed

from zhamen.custody.document import Copy, Document
from zhamen.custody.forms import Ledger, lines, load_ledgers
from zhamen.custody.ledger import LEDGER

ELSEWHERE = {"hand_over", "widen", "reclassify"}
"""Deeds about the keeper, the scope and the level; they stand in the document's own history."""


@pytest.mark.parametrize("ledger", load_ledgers().values(), ids=lambda ledger: ledger.name)
def test_every_column_takes_a_field_that_is_there(ledger: Ledger) -> None:
    """A misspelt column would be blank on paper, and nobody would miss it."""
    deeds = LEDGER.kinds
    known = {"", "number", "copy"}
    for name in ledger.begins | ledger.goes_on or {"receive", "make"}:
        known |= {f"{name}.{each.name}" for each in fields(deeds[name])}
    if not ledger.begins:
        known |= {f"document.{each.name}" for each in fields(Document)}
        known |= {f"held.{each.name}" for each in fields(Copy)}

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
    cells = [line.value(returned) for line in lines(ledger, "D-1", history)]

    assert cells == [MORNING.replace(day=3), None]


def test_a_row_for_every_copy() -> None:
    """Three copies of one parcel are three rows, and each is entered in its own."""
    history = [deed("receive"), deed("enter", copies=("2",))]
    rows = lines(load_ledgers()["receipt"], "D-1", history)

    assert [(row.copy, "enter" in row.deeds) for row in rows] == [
        ("1", False),
        ("2", True),
        ("3", False),
    ]


def test_the_main_ledger_has_every_copy_as_it_stands() -> None:
    """Whatever has happened to it, it has one row, with its holder and state of today."""
    history = [deed("receive"), deed("enter"), deed("lend"), deed("lose", copy="2")]
    ledger = load_ledgers()["holdings"]
    sources = ("copy", "held.holder", "held.status", "receive.issuer")
    columns = [column for column in ledger.columns if column.source in sources]
    rows = [[str(row.value(each)) for each in columns] for row in lines(ledger, "D-1", history)]

    assert rows == [
        ["unit:9", "1", "anna", "lent"],
        ["unit:9", "2", "keeper", "missing"],
        ["unit:9", "3", "keeper", "in_store"],
    ]
    assert len(rows) == len(came_to("receive").copies)
    assert lines(ledger, "D-2", []) == []
