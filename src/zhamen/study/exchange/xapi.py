"""xAPI: what can be learnt from an issue, as activities that statements of any store refer to."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from zhamen.study.exchange._format import refuse_reading
from zhamen.study.issue import Issue, Question
from zhamen.study.statistics import Given

_VERBS = "http://adlnet.gov/expapi/verbs"
_TYPES = "http://adlnet.gov/expapi/activities"
_HOME = "https://zhamen.example"
"""Where accounts and activities are named; a store only compares it."""


class Xapi:
    """The issue and its questions as activities."""

    name = "xapi"
    suffix = ".xapi.json"
    title = "xAPI 活动 / activities"
    reads = False

    def write(self, issue: Issue) -> bytes:
        """Return the activities: the issue first, then each question."""
        made = [_lesson(issue), *(_question(issue, n) for n in range(1, len(issue.questions) + 1))]
        return json.dumps(made, ensure_ascii=False, indent=1).encode()

    def read(self, data: bytes, clause: int) -> list[Question]:
        """Refuse."""
        return refuse_reading(self.name)


def statements(
    issue: Issue, answers: Iterable[tuple[Given, datetime]], home: str = _HOME
) -> list[dict[str, Any]]:
    """Return a statement for each answer; a person is an account by number, and no name."""
    return [
        {
            "actor": {"objectType": "Agent", "account": {"homePage": home, "name": given.person}},
            "verb": {"id": f"{_VERBS}/answered", "display": {"zh-CN": "回答", "en": "answered"}},
            "object": _question(issue, given.question, home),
            "result": {"success": given.right, "response": _letter(given.chosen)},
            "context": {"contextActivities": {"parent": [_lesson(issue, home)]}},
            "timestamp": at.isoformat(),
        }
        for given, at in answers
    ]


def _lesson(issue: Issue, home: str = _HOME) -> dict[str, Any]:
    return {
        "objectType": "Activity", "id": f"{home}/study/{issue.year}/{issue.total}",
        "definition": {"type": f"{_TYPES}/lesson", "name": {"zh-CN": issue.title}},
    }  # fmt: skip


def _question(issue: Issue, number: int, home: str = _HOME) -> dict[str, Any]:
    asked = issue.questions[number - 1]
    return {
        "objectType": "Activity", "id": f"{home}/study/{issue.year}/{issue.total}/{number}",
        "definition": {
            "type": f"{_TYPES}/cmi.interaction", "interactionType": "choice",
            "description": {"zh-CN": asked.text},
            "correctResponsesPattern": [_letter(asked.answer)],
            "choices": [{"id": _letter(place), "description": {"zh-CN": option}}
                        for place, option in enumerate(asked.options, 1)],
        },
    }  # fmt: skip


def _letter(place: int) -> str:
    return "abcde"[place - 1]


EXCHANGE = Xapi()
