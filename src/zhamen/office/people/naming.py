"""Names behind the ids of journal and deeds, for whoever may know them."""

from collections.abc import Iterable, Iterator

from zhamen.journal.record import Record
from zhamen.office.people.models import Person, Unit


def people_of(ids: Iterable[str]) -> dict[str, Person]:
    """Return the persons behind ids, with their units."""
    found = Person.objects.filter(pk__in=_keys("person:", ids))
    return {f"person:{person.pk}": person for person in found.select_related("unit")}


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """Return the names of the persons and units behind ids."""
    wanted = set(ids)
    found: dict[str, str] = {}
    for prefix, model in (("person:", Person), ("unit:", Unit)):
        rows = model._default_manager.filter(pk__in=_keys(prefix, wanted))
        found |= {f"{prefix}{pk}": str(name) for pk, name in rows.values_list("pk", "name")}
    return found


def names_in(records: Iterable[Record]) -> dict[str, str]:
    """Return the names of the persons and units that stand in these records, by their ids."""
    return names_of(each for record in records for each in _said_in(record))


def _said_in(record: Record) -> Iterator[str]:
    yield from (record.actor, record.on)
    for value in record.facts.values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield each


def _keys(prefix: str, ids: Iterable[str]) -> list[int]:
    numbers = {each.removeprefix(prefix) for each in ids if each.startswith(prefix)}
    return [int(number) for number in numbers if number.isdecimal() and len(number) < 18]
