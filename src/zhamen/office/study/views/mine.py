"""Pages of everybody: what one owes, an issue and its questions, letter, certificate."""

import re
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from zhamen.errors import OfficeError, StudyError
from zhamen.office.acting import act, me
from zhamen.office.journal.keeping import record, signing_key
from zhamen.office.people.models import Person
from zhamen.office.roles import signed_in
from zhamen.office.signing import unsigned
from zhamen.office.study import attending, boards, letters, quiz
from zhamen.office.study.kinds import IssueState
from zhamen.office.study.models import Certificate, Due, Issue
from zhamen.office.study.views.issues import writes
from zhamen.office.words import say
from zhamen.study.certificate import Certificate as Certified
from zhamen.study.certificate import pdf, signed
from zhamen.study.pictures import motif

_LATEST = 12
_DIGIT = re.compile("[1-9]")


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what one owes, what comes again, one's year and one's letter."""
    person, today = me(request), timezone.localdate()
    owed = Due.objects.filter(team=person.unit_id).exclude(
        issue__dues__attended__person=person
    )  # fmt: skip
    latest = Issue.objects.filter(state=IssueState.PUBLISHED)[:_LATEST]
    return render(request, "study/home.html", {
        "owed": [(due, due.issue.value.title, due.by < today) for due in
                 owed.select_related("issue")],
        "again": [(issue, number, issue.value.title) for issue, number in
                  quiz.repeats(person, today)],
        "latest": [(issue, issue.value) for issue in latest],
        "minutes": _minutes(person, today.year), "needed": boards.needed(person.clearance),
        "year": today.year, "letter": letters.current(person, today),
        "may_sign": letters.may_sign(person, today),
        "leads": attending.led_by(person).exists(), "writes": writes(request),
    })  # fmt: skip


def _minutes(person: Person, year: int) -> int:
    found = person.attended.filter(at__year=year).aggregate(spent=Sum("minutes"))
    return int(found["spent"] or 0)


@signed_in
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a published issue with its questions; take an answer and say at once why."""
    issue = get_object_or_404(Issue, pk=pk, state=IssueState.PUBLISHED)
    if request.method == "POST":
        number, chosen = request.POST.get("question", ""), request.POST.get("chosen", "")
        try:
            if not (_DIGIT.fullmatch(number) and _DIGIT.fullmatch(chosen)):
                raise OfficeError(say("先选一个。", "Choose one first."))
            quiz.answer(me(request), issue, int(number), int(chosen))
        except OfficeError as error:
            messages.error(request, str(error))
        return redirect(f"/study/read/{pk}#q{number if _DIGIT.fullmatch(number) else 1}")
    return render(request, "study/read.html", _shown(me(request), issue))


def _shown(person: Person, issue: Issue) -> dict[str, Any]:
    value, given = issue.value, quiz.last_answers(person, issue)
    again = {number for each, number in quiz.repeats(person, timezone.localdate())
             if each.pk == issue.pk}  # fmt: skip
    asked = []
    for number, question in enumerate(value.questions, 1):
        answer = None if number in again else given.get(number)
        asked.append((number, question, answer, list(enumerate(question.options, 1))))
    return {
        "issue": issue, "value": value, "questions": asked,
        "drawing": mark_safe(motif(value.motif)), "done": len(given),
        "right": sum(each.right for each in given.values()),
    }  # fmt: skip


@signed_in
def letter(request: HttpRequest) -> HttpResponse:
    """Show one's letter of commitment; sign it, or renew it before it ends."""
    person, today = me(request), timezone.localdate()
    if request.method == "POST" and letters.may_sign(person, today):
        if reasons := unsigned(request, [person]):
            messages.error(request, " ".join(reasons))
        else:
            letters.sign(person)
            messages.success(request, say("已签，一年有效。", "Signed, good for a year."))
        return redirect("study_letter")
    return render(request, "study/letter.html", {
        "lines": letters.text().split("\n"), "letter": letters.current(person, today),
        "may_sign": letters.may_sign(person, today),
        "past": person.commitments.all(), "signers": [person],
    })  # fmt: skip


@signed_in
@require_POST
def certificate(request: HttpRequest) -> HttpResponse:
    """Certify one's year so far, signed; each issue is on record."""
    person, today = me(request), timezone.localdate()
    try:
        with transaction.atomic():
            minutes = _minutes(person, today.year)
            row = Certificate.objects.create(person=person, year=today.year, minutes=minutes)
            unit = person.unit.path if person.unit else ""
            told = Certified(
                settings.ZHAMEN.name, f"{today.year}-{row.pk:05d}", person.name, person.number,
                unit, today.year, minutes, today.isoformat(),
            )  # fmt: skip
            data = pdf(told, signed(told, signing_key()))
            record(act(request, "study.certificate.issued", f"person:{person.pk}",
                       certificate=f"certificate:{row.pk}", minutes=minutes))  # fmt: skip
    except StudyError as error:
        messages.error(request, str(error))
        return redirect("study")
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="certificate-{today.year}.pdf"'
    return response
