"""Deeds are done by the rules and kept twice: tables and journal always tell one story."""

import importlib.util
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from zhamen.errors import DeedError
from zhamen.groups.book import BOOK
from zhamen.office.places import Places

LAWFUL = Path(__file__).parents[2] / "groups" / "test_book.py"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
NUMBER = "G-1"


@pytest.fixture(scope="module")
def lawful() -> ModuleType:
    """The fields with which each deed is lawful, from the tests of the rules."""
    spec = importlib.util.spec_from_file_location("groups_lawful", LAWFUL)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Unit:
    """The people of those tests in this office's tables, and deeds in their names."""

    def __init__(self, lawful: ModuleType) -> None:
        """Put them there."""
        from zhamen.office.people.models import Duty, Person
        from zhamen.office.people.models import Unit as Row

        unit = Row.objects.create(name="示例")
        self._ids = {}
        for name, standing in lawful.STANDINGS.items():
            state = "active" if standing.active else "closed"
            person = Person.objects.create(number=name, name=f"示例{name}", state=state)
            for kind in standing.duties:
                Duty.objects.create(person=person, unit=unit, kind=kind)
            self._ids[name] = f"person:{person.pk}"
        self._usual = lawful.USUAL

    def id_of(self, value: Any) -> Any:
        """Return a value with the ids of this office."""
        if isinstance(value, frozenset):
            return frozenset(map(self.id_of, value))
        return self._ids.get(value, value) if type(value) is str else value

    def deed(self, name: str, hours: int) -> Any:
        """Return a deed with its usual fields, signed by all who must."""
        kind: Any = BOOK.kinds[name]
        values = {field: self.id_of(value) for field, value in self._usual[name].items()}
        made = kind(at=START + timedelta(hours=hours), **values)
        return kind(at=made.at, **values, signed=made.signers())


def test_any_walk_is_told_alike(office: Places, lawful: ModuleType) -> None:
    """Eighty deeds at random: each is refused, or table, journal and view agree on what followed.

    And a view that somebody bent is as it was, once it is made anew from the journal.
    """
    from zhamen.office.groups.keeping import deeds_in_journal, deeds_of, do, show, value_of
    from zhamen.office.groups.models import Deed, Group, Tie

    unit, chance, done = Unit(lawful), random.Random(5), 0
    begins = ["apply", "approve", "sign_letter", "open", "admit", "appoint"]
    often = [name for name in sorted(BOOK.kinds) if name not in ("dissolve", "decline")]
    for hours, name in enumerate([*begins, *chance.choices(often, k=74)]):
        try:
            do(NUMBER, unit.deed(name, hours), "person")
            done += 1
        except DeedError:
            continue
        journal = BOOK.replay(deeds_in_journal(NUMBER))
        assert journal == BOOK.replay(deeds_of(NUMBER)) == value_of(Group.objects.get())
    state = BOOK.replay(deeds_in_journal(NUMBER))
    assert state is not None
    Tie.objects.update(manages=True, letter="2030-01-01")
    Tie.objects.create(group_id=NUMBER, person="person:99", since=START)
    Group.objects.update(builder="person:99", state="open", version=1)
    bent = value_of(Group.objects.get())
    show(state)

    assert done >= 20
    assert Deed.objects.count() == state.deeds == done
    assert bent != state == value_of(Group.objects.get())


def test_a_refused_deed_leaves_nothing(office: Places, lawful: ModuleType) -> None:
    """Neither a row, nor an entry, nor a change."""
    from zhamen.office.groups.keeping import do
    from zhamen.office.groups.models import Deed, Group
    from zhamen.office.journal.reading import entries

    unit = Unit(lawful)
    do(NUMBER, unit.deed("apply", 0), "person")
    before = [*Group.objects.values()]
    with pytest.raises(DeedError) as refused:
        do(NUMBER, unit.deed("open", 1), "person")

    assert [each.code for each in refused.value.refusals] == ["group_applied", "no_letter"]
    assert Deed.objects.count() == entries().count() == 1
    assert [*Group.objects.values()] == before


def test_whoever_is_slower_is_refused(office: Places, lawful: ModuleType) -> None:
    """A second deed of one version cannot be kept, whoever writes it."""
    from django.db import IntegrityError, transaction

    from zhamen.office.groups.keeping import do
    from zhamen.office.groups.models import Deed

    do(NUMBER, Unit(lawful).deed("apply", 0), "person")
    with pytest.raises(IntegrityError), transaction.atomic():
        Deed.objects.create(group_id=NUMBER, version=1, name="decline", at="", by="", facts={})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE groups_deed SET facts = '{}'",
        "DELETE FROM groups_deed",
        "UPDATE groups_wording SET name = '改过（示例）'",
    ],
)
def test_the_database_refuses(office: Places, lawful: ModuleType, statement: str) -> None:
    """What was done is not changed behind the register's back."""
    from django.db import IntegrityError, connection, transaction

    from zhamen.office.groups import wording
    from zhamen.office.groups.keeping import do

    do(NUMBER, Unit(lawful).deed("apply", 0), "person")
    wording.keep("群（示例）", "用途（示例）")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
