"""Names behind the ids of the journal, for whoever may know them."""

from collections.abc import Iterable

from zhamen.journal.record import Record
from zhamen.office.people.models import Person, Unit


def names_of(records: Iterable[Record]) -> dict[str, str]:
    """Return the names of the persons and units that stand in these records, by their ids."""
    ids = {each for record in records for each in (record.actor, record.on)}
    found: dict[str, str] = {}
    for prefix, model in (("person:", Person), ("unit:", Unit)):
        numbers = [each.removeprefix(prefix) for each in ids if each.startswith(prefix)]
        keys = [int(number) for number in numbers if number.isdecimal() and len(number) < 18]
        for pk, name in model._default_manager.filter(pk__in=keys).values_list("pk", "name"):
            found[f"{prefix}{pk}"] = name
    return found
