"""An issue's way out: written by one, inspected by our own gate, published by another."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, cast

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from zhamen.errors import OfficeError, StudyError
from zhamen.journal.appending import Act
from zhamen.model.message import Message
from zhamen.model.verdict import Verdict
from zhamen.office.journal.keeping import record, take_turn
from zhamen.office.people.kinds import UnitKind
from zhamen.office.people.models import Person, Unit
from zhamen.office.selfcheck.apps import SelfcheckConfig
from zhamen.office.selfcheck.window import Closed, TooOften
from zhamen.office.study.kinds import IssueState, Weekday
from zhamen.office.study.models import Due, Issue, Rhythm
from zhamen.office.words import say
from zhamen.study.checking import Complaint, complaints
from zhamen.study.issue import Issue as Value
from zhamen.study.issue import from_dict
from zhamen.study.rhythm import due_day
from zhamen.study.sheet import Sheet


def begin(person: Person, value: Value) -> Issue:
    """Begin an issue with these texts. Raises OfficeError where the name is taken."""
    with transaction.atomic():
        if Issue.objects.filter(name=value.name).exists():
            raise OfficeError(say("已经有这个名称。", "The name is taken."))
        issue = Issue.objects.create(name=value.name, data=value.to_dict(), edited_by=person)
        _tell(person, issue, "added")
    return issue


def save(person: Person, issue: Issue, data: Mapping[str, Any]) -> None:
    """Keep what was written; what waits for a second person goes back to its writer.

    Raises StudyError that names the part at fault, OfficeError where it is out already.
    """
    value = from_dict(issue.name, data)
    with transaction.atomic():
        issue = _open(issue)
        issue.data, issue.state, issue.digest = value.to_dict(), IssueState.DRAFT, ""
        issue.edited_by, issue.edited_at = person, timezone.now()
        issue.save()
        _tell(person, issue, "changed")


def objections(person: Person, issue: Issue) -> list[Complaint]:
    """Return what keeps an issue back, and what a second person must look at.

    Raises OfficeError where nothing can be inspected now: that is never a pass.
    """
    window = cast(SelfcheckConfig, apps.get_app_config("selfcheck")).window

    def inspect(message: Message) -> Verdict:
        asked = Message(message.id, message.parts, message.channel, sender=f"person:{person.pk}")
        return window.ask(asked)

    try:
        return complaints(issue.value, Sheet(issue.value).rooms(), inspect)
    except (Closed, TooOften) as error:
        raise OfficeError(
            say("现在查不了，过一分钟再试。", "No inspection now; try again.")
        ) from error
    except StudyError as error:
        raise OfficeError(str(error)) from error


def propose(person: Person, issue: Issue) -> None:
    """Hand an issue to a second person. Raises OfficeError while it must be mended."""
    _refuse_firm(objections(person, issue))
    with transaction.atomic():
        issue = _open(issue)
        issue.state, issue.digest, issue.edited_by = IssueState.PROPOSED, digest_of(issue), person
        issue.save()
        _tell(person, issue, "proposed")


def publish(person: Person, issue: Issue) -> None:
    """Publish what another proposed: every team owes it from now on. Raises OfficeError."""
    _refuse_firm(objections(person, issue))
    with transaction.atomic():
        issue = _open(issue)
        if issue.state != IssueState.PROPOSED or issue.digest != digest_of(issue):
            raise OfficeError(say("还没有提交审看。", "It was not proposed."))
        if issue.edited_by_id == person.pk:
            raise OfficeError(say("编的人不能自己出版。", "Another person publishes."))
        issue.state = IssueState.PUBLISHED
        issue.published_by, issue.published_at = person, timezone.now()
        issue.save()
        _owe(issue)
        _tell(person, issue, "published")


def digest_of(issue: Issue) -> str:
    """Return the digest of an issue's texts."""
    text = json.dumps(issue.data, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _owe(issue: Issue) -> None:
    """Note for every team until when it has read the issue, by its own rhythm."""
    today = timezone.localdate()
    rhythms = {each.team_id: each for each in Rhythm.objects.all()}
    for team in Unit.objects.filter(kind=UnitKind.TEAM, closed_at=None):
        rhythm = rhythms.get(team.pk) or Rhythm(team=team, weekday=Weekday.FRIDAY, sessions=1)
        Due.objects.create(
            issue=issue, team=team, by=due_day(today, rhythm.weekday), sessions=rhythm.sessions
        )


def _open(issue: Issue) -> Issue:
    take_turn()
    found = Issue.objects.get(pk=issue.pk)
    if found.state == IssueState.PUBLISHED:
        raise OfficeError(say("已经出版，不能再改。", "It is out and stays as it is."))
    return found


def _refuse_firm(found: list[Complaint]) -> None:
    firm = [say(each.chinese, each.english) for each in found if each.firm]
    if firm:
        raise OfficeError(say("还不能出版：", "Not yet: ") + "；".join(firm))


def _tell(person: Person, issue: Issue, how: str) -> None:
    facts = {"digest": digest_of(issue)}
    record(
        Act(f"study.issue.{how}", f"person:{person.pk}", person.role, f"issue:{issue.pk}", facts)
    )
