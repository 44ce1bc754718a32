"""People are closed only when nothing stands against it."""

from typing import Any

import pytest
from office_cast import Cast, browser_of, somebody


def test_whoever_holds_something_is_not_closed(cast: Cast) -> None:
    """A seat, a duty, or what another application answers: custody, with copies not returned."""
    from zhamen.office.people.models import Duty, Unit
    from zhamen.office.people.staff import hindrances, person_closing

    person = somebody("G1")

    def copies(person: Any, **_: Any) -> list[str]:
        return ["还有 2 份未清退"] if person.number == "G1" else []

    assert hindrances(person) == []
    person_closing.connect(copies)
    try:
        Duty.objects.create(person=person, unit=Unit.objects.get(), kind="officer")
        assert len(hindrances(person)) == 2
        browser_of(cast.system).post(f"/people/{person.pk}/close", secure=True)
    finally:
        person_closing.disconnect(copies)
    person.refresh_from_db()

    assert person.state == "active"
    assert len(hindrances(cast.audit)) == 1


def test_closed_it_opens_no_more(cast: Cast) -> None:
    """Its code, seed and password are gone, and the journal has it."""
    from zhamen.office.journal.reading import entries

    person = somebody("G1")
    browser_of(cast.system).post(f"/people/{person.pk}/close", secure=True)
    person.refresh_from_db()

    assert (person.state, bytes(person.seed), person.code) == ("closed", b"", "")
    assert not person.has_usable_password()
    assert entries(act="people.person.closed").count() == 1


def test_one_administrator_alone_reissues_no_administrators_code(cast: Cast) -> None:
    """Else the system administrator could become the auditor."""
    from zhamen.errors import OfficeError

    response = browser_of(cast.system).post(f"/people/{cast.audit.pk}/reissue", secure=True)
    cast.audit.refresh_from_db()

    assert response.status_code == 302 and cast.audit.is_active
    with pytest.raises(OfficeError):
        raise_of(cast)


def raise_of(cast: Cast) -> None:
    from zhamen.office.people.staff import reissue

    reissue(None, cast.audit)  # type: ignore[arg-type]


def test_a_unit_with_people_is_not_closed(cast: Cast) -> None:
    """It is closed when they have gone."""
    from zhamen.office.people.models import Person, Unit

    unit = Unit.objects.get()
    client = browser_of(cast.system)
    client.post(f"/people/units/{unit.pk}/close", secure=True)
    unit.refresh_from_db()
    assert unit.closed_at is None

    Person.objects.update(unit=None)
    client.post(f"/people/units/{unit.pk}/close", secure=True)
    unit.refresh_from_db()
    assert unit.closed_at is not None
