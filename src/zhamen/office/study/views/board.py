"""The board: teams and what they owe, who is to be chased, hours, letters, questions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zhamen.office.acting import me
from zhamen.office.doors import role_of
from zhamen.office.people.models import Person
from zhamen.office.roles import Role, open_to
from zhamen.office.study import boards, quiz
from zhamen.office.study.kinds import IssueState
from zhamen.office.study.models import Due, Issue

_READERS = open_to(Role.SECURITY, Role.AUDIT, Role.PERSON)
_MOST = 500
"""Rows of a table; how many more there are is said."""


@_READERS
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show how the teams stand that somebody may see."""
    teams = boards.teams_of(me(request), role_of(request))
    all_of_them = boards.sees_all(me(request), role_of(request))
    if not teams.exists() and not all_of_them:
        raise Http404
    today = timezone.localdate()
    out = Issue.objects.filter(state=IssueState.PUBLISHED)
    titles = {issue.pk: issue.value.title for issue in out}
    people = Person.objects.filter(unit__in=teams).select_related("unit")
    dues = Due.objects.filter(team__in=teams).select_related("team").order_by("-pk")
    lines = boards.lines(dues, today)
    chased, unsigned = boards.chase(lines), boards.without_letter(people, today)
    hours = [row for row in boards.hours(people, today.year) if row.needed]
    # What is late is never among what there was no room for.
    lines.sort(key=lambda line: not line.late)
    return render(request, "study/board.html", {
        "lines": [(line, titles[line.due.issue_id]) for line in lines[:_MOST]],
        "late": sum(line.late for line in lines), "unshown": max(0, len(lines) - _MOST),
        "chase": [(person, titles[due.issue_id], since) for person, due, since in chased[:_MOST]],
        "unchased": max(0, len(chased) - _MOST),
        "hours": hours[:_MOST], "unhoured": max(0, len(hours) - _MOST), "year": today.year,
        "unsigned": unsigned[:_MOST], "without": max(0, unsigned.count() - _MOST),
        "issues": titles.items() if all_of_them else (),
    })  # fmt: skip


@_READERS
@require_safe
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the answers say about an issue's questions; nobody is named."""
    if not boards.sees_all(me(request), role_of(request)):
        raise Http404
    issue = get_object_or_404(Issue, pk=pk, state=IssueState.PUBLISHED)
    value, figures = issue.value, {each.question: each for each in quiz.analysis(issue)}
    return render(request, "study/questions.html", {
        "issue": issue, "title": value.title,
        "rows": [(number, question, figures.get(number),
                  [(option, figures[number].chosen.get(place, 0) if number in figures else 0,
                    place == question.answer) for place, option in enumerate(question.options, 1)])
                 for number, question in enumerate(value.questions, 1)],
    })  # fmt: skip
