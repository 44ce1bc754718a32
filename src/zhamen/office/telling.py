"""What was done, told to people: the fields of a deed with their labels and names."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone

from zhamen.deeds.deed import Deed
from zhamen.office.custody.words import LEVELS, OTHERS, STATUSES
from zhamen.office.groups.kinds import PlatformKind
from zhamen.office.journal.titles import fact_of
from zhamen.office.words import say

_NOT_TOLD = frozenset({"at", "by", "signed", "document", "group", "wording"})
_WORDS: dict[str, str] = {
    **LEVELS, **OTHERS, **STATUSES, **{kind.value: kind.label for kind in PlatformKind},
}  # fmt: skip


def people_in(deeds: Iterable[Deed[Any]]) -> set[str]:
    """Return the ids of everybody who stands in deeds."""
    return {each for deed in deeds for each in _ids(deed)}


def _ids(deed: Deed[Any]) -> Iterator[str]:
    for each in fields(deed):
        value = getattr(deed, each.name)
        for one in value if isinstance(value, frozenset) else [value]:
            if isinstance(one, str) and one.startswith("person:"):
                yield one


def details(deed: Deed[Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (label, words) of what a deed says besides who and when."""
    told = [
        (fact_of(each.name), in_words(getattr(deed, each.name), names))
        for each in fields(deed) if each.name not in _NOT_TOLD
    ]  # fmt: skip
    others = sorted(deed.signed - {deed.by})
    if others:
        told.append((say("同签", "signed with"), in_words(frozenset(others), names)))
    return told


def in_words(value: Any, names: Mapping[str, str]) -> str:
    """Return a field of a deed as people read it."""
    if isinstance(value, bool):
        return say("是", "yes") if value else say("否", "no")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, frozenset | tuple):
        return say("、", ", ").join(names.get(who, who) for who in sorted(value))
    if isinstance(value, StrEnum):
        return str(_WORDS.get(value, value))
    return names.get(value, str(value))
