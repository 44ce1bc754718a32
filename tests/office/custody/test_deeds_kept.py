"""Deeds are done by the rules and kept twice: table and journal always tell one story."""

import pytest
from custody_unit import START, Unit

from zhamen.errors import DeedError
from zhamen.office.places import Places


def test_a_refused_deed_leaves_nothing(office: Places) -> None:
    """Neither a row, nor an entry, nor a change."""
    from zhamen.office.custody.keeping import do
    from zhamen.office.custody.models import Copy, Deed
    from zhamen.office.journal.reading import entries

    unit = Unit()
    do("D-1", unit.deed("receive", 0), "person")
    before = [*Copy.objects.order_by("number").values()]
    with pytest.raises(DeedError):
        do("D-1", unit.deed("destroy", 1), "person")

    assert Deed.objects.count() == entries().count() == 1
    assert [*Copy.objects.order_by("number").values()] == before


@pytest.mark.parametrize(
    "statement",
    ["UPDATE custody_deed SET facts = '{}'", "DELETE FROM custody_deed"],
)
def test_the_database_refuses(office: Places, statement: str) -> None:
    """What was done is not changed behind the ledger's back."""
    from django.db import IntegrityError, connection, transaction

    from zhamen.office.custody.keeping import do

    do("D-1", Unit().deed("receive", 0), "person")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_whoever_holds_copies_is_not_closed(desk: Places) -> None:
    """The keeper of three copies stays until they are handed over."""
    from zhamen.office.custody.keeping import do
    from zhamen.office.people.models import Duty, Person
    from zhamen.office.people.staff import hindrances

    unit = Unit()
    keeper = Person.objects.get(number="keeper")
    do("D-1", unit.deed("receive", 0), "person")
    do("D-1", unit.deed("enter", 1), "person")
    Duty.objects.filter(person=keeper).update(until=START.date())

    assert [reason for reason in hindrances(keeper) if "3 份" in reason]
    assert hindrances(Person.objects.get(number="bert")) == []
