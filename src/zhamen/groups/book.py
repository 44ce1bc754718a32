"""The register of groups: the history of one group, deed by deed, and who answers for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from zhamen.deeds.deed import Deed
from zhamen.deeds.history import History
from zhamen.groups import deeds
from zhamen.groups.group import Group

BOOK: History[Group] = History(deeds, "zhamen.groups")


class Part(StrEnum):
    """In which part somebody answers: 谁建群谁负责、谁管理谁负责、谁发布谁负责."""

    SENDER = "sender"
    MANAGER = "manager"
    BUILDER = "builder"


@dataclass(frozen=True, slots=True)
class Answers:
    """Somebody who answers for a message, and in which part."""

    part: Part
    person: str


def chain(group: Group, sender: str) -> list[Answers]:
    """Return who answers for a message of this sender: sender, managers, builder, each once."""
    found = {sender: Part.SENDER}
    for manager in sorted(group.managers):
        found.setdefault(manager, Part.MANAGER)
    found.setdefault(group.builder, Part.BUILDER)
    return [Answers(part, person) for person, part in found.items()]


def as_it_was(history: Iterable[Deed[Group]], moment: datetime) -> Group | None:
    """Return the group as it was at a moment: who was in it when the message was sent."""
    return BOOK.replay(deed for deed in history if deed.at <= moment)
