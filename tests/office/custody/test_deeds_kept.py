"""Deeds are done by the rules and kept twice: table and journal always tell one story."""

import importlib.util
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from zhamen.custody.ledger import LEDGER
from zhamen.errors import DeedError
from zhamen.office.places import Places

LAWFUL = Path(__file__).parents[2] / "custody" / "acting.py"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def lawful() -> ModuleType:
    """The fields with which each deed is lawful, from the tests of the rules."""
    spec = importlib.util.spec_from_file_location("custody_acting", LAWFUL)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Unit:
    """The people of those tests in this office's tables, and deeds in their names."""

    def __init__(self, lawful: ModuleType) -> None:
        """Put them there."""
        from zhamen.office.custody.models import Place
        from zhamen.office.people.models import Duty, Person
        from zhamen.office.people.models import Unit as Row

        unit = Row.objects.create(name="示例")
        self._ids = {"reading-room": f"place:{Place.objects.create(name='室', reading=True).pk}"}
        for name, standing in lawful.STANDINGS.items():
            state = "active" if standing.active else "closed"
            person = Person.objects.create(
                number=name, name=f"示例{name}", clearance=standing.clearance, state=state
            )
            for kind in standing.duties:
                Duty.objects.create(person=person, unit=unit, kind=kind)
            self._ids[name] = f"person:{person.pk}"
        self._usual = lawful.USUAL

    def id_of(self, value: Any) -> Any:
        """Return a value with the ids of this office."""
        if isinstance(value, (tuple, frozenset)):
            return type(value)(map(self.id_of, value))
        return self._ids.get(value, value) if isinstance(value, str) else value

    def deed(self, name: str, hours: int) -> Any:
        """Return a deed with its usual fields, signed by all who must."""
        kind: Any = LEDGER.kinds[name]
        values = {"by": "keeper", **self._usual[name]}
        values = {field: self.id_of(value) for field, value in values.items()}
        made = kind(at=START + timedelta(hours=hours), **values)
        return kind(at=made.at, **values, signed=made.signers())


def test_any_walk_is_told_alike(office: Places, lawful: ModuleType) -> None:
    """Sixty deeds at random: each is refused, or table, journal and view agree on what followed."""
    from zhamen.office.custody.keeping import deeds_in_journal, deeds_of, do
    from zhamen.office.custody.models import Copy, Deed

    unit, chance, done = Unit(lawful), random.Random(11), 0
    names = ["receive", "enter", *chance.choices(sorted(LEDGER.kinds), k=58)]
    for hours, name in enumerate(names):
        try:
            do("D-1", unit.deed(name, hours), "person")
            done += 1
        except DeedError:
            continue
    state = LEDGER.replay(deeds_of("D-1"))
    assert state is not None
    view = {copy.number: (copy.status, copy.holder) for copy in Copy.objects.all()}

    assert done >= 6
    assert Deed.objects.count() == state.deeds == done
    assert LEDGER.replay(deeds_in_journal("D-1")) == state
    assert view == {n: (str(copy.status), copy.holder) for n, copy in state.copies.items()}


def test_a_refused_deed_leaves_nothing(office: Places, lawful: ModuleType) -> None:
    """Neither a row, nor an entry, nor a change."""
    from zhamen.office.custody.keeping import do
    from zhamen.office.custody.models import Copy, Deed
    from zhamen.office.journal.reading import entries

    unit = Unit(lawful)
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
def test_the_database_refuses(office: Places, lawful: ModuleType, statement: str) -> None:
    """What was done is not changed behind the ledger's back."""
    from django.db import IntegrityError, connection, transaction

    from zhamen.office.custody.keeping import do

    do("D-1", Unit(lawful).deed("receive", 0), "person")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_whoever_holds_copies_is_not_closed(desk: Places, lawful: ModuleType) -> None:
    """The keeper of three copies stays until they are handed over."""
    from zhamen.office.custody.keeping import do
    from zhamen.office.people.models import Duty, Person
    from zhamen.office.people.staff import hindrances

    unit = Unit(lawful)
    keeper = Person.objects.get(number="keeper")
    do("D-1", unit.deed("receive", 0), "person")
    do("D-1", unit.deed("enter", 1), "person")
    Duty.objects.filter(person=keeper).update(until=START.date())

    assert [reason for reason in hindrances(keeper) if "3 份" in reason]
    assert hindrances(Person.objects.get(number="bert")) == []
