"""What may go out: the gate that everything passes is asked about every part."""

from dataclasses import replace

import pytest

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message
from zhamen.model.terms import Decision
from zhamen.model.verdict import Unread, Verdict
from zhamen.study.checking import suspicions
from zhamen.study.issue import Issue
from zhamen.study.shipped import shipped


@pytest.mark.parametrize("issue", shipped(), ids=lambda issue: issue.name)
def test_no_shipped_issue_carries_a_mark(issue: Issue, inspector: Inspector) -> None:
    """What is left are doubts of topic rules about texts that teach secrecy."""
    assert [each for each in suspicions(issue, inspector.inspect) if each.firm] == []


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"deck": "机密★10年"}, "deck"),
        ({"intro": "某办密〔2024〕3号 密级：机密★3年（示例）"}, "intro"),
        ({"kicker": "核心商密★5年"}, "kicker"),
        ({"motif_alt": "绝密★长期"}, "motif_alt"),
    ],
)
def test_a_mark_keeps_an_issue_back(
    change: dict[str, str], part: str, inspector: Inspector
) -> None:  # fmt: skip
    """The part is named, its text is not."""
    found = [*suspicions(replace(shipped()[0], **change), inspector.inspect)]  # type: ignore[arg-type]
    firm = {each.part: each for each in found if each.firm}

    assert part in firm
    assert all(text not in each.chinese for each in firm.values() for text in change.values())


def test_a_mark_in_an_explanation_is_found(inspector: Inspector) -> None:
    """Questions and options are parts like all others."""
    issue = shipped()[0]
    question = replace(issue.questions[2], explanation="秘密★1年")
    found = suspicions(
        replace(issue, questions=(*issue.questions[:2], question)), inspector.inspect
    )

    assert "questions.3.explanation" in {each.part for each in found if each.firm}


def test_a_mark_over_two_parts_is_found(inspector: Inspector) -> None:
    """Parts are inspected together, too."""
    found = suspicions(replace(shipped()[0], headline="机密", deck="★10年"), inspector.inspect)

    assert any(each.firm for each in found)


def test_what_was_not_read_keeps_an_issue_back() -> None:
    """A gate that cannot look is no gate that lets pass."""

    def blind(message: Message) -> Verdict:
        return Verdict(message.id, Decision.HOLD, unread=(Unread("intro", "register"),))

    found = [*suspicions(shipped()[0], blind)]

    assert [(each.part, each.firm) for each in found] == [("intro", True)]
