"""An issue as data: read strictly, written back, and thirteen that ship."""

import tomllib
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhamen.errors import StudyError
from zhamen.policy.loader import load_clauses
from zhamen.study.issue import Issue, from_dict, from_toml, to_toml
from zhamen.study.parts import title_of
from zhamen.study.shipped import shipped, shipped_issue


def values() -> dict[str, Any]:
    """Return the first shipped issue as plain data."""
    found: dict[str, Any] = tomllib.loads(to_toml(shipped()[0]))
    return found


def test_each_must_not_has_its_lesson() -> None:
    """Every must-not names an issue that ships and teaches it."""
    taught = {clause.number: shipped_issue(clause.lesson) for clause in load_clauses().values()}

    assert all(number in issue.clauses for number, issue in taught.items())


def test_a_year_is_begun() -> None:
    """Thirteen issues, numbered without a gap, and their first lines are all different."""
    assert [issue.total for issue in shipped()] == [*range(1, 14)]
    assert len({issue.headline for issue in shipped()}) == 13
    assert len({issue.motif for issue in shipped()}) == 13


@pytest.mark.parametrize("issue", shipped(), ids=lambda issue: issue.name)
def test_samples_say_that_they_are_samples(issue: Issue) -> None:
    """The organisation does not exist and says so; no option of a question stands there twice."""
    assert "示例" in issue.publisher and "示例" in issue.credit
    assert all(len(set(q.options)) == len(q.options) for q in issue.questions)


def test_the_right_answer_stands_anywhere() -> None:
    """Whoever always taps the second one learns nothing and is told so."""
    places = Counter(question.answer for issue in shipped() for question in issue.questions)

    assert set(places) == {1, 2, 3, 4} and max(places.values()) <= 0.35 * places.total()


@pytest.mark.parametrize("issue", shipped(), ids=lambda issue: issue.name)
def test_written_and_read_again_it_is_the_same(issue: Issue) -> None:
    """TOML holds all of it."""
    assert from_toml(issue.name, to_toml(issue)) == issue


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn")),
               min_size=1).filter(str.strip))  # fmt: skip
def test_any_text_survives_toml(text: str) -> None:
    """Quotes, backslashes and line ends are no trouble."""
    issue = from_dict("x", values() | {"intro": text})

    assert from_toml("x", to_toml(issue)).intro == text


@pytest.mark.parametrize(
    ("change", "part"),
    [
        pytest.param({"intro": ""}, "intro", id="a part without text"),
        pytest.param({"intro": 5}, "intro", id="a number for a text"),
        pytest.param({"intro": "a\x00b"}, "intro", id="a control character"),
        pytest.param({"intro": "长" * 2001}, "intro", id="a book for a paragraph"),
        pytest.param({"year": "2026"}, "year", id="a text for a number"),
        pytest.param({"number": 0}, "number", id="number nought"),
        pytest.param({"total": True}, "total", id="a truth for a number"),
        pytest.param({"clauses": [8]}, "clauses", id="an eighth must-not"),
        pytest.param({"cases": []}, "cases", id="no case"),
        pytest.param({"cases": "none"}, "cases", id="a text for cases"),
        pytest.param({"doing": ["a"] * 4}, "doing", id="four things to do"),
        pytest.param({"law": []}, "law", id="a list for the law"),
        pytest.param({"motif": ["box"]}, "motif", id="a list for the drawing"),
        pytest.param({"questions": []}, "questions", id="no question"),
        pytest.param({"colour": "red"}, "colour", id="a key that nobody knows"),
    ],
)
def test_what_is_no_issue_is_refused_by_its_part(change: dict[str, Any], part: str) -> None:
    """The error names the part."""
    with pytest.raises(StudyError, match=part):
        from_dict("x", values() | change)


@pytest.mark.parametrize("change", [{"answer": 5}, {"answer": 0}, {"options": ["一"]}])
def test_a_question_has_a_right_answer(change: dict[str, Any]) -> None:
    """Among two to five options."""
    row = values()
    row["questions"][1] |= change

    with pytest.raises(StudyError, match=r"questions\.2"):
        from_dict("x", row)


@pytest.mark.parametrize("text", ["", "= =", "a = [", "[[cases]]\n", "x" * 100_000, "[" * 5000,
                                  "year = " + "9" * 5000])  # fmt: skip
def test_what_is_no_toml_is_refused(text: str) -> None:
    """An error of ours, whatever it is."""
    with pytest.raises(StudyError):
        from_toml("x", text)


def test_every_part_has_a_name_in_words() -> None:
    """An editor reads 案例二·经过 and not `cases.2.story`."""
    for part, _ in shipped()[0].texts():
        chinese, english = title_of(part)
        assert part != chinese and english
