"""The policy as data: what is refused at load, and how a unit adds its own words."""

from pathlib import Path

import pytest

from zhamen.errors import PolicyError
from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message
from zhamen.policy.advice import load_advice
from zhamen.policy.loader import load_channels, load_clauses, load_policy
from zhamen.policy.phrases import spelled_out
from zhamen.policy.reasons import load_reasons


def test_seven_clauses_each_with_a_source() -> None:
    """Every must-not cites the law it rests on and has advice in both languages."""
    assert list(range(1, 8)) == sorted(load_clauses())
    assert all(clause.law for clause in load_clauses().values())
    assert set(load_clauses()) == set(load_advice().clauses)


def test_both_channels_rule_every_kind() -> None:
    """No kind of secret is forgotten on a channel."""
    assert all(len(policy.ceiling) == 6 for policy in load_channels().values())


def test_every_reason_has_words() -> None:
    """Reasons are told in both languages."""
    assert all(words.text and words.text_en for words in load_reasons().values())


def test_braces_spell_out_alternatives() -> None:
    """A pattern stands for every combination of its alternatives."""
    assert spelled_out("{还没|没}{公布|公示}") == ["还没公布", "还没公示", "没公布", "没公示"]


def test_a_unit_adds_words_to_a_rule(tmp_path: Path) -> None:
    """A unit's own file makes its own words count, without touching code."""
    own = tmp_path / "own.toml"
    own.write_text(
        '[[draft_mark.rule]]\nname = "draft-word"\nany = ["云岭讨论件"]\n', encoding="utf-8"
    )
    text = Message.of_text("云岭讨论件（示例）")

    assert Inspector(load_policy()).inspect(text).decision == "pass"
    assert Inspector(load_policy([own])).inspect(text).decision == "hold"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("no toml at all [", "own.toml"),
        ('[[nonsense.rule]]\nname = "x"\nany = ["y"]\n', "nonsense"),
        ('[[draft_mark.rule]]\nname = "x"\nany = ["y"]\nwhy = "z"\n', "decision"),
        ('[[draft_mark.rule]]\nname = "draft-word"\nany = [""]\n', "empty word"),
        ('[[draft_mark.rule]]\nname = "draft-word"\nany = ["y"]\nunknown = 1\n', "unknown"),
        ('[[draft_mark.rule]]\nname="x"\nany=["y"]\nwhy="z"\ndecision="maybe"\n', "maybe"),
    ],
)
def test_a_bad_file_is_refused_by_name(tmp_path: Path, content: str, said: str) -> None:
    """Half a policy is no policy: the error names the file and the fault."""
    own = tmp_path / "own.toml"
    own.write_text(content, encoding="utf-8")

    with pytest.raises(PolicyError, match=said):
        load_policy([own])


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A phrase file that is not there is an error, not an empty list."""
    with pytest.raises(PolicyError):
        load_policy([tmp_path / "none.toml"])
