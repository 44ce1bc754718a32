"""The people of the rules' own tests, in this office's tables; deeds in their names."""

import importlib.util
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from zhamen.custody.ledger import LEDGER

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def lawful() -> ModuleType:
    """Return the fields with which each deed is lawful, from the tests of the rules."""
    path = Path(__file__).parents[2] / "custody" / "acting.py"
    spec = importlib.util.spec_from_file_location("custody_acting", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Unit:
    """The people of those tests in this office's tables, and deeds in their names."""

    def __init__(self) -> None:
        """Put them there."""
        from zhamen.office.custody.models import Place
        from zhamen.office.people.models import Duty, Person
        from zhamen.office.people.models import Unit as Row

        known = lawful()
        unit = Row.objects.create(name="示例")
        self._ids = {"reading-room": f"place:{Place.objects.create(name='室', reading=True).pk}"}
        for name, standing in known.STANDINGS.items():
            state = "active" if standing.active else "closed"
            person = Person.objects.create(
                number=name, name=f"示例{name}", clearance=standing.clearance, state=state
            )
            for kind in standing.duties:
                Duty.objects.create(person=person, unit=unit, kind=kind)
            self._ids[name] = f"person:{person.pk}"
        self.usual: dict[str, dict[str, Any]] = known.USUAL
        self.people = list(known.STANDINGS)

    def id_of(self, value: Any) -> Any:
        """Return a value with the ids of this office."""
        if isinstance(value, (tuple, frozenset)):
            return type(value)(map(self.id_of, value))
        return self._ids.get(value, value) if isinstance(value, str) else value

    def deed(self, name: str, hours: int, **changes: Any) -> Any:
        """Return a deed with its usual fields, signed by all who must unless that is changed."""
        kind: Any = LEDGER.kinds[name]
        signed = changes.pop("signed", None)
        values = {"by": "keeper", **self.usual[name], **changes}
        values = {field: self.id_of(value) for field, value in values.items()}
        made = kind(at=START + timedelta(hours=hours), **values)
        return kind(at=made.at, **values, signed=made.signers() if signed is None else signed)
