"""The values of a verdict: their order, and their JSON form, which is a contract."""

import json

from zhamen.model.passage import Folded, Passage
from zhamen.model.terms import Basis, Decision, Kind, Level, strongest, weakest
from zhamen.model.verdict import Advice, Finding, Unread, Verdict


def finding() -> Finding:
    """Return a finding with the fields that every one has."""
    return Finding("mark", Decision.BLOCK, Basis.MARK, "text", 0, 6, "机*★***", "示例")


def test_decisions_have_an_order() -> None:
    """From pass to block; nothing at all is a pass, and no limit at all is a block."""
    assert sorted(Decision, key=lambda decision: decision.rank) == list(Decision)
    assert strongest(Decision.HINT, Decision.HOLD) is Decision.HOLD
    assert weakest(Decision.HINT, Decision.HOLD) is Decision.HINT
    assert (strongest(), weakest()) == (Decision.PASS, Decision.BLOCK)


def test_fields_that_do_not_apply_are_left_out() -> None:
    """No nulls and no empty strings in the JSON of a finding."""
    values = finding().to_dict()

    assert set(values) == {
        *("detector", "decision", "part", "start", "end", "masked", "confidence", "why"),
    }


def test_a_verdict_is_schema_one() -> None:
    """The names of the contract, in JSON and back."""
    verdict = Verdict(
        "m-1",
        Decision.BLOCK,
        (1,),
        (finding(),),
        (Unread("a.zip!/b.docx", "encrypted"),),
        Advice("停止发送", "请来领取"),
        0.42,
    )
    values = json.loads(json.dumps(verdict.to_dict()))

    assert values["schema"] == 1
    assert values["unread"] == [{"part": "a.zip!/b.docx", "reason": "encrypted"}]
    assert values["advice"] == {"text": "停止发送", "notice": "请来领取"}
    assert (values["decision"], values["clauses"], values["elapsed_ms"]) == ("block", [1], 0.42)


def test_kind_and_level_are_two_fields() -> None:
    """A level is never told by a kind, nor the other way round."""
    assert {str(kind) for kind in Kind}.isdisjoint(str(level) for level in Level)


def test_offsets_lead_back_to_the_part() -> None:
    """A span of folded text is one of the original; unwrapped text points at its wrapping."""
    folded = Folded("机密", (0, 2, 3))
    plain = Passage("text", "机 密", folded, start=10)
    wrapped = Passage("text", "机 密", folded, start=10, anchored=False, extent=40)

    assert plain.span(0, 2) == (10, 13)
    assert plain.span(1, 1) == (12, 12)
    assert wrapped.span(0, 1) == (10, 50)
