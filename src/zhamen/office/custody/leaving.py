"""Whoever leaves gives back what he holds: 保密法实施条例 article 53."""

from typing import Any

from zhamen.custody.terms import ENDED
from zhamen.office.custody.models import Copy
from zhamen.office.people.models import Person
from zhamen.office.words import say


def copies_held(person: Person, **_: Any) -> list[str]:
    """Return why somebody cannot be closed: the copies for which he answers."""
    held = Copy.objects.filter(holder=f"person:{person.pk}").exclude(status__in=ENDED).count()
    if not held:
        return []
    return [say(
        f"此人名下还有 {held} 份文件，清退以后才能注销。",
        f"This person answers for {held} copies; they must be given back first.",
    )]  # fmt: skip
