"""xAPI: what can be learnt from an issue, as activities that statements of any store refer to."""

import json
from typing import Any

from zhamen.study.exchange._format import refuse_reading
from zhamen.study.issue import Issue, Question

_VERBS = "http://adlnet.gov/expapi/verbs"
_TYPES = "http://adlnet.gov/expapi/activities"
_HOME = "https://zhamen.example"
"""Where activities are named; a store only compares it."""


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


def _lesson(issue: Issue) -> dict[str, Any]:
    return {
        "objectType": "Activity", "id": f"{_HOME}/study/{issue.year}/{issue.total}",
        "definition": {"type": f"{_TYPES}/lesson", "name": {"zh-CN": issue.title}},
    }  # fmt: skip


def _question(issue: Issue, number: int) -> dict[str, Any]:
    asked = issue.questions[number - 1]
    return {
        "objectType": "Activity", "id": f"{_HOME}/study/{issue.year}/{issue.total}/{number}",
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
