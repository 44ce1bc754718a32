"""What a ledger cries out about: overdue, unseen, unreceipted, missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from zhamen.custody.document import Copy, Document
from zhamen.custody.terms import ENDED, Status

ENTER_WITHIN = timedelta(days=1)
"""How long a copy may be received and not entered."""
DESTROY_WITHIN = timedelta(days=30)
"""How long a copy may wait to be destroyed."""


class AlarmKind(StrEnum):
    """What is wrong."""

    MISSING = "missing"
    """查无去向"""
    UNSEEN = "unseen"
    """账物不符: a stocktake did not find it."""
    STRAY = "stray"
    """账外载体: a stocktake found it, and the ledger says that it left or was destroyed."""
    OVERDUE = "overdue"
    """逾期未归"""
    NO_RECEIPT = "no_receipt"
    """逾期无回执"""
    RECALL_OVERDUE = "recall_overdue"
    """逾期未清退"""
    NOT_ENTERED = "not_entered"
    """收文未登记"""
    NOT_DESTROYED = "not_destroyed"
    """待销毁过久"""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One copy that somebody must look after, and since when."""

    kind: AlarmKind
    copy: str
    holder: str
    since: datetime


def alarms(document: Document, now: datetime) -> Iterator[Alarm]:
    """Yield what is wrong with a document's copies at a moment (in the zone of the due days)."""
    for copy in document.copies.values():
        yield from (Alarm(kind, copy.number, copy.holder, since) for kind, since in _of(copy, now))


def _of(copy: Copy, now: datetime) -> Iterator[tuple[AlarmKind, datetime]]:
    if copy.stray is not None:
        yield AlarmKind.STRAY, copy.stray
    if copy.status in ENDED:
        return
    if copy.status is Status.MISSING:
        yield AlarmKind.MISSING, copy.since
    if copy.unseen is not None and copy.status is not Status.MISSING:
        yield AlarmKind.UNSEEN, copy.unseen
    if copy.due is not None and copy.due < now.date():
        in_transit = copy.status is Status.IN_TRANSIT
        kind = AlarmKind.NO_RECEIPT if in_transit else AlarmKind.OVERDUE
        yield kind, _end_of(copy.due, now)
    if copy.recalled is not None and copy.recalled < now.date():
        yield AlarmKind.RECALL_OVERDUE, _end_of(copy.recalled, now)
    if copy.status is Status.RECEIVED and now - copy.since > ENTER_WITHIN:
        yield AlarmKind.NOT_ENTERED, copy.since
    if copy.status is Status.SET_ASIDE and now - copy.since > DESTROY_WITHIN:
        yield AlarmKind.NOT_DESTROYED, copy.since


def _end_of(day: date, now: datetime) -> datetime:
    return datetime.combine(day, datetime.min.time(), now.tzinfo) + timedelta(days=1)
