"""Which deeds are worth offering to somebody now, asked of the rules themselves."""

from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any, get_origin, get_type_hints

from django.utils import timezone

from zhamen.deeds.deed import Deed
from zhamen.groups.book import BOOK
from zhamen.groups.group import Group
from zhamen.office.custody.house import OfficeHouse

_SOMEBODY = "?"
"""Stands for whoever will be chosen; what the rules say of him counts for nothing yet."""
_CURABLE = frozenset({"no_letter"})
_LAST = ("freeze", "decline", "dissolve")
"""What stops or ends a group stands behind everything else."""


def offered(group: Group, person: str) -> list[str]:
    """Return the names of deeds that may be done with the right fields."""
    house = OfficeHouse()
    found = [
        name for name, kind in BOOK.kinds.items()
        if not kind.begins and _concerns(name, group, person)
        and any(_possible(_trial(kind, person, who), group, house) for who in (_SOMEBODY, person))
    ]  # fmt: skip
    return sorted(found, key=lambda name: _LAST.index(name) if name in _LAST else -1)


def _concerns(name: str, group: Group, person: str) -> bool:
    # Anybody may sign a letter; it is asked for of those in the group alone.
    return name != "sign_letter" or person in {group.builder, *group.members}


def _possible(deed: Deed[Group], group: Group, house: OfficeHouse) -> bool:
    """Tell whether nothing stands against it but what is filled in or put right later."""
    return not any(
        refusal.code.startswith("group_")
        or (refusal.about == deed.by and refusal.code not in _CURABLE)
        for refusal in deed.refusals(group, house)
    )


def _trial(kind: type[Deed[Group]], by: str, who: str) -> Deed[Group]:
    """Return the deed with plausible fields."""
    hints = get_type_hints(kind)
    values = {
        each.name: _plausible(hints[each.name], who)
        for each in fields(kind) if each.name not in ("at", "by", "signed")
    }  # fmt: skip
    return kind(at=timezone.localtime(), by=by, **values)


def _plausible(kind: Any, who: str) -> Any:
    if kind is date:
        return timezone.localdate()
    if kind is bool:
        return True
    if get_origin(kind) is frozenset:
        return frozenset({who})
    return next(iter(kind)) if issubclass(kind, StrEnum) else who
