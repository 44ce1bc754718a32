"""A deed with plausible fields: with it the rules are asked what is worth offering to somebody."""

from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar, get_origin, get_type_hints

from django.utils import timezone

from zhamen.deeds.deed import Deed

SOMEBODY = "?"
"""Stands for whatever will be chosen; what the rules say of it counts for nothing yet."""
Kind = TypeVar("Kind", bound=Deed[Any])


def trial(kind: type[Kind], by: str, who: str = SOMEBODY, copy: str = "") -> Kind:
    """Return the deed, done now by one person with another; `copy` where it is about a copy."""
    hints = get_type_hints(kind)
    values = {
        each.name: _plausible(hints[each.name], copy if each.name in ("copy", "copies") else who)
        for each in fields(kind) if each.name not in ("at", "by", "signed")
    }  # fmt: skip
    return kind(at=timezone.localtime(), by=by, **values)


def _plausible(kind: Any, word: str) -> Any:
    if kind is date:
        return timezone.localdate()
    if kind is bool:
        return True
    if get_origin(kind) in (frozenset, tuple):
        return get_origin(kind)([word])
    return next(iter(kind)) if issubclass(kind, StrEnum) else word
