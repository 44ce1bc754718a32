"""What the register of groups cries out about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhamen.deeds.house import STRANGER, House
from zhamen.groups.group import LIVING, Group


class AlarmKind(StrEnum):
    """What is wrong with a group."""

    NO_LETTER = "no_letter"
    """责任书过期"""
    NO_REVIEW = "no_review"
    """年度复核逾期"""
    EXPIRED = "expired"
    """事毕未散"""
    STRANGER = "stranger"
    """有已离岗的人在群"""
    ORPHANED = "orphaned"
    """群主已离岗"""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that somebody must put right, and who it is about."""

    kind: AlarmKind
    about: str = ""


def alarms(group: Group, today: date, house: House) -> Iterator[Alarm]:
    """Yield what is wrong with a living group today."""
    if group.state not in LIVING:
        return
    for person in sorted(group.answerable):
        if group.letters.get(person, date.min) < today:
            yield Alarm(AlarmKind.NO_LETTER, person)
    if group.review_due is not None and group.review_due < today:
        yield Alarm(AlarmKind.NO_REVIEW)
    if group.expires < today:
        yield Alarm(AlarmKind.EXPIRED)
    for person in sorted(group.members):
        if not (house.standing(person) or STRANGER).active:
            kind = AlarmKind.ORPHANED if person == group.builder else AlarmKind.STRANGER
            yield Alarm(kind, person)
