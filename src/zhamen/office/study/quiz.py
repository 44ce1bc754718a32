"""Questions on the phone: answered once with the reason at once, the wrong ones again later."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from zhamen.errors import OfficeError
from zhamen.journal.appending import Act
from zhamen.office.journal.keeping import record, take_turn
from zhamen.office.people.models import Person
from zhamen.office.study import attending
from zhamen.office.study.kinds import IssueState
from zhamen.office.study.models import Answer, Due, Issue
from zhamen.office.words import say
from zhamen.study import repeating
from zhamen.study.issue import Question
from zhamen.study.statistics import Given, Item, items


def answer(person: Person, issue: Issue, number: int, chosen: int) -> Answer:
    """Keep an answer; with the last question an issue that is owed has been made up.

    Raises OfficeError for a question that is not open to this person now.
    """
    question = _question(issue, number)
    if not 1 <= chosen <= len(question.options):
        raise OfficeError(say("没有这个选项。", "No such option."))
    with transaction.atomic():
        take_turn()
        left = unanswered(person, issue)
        if number not in left and (issue, number) not in repeats(person, timezone.localdate()):
            raise OfficeError(say("这道题已经答过，到时候再来。", "Answered; it comes again."))
        made = Answer.objects.create(
            issue=issue, person=person, question=number, chosen=chosen,
            right=chosen == question.answer,
        )  # fmt: skip
        if left == [number]:
            _finish(person, issue)
    return made


def unanswered(person: Person, issue: Issue) -> list[int]:
    """Return the questions of an issue that somebody has never answered."""
    done = set(issue.answers.filter(person=person).values_list("question", flat=True))
    return [number for number in range(1, len(issue.data["questions"]) + 1) if number not in done]


def last_answers(person: Person, issue: Issue) -> dict[int, Answer]:
    """Return the latest answer to each question of an issue."""
    return {each.question: each for each in issue.answers.filter(person=person)}


def repeats(person: Person, day: date) -> list[tuple[Issue, int]]:
    """Return the questions that come again by a day, those first that have waited longest."""
    given: dict[tuple[int, int], list[tuple[date, bool]]] = defaultdict(list)
    for each in Answer.objects.filter(person=person):
        when = timezone.localtime(each.at).date()
        given[each.issue_id, each.question].append((when, each.right))
    found = [(at, *key) for key, row in given.items() if (at := repeating.due(row)) and at <= day]
    issues = Issue.objects.in_bulk([issue for _, issue, _ in found])
    return [(issues[issue], number) for _, issue, number in sorted(found)]


def analysis(issue: Issue) -> list[Item]:
    """Return the figures of an issue's questions, from everybody's first answers."""
    first: dict[tuple[int, int], Answer] = {}
    for each in issue.answers.all():
        first.setdefault((each.person_id, each.question), each)
    return items(
        Given(str(each.person_id), each.question, each.chosen, each.right)
        for each in first.values()
    )


def _question(issue: Issue, number: int) -> Question:
    questions = issue.value.questions
    if issue.state != IssueState.PUBLISHED or not 1 <= number <= len(questions):
        raise OfficeError(say("没有这道题。", "No such question."))
    return questions[number - 1]


def _finish(person: Person, issue: Issue) -> None:
    """Note that every question has been answered, with how many were right in the end."""
    given = last_answers(person, issue)
    facts = {"right": sum(each.right for each in given.values()), "questions": len(given)}
    record(
        Act("study.quiz.answered", f"person:{person.pk}", person.role, f"issue:{issue.pk}", facts)
    )
    if due := Due.objects.filter(issue=issue, team=person.unit_id).first():
        attending.make_up(person, due)
