"""Bringing a list in: what it would change is shown first, and just that is applied."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from zhamen.journal.appending import Act
from zhamen.office.acting import act, me
from zhamen.office.journal.keeping import record
from zhamen.office.people.access import issue_code
from zhamen.office.people.kinds import Clearance, State, UnitKind
from zhamen.office.people.listing import Row
from zhamen.office.people.models import ImportDraft, Person, Unit

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What one row would do: `added`, `changed`, `same` or `wrong`."""

    row: Row
    deed: str
    fields: tuple[tuple[str, str, str], ...] = ()
    """(field, before, after) of what would change."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a whole list would do."""

    changes: tuple[Change, ...]
    units: tuple[Path, ...]
    """Units that would be added."""

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows do what."""
        deeds = [change.deed for change in self.changes]
        return {deed: deeds.count(deed) for deed in ("added", "changed", "same", "wrong")}

    @property
    def digest(self) -> str:
        """Return a fingerprint: the same plan has the same."""
        text = json.dumps([asdict(change) for change in self.changes], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def plan(rows: Iterable[Row]) -> Plan:
    """Return what the rows would change as things stand."""
    rows = list(rows)
    numbers = [row.number for row in rows]
    people = {p.number: p for p in Person.objects.filter(number__in=numbers)}
    paths = _paths()
    by_id = {pk: path for path, pk in paths.items()}
    changes = tuple(_change(row, people.get(row.number), by_id) for row in rows)
    wanted = {
        row.unit[:depth] for row in rows if not row.wrong for depth in range(1, len(row.unit) + 1)
    }
    return Plan(changes, tuple(sorted(wanted - set(paths))))


def _change(row: Row, person: Person | None, units: dict[int, Path]) -> Change:
    if row.wrong:
        return Change(row, "wrong")
    if person is None:
        return Change(row, "added")
    before = {
        "name": person.name,
        "unit": " / ".join(units.get(person.unit_id or 0, ())),
        "clearance": str(Clearance(person.clearance).label),
    }
    after = {
        "name": row.name,
        "unit": " / ".join(row.unit) or before["unit"],
        "clearance": str(Clearance(row.clearance).label),
    }
    fields = tuple(
        (name, before[name], after[name]) for name in before if before[name] != after[name]
    )
    return Change(row, "changed" if fields else "same", fields)


def _paths() -> dict[Path, int]:
    """Return every open unit by the names from the top down to it."""
    units = {unit.pk: unit for unit in Unit.objects.filter(closed_at=None)}

    def path(unit: Unit, depth: int = 0) -> Path:
        parent = units.get(unit.parent_id or 0)
        return (*(path(parent, depth + 1) if parent and depth < 20 else ()), unit.name)

    return {path(unit): pk for pk, unit in units.items()}


def draft(request: HttpRequest, rows: list[Row]) -> ImportDraft:
    """Keep a list until it is applied or another one comes; an older draft goes."""
    with transaction.atomic():
        ImportDraft.objects.filter(made_by=me(request)).delete()
        made = ImportDraft.objects.create(
            made_by=me(request), rows=[asdict(row) for row in rows], digest=plan(rows).digest
        )
        record(act(request, "people.import.previewed", rows=len(rows)))
    return made


def rows_of(made: ImportDraft) -> list[Row]:
    """Return the rows of a draft."""
    return [Row(**{**values, "unit": tuple(values["unit"])}) for values in made.rows]


def apply(request: HttpRequest, made: ImportDraft) -> dict[str, str] | None:
    """Do what was shown and return the one-time codes by number; None if things have changed."""
    with transaction.atomic():
        intended = plan(rows_of(made))
        if intended.digest != made.digest:
            return None
        units = _paths()
        for path in intended.units:
            units[path] = _unit(path, units, intended).pk
        acts, codes = _applied(request, intended, units)
        counts = [f"{deed}: {count}" for deed, count in intended.counts.items()]
        record(act(request, "people.import.applied", counts=counts), *acts)
        made.delete()
    return codes


def _unit(path: Path, units: dict[Path, int], intended: Plan) -> Unit:
    team = any(change.row.team and change.row.unit == path for change in intended.changes)
    return Unit.objects.create(
        name=path[-1], parent_id=units.get(path[:-1]),
        kind=UnitKind.TEAM if team else UnitKind.UNIT,
    )  # fmt: skip


def _applied(
    request: HttpRequest, intended: Plan, units: dict[Path, int]
) -> tuple[list[Act], dict[str, str]]:
    acts, codes = [], {}
    for change in intended.changes:
        row = change.row
        if change.deed not in ("added", "changed"):
            continue
        values: dict[str, Any] = {"name": row.name, "clearance": row.clearance}
        if row.unit:
            values["unit_id"] = units[row.unit]
        if change.deed == "added":
            person = Person(number=row.number, state=State.NEW, **values)
            codes[row.number] = issue_code(person)
            acts.append(act(request, "people.person.added", f"person:{person.pk}"))
        else:
            person = Person.objects.get(number=row.number)
            Person.objects.filter(pk=person.pk).update(**values)
            names = sorted(name for name, _, _ in change.fields)
            acts.append(act(request, "people.person.changed", f"person:{person.pk}", fields=names))
    return acts, codes
