"""A team meets: opened by its leader, signed in by code or on paper, the absent with a reason."""

import secrets
from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from zhamen.errors import OfficeError
from zhamen.journal.appending import Act
from zhamen.journal.record import Fact
from zhamen.office.journal.keeping import record, take_turn
from zhamen.office.people.kinds import DutyKind, State
from zhamen.office.people.models import Person, Unit
from zhamen.office.study.codes import Grace
from zhamen.office.study.kinds import Reason, Way
from zhamen.office.study.models import Absence, Attendance, Due, Rhythm, Session
from zhamen.office.words import say


def led_by(person: Person) -> QuerySet[Unit]:
    """Return the teams that somebody leads today."""
    own = person.duties_now.filter(kind=DutyKind.TEAM_LEADER).values("unit")
    return Unit.objects.filter(pk__in=own, closed_at=None)


def staff(teams: Iterable[int]) -> QuerySet[Person]:
    """Return who belongs to these teams today."""
    return Person.objects.filter(unit__in=teams).exclude(state=State.CLOSED)


def wanted(due: Due) -> QuerySet[Person]:
    """Return who should attend: whoever belongs to the team today."""
    return staff([due.team_id])


def missing(due: Due) -> QuerySet[Person]:
    """Return who has no excuse, and has not read the issue, in whichever team he was then."""
    done = Attendance.objects.filter(due__issue=due.issue_id).values("person")
    return wanted(due).exclude(pk__in=done).exclude(pk__in=due.excused.values("person"))


def open_session(host: Person, due: Due, place: str, minutes: int) -> Session:
    """Open a session of a team that one leads. Raises OfficeError."""
    _lead(host, due)
    with transaction.atomic():
        session = Session.objects.create(
            due=due, host=host, place=place, minutes=minutes, secret=secrets.token_hex(32)
        )
        _tell(host, "study.session.opened", due, session=f"session:{session.pk}", minutes=minutes)
    return session


def sign_in(person: Person, grace: Grace) -> Session:
    """Sign in with a phone that scanned in time. Raises OfficeError."""
    session = Session.objects.filter(pk=grace.session, closed_at=None).first()
    if session is None:
        raise OfficeError(say("这一场已经结束。", "The session is closed."))
    _take(person, person, session.due, Way.CODE, session, grace.device)
    return session


def by_paper(host: Person, session: Session, people: QuerySet[Person], heads: int) -> None:
    """Note who signed the paper sheet, and how many heads the leader counted."""
    _lead(host, session.due)
    with transaction.atomic():
        for person in people:
            _take(host, person, session.due, Way.PAPER, session)
        Session.objects.filter(pk=session.pk).update(heads=heads)


def make_up(person: Person, due: Due) -> None:
    """Note that somebody made an issue up: read it and answered every question."""
    if not due.attended.filter(person=person).exists():
        _take(person, person, due, Way.PHONE)


def excuse(host: Person, due: Due, person: Person, reason: Reason, day: date) -> None:
    """Note why somebody is away, and by when he makes it up. Raises OfficeError."""
    _lead(host, due)
    if day < timezone.localdate():
        raise OfficeError(say("补学日期已经过去。", "The day is over."))
    if due.attended.filter(person=person).exists():
        raise OfficeError(say("本人已经签到。", "He or she has signed in."))
    with transaction.atomic():
        Absence.objects.update_or_create(
            due=due, person=person, defaults={"reason": reason, "make_up": day}
        )
        _tell(host, "study.absence.excused", due, whom=f"person:{person.pk}", why=str(reason))


def close_session(host: Person, session: Session) -> None:
    """Close a session: its code opens nothing any more."""
    _lead(host, session.due)
    with transaction.atomic():
        Session.objects.filter(pk=session.pk, closed_at=None).update(closed_at=timezone.now())
        there = session.attended.count()
        _tell(host, "study.session.closed", session.due, session=f"session:{session.pk}",
              people=there)  # fmt: skip


def _take(
    by: Person, person: Person, due: Due, way: Way, session: Session | None = None,
    device: str = "",
) -> None:  # fmt: skip
    """Note that somebody attended; twice is once."""
    if not wanted(due).filter(pk=person.pk).exists():
        raise OfficeError(say("不是这个班组的人。", "Not of this team."))
    minutes = session.minutes if session else 5
    try:
        with transaction.atomic():
            take_turn()
            if due.attended.filter(person=person).exists():
                return
            Attendance.objects.create(
                due=due, session=session, person=person, way=way, device=device, minutes=minutes
            )
            _tell(by, "study.attendance.taken", due, whom=f"person:{person.pk}", way=str(way))
    except IntegrityError:
        raise OfficeError(
            say("这部手机已经替别人签过到。", "This phone has signed somebody else in.")
        ) from None


def _lead(person: Person, due: Due) -> None:
    if not led_by(person).filter(pk=due.team_id).exists():
        raise OfficeError(say("您不是这个班组的班组长。", "You do not lead this team."))


def _tell(person: Person, name: str, due: Due, **facts: Fact) -> None:
    record(Act(name, f"person:{person.pk}", person.role, f"due:{due.pk}", facts))


def set_rhythm(person: Person, rhythm: Rhythm) -> None:
    """Keep a team's rhythm. Raises OfficeError."""
    if not led_by(person).filter(pk=rhythm.team_id).exists():
        raise OfficeError(say("您不是这个班组的班组长。", "You do not lead this team."))
    with transaction.atomic():
        rhythm.save()
        record(Act("study.rhythm.changed", f"person:{person.pk}", person.role,
                   f"unit:{rhythm.team_id}", {"weekday": rhythm.weekday,
                                              "sessions": rhythm.sessions}))  # fmt: skip
