"""What people decide at the desk, each with its entry in the journal.

Whoever releases is not the sender; whoever confirms a false alarm is not the one who reported it.
"""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from zhamen.errors import OfficeError
from zhamen.journal.appending import Act
from zhamen.office.acting import act, me
from zhamen.office.desk.kinds import Outcome
from zhamen.office.desk.models import Event, FalseAlarm, Hold
from zhamen.office.journal.keeping import record
from zhamen.office.people.kinds import DutyKind
from zhamen.office.people.models import Person
from zhamen.office.roles import Role
from zhamen.office.words import say

RELEASE_FOR = timedelta(hours=2)
"""How long the sender may send a released message again."""


def works_here(person: Person) -> bool:
    """Tell whether somebody decides at the desk: the security administrator and 保密员."""
    if person.role is Role.SECURITY:
        return True
    return person.duties_now.filter(kind=DutyKind.OFFICER).exists()


def decide(request: HttpRequest, hold: Hold, outcome: Outcome, reason: str) -> None:
    """Release a hold or keep it, for a reason. Raises OfficeError with what stands against it."""
    person = me(request)
    with transaction.atomic():
        hold = Hold.objects.select_for_update().select_related("event").get(pk=hold.pk)
        _check(hold, person, outcome, reason)
        now = timezone.now()
        hold.outcome, hold.by, hold.decided_at, hold.reason = outcome, person, now, reason
        if outcome is Outcome.RELEASED:
            hold.until = now + RELEASE_FOR
        hold.save()
        # A reason is somebody's text: the journal keeps its digest, the table the words.
        digest = hashlib.sha256(reason.encode()).hexdigest()
        record(act(request, f"desk.hold.{outcome}", f"event:{hold.event_id}", reason=digest))


def _check(hold: Hold, person: Person, outcome: Outcome, reason: str) -> None:
    if hold.outcome != Outcome.WAITING:
        raise OfficeError(say("已经有人处理过了。", "Somebody has decided already."))
    if timezone.now() > hold.due:
        raise OfficeError(say("已经过期，请发送人重发。", "It has lapsed; it must be sent again."))
    if hold.event.sender in (person.number, person.name):
        raise OfficeError(say("本人发的消息由别人放行。", "Nobody releases his own message."))
    if len(reason.strip()) < 4:
        raise OfficeError(say("请写明理由。", "Give a reason, please."))
    if outcome is Outcome.RELEASED and not hold.event.digest:
        raise OfficeError(say(
            "这道闸口没有摘要钥匙，无法放行：请设置 spool.digest_key。",
            "This gate has no key of digests, so nothing can be released: set spool.digest_key.",
        ))  # fmt: skip
    if outcome is Outcome.RELEASED and hold.event.unread:
        raise OfficeError(say(
            "有内容没能检查，不能放行：请发送人换成能检查的格式。",
            "Something of it was not looked into: it must be sent in a form that can be.",
        ))  # fmt: skip


def report_false(request: HttpRequest, event: Event, index: int) -> FalseAlarm:
    """Report that a finding is a false alarm. Raises OfficeError where it cannot be one."""
    try:
        finding = event.findings[index]
    except IndexError:
        raise OfficeError(say("没有这一条。", "There is no such finding.")) from None
    if not finding.get("digest"):
        raise OfficeError(say(
            "这条没有摘要，无法核定；标志和登记文件不能核定为误报。",
            "It has no digest. Marks and registered documents are never false alarms.",
        ))  # fmt: skip
    with transaction.atomic():
        rule, digest = finding["detector"], finding["digest"]
        if FalseAlarm.objects.filter(rule=rule, digest=digest, ended_at=None).exists():
            raise OfficeError(say("已经报过了。", "It is reported already."))
        alarm = FalseAlarm.objects.create(event=event, rule=rule, digest=digest, by=me(request))
        record(act(request, "desk.false_alarm.reported", f"event:{event.pk}", rule=rule))
    return alarm


def confirm_false(request: HttpRequest, alarm: FalseAlarm) -> None:
    """Confirm a false alarm, as a second person."""
    person = me(request)
    with transaction.atomic():
        alarm = FalseAlarm.objects.select_for_update().get(pk=alarm.pk)
        if alarm.by_id == person.pk:
            raise OfficeError(say("要另一个人核定。", "Another person must confirm it."))
        if alarm.confirmed_by_id or alarm.ended_at:
            raise OfficeError(say("已经有人处理过了。", "Somebody has decided already."))
        alarm.confirmed_by = person
        alarm.save(update_fields=["confirmed_by"])
        record(act(request, "desk.false_alarm.confirmed", f"event:{alarm.event_id}",
                   rule=alarm.rule))  # fmt: skip


def end_false(request: HttpRequest, alarm: FalseAlarm) -> None:
    """Take a false alarm back: from the next snapshot on the rule holds again."""
    with transaction.atomic():
        if FalseAlarm.objects.filter(pk=alarm.pk, ended_at=None).update(ended_at=timezone.now()):
            record(act(request, "desk.false_alarm.ended", f"event:{alarm.event_id}",
                       rule=alarm.rule))  # fmt: skip


def lapse() -> int:
    """Let holds lapse whose time has passed, and return how many."""
    late = Hold.objects.filter(outcome=Outcome.WAITING, due__lt=timezone.now())
    # Asked first: a transaction that writes keeps others waiting, and this is asked every second.
    if not late.exists():
        return 0
    with transaction.atomic():
        count = late.update(outcome=Outcome.LAPSED)
        record(Act("desk.hold.lapsed", "office", "office", "", {"holds": count}))
    return count
