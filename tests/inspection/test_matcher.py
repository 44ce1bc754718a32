"""Matchers: which words of a rule are looked for in a text."""

from hypothesis import given
from hypothesis import strategies as st

from zhamen.inspection.matcher import Matcher
from zhamen.model.terms import Decision
from zhamen.policy.phrases import Rule

LETTERS = st.text("示例甲乙丙丁", min_size=1, max_size=4)


@given(st.lists(LETTERS, max_size=40, unique=True), st.text("示例甲乙丙丁戊", max_size=60))
def test_every_word_that_stands_is_looked_for_in_its_order(words: list[str], text: str) -> None:
    """Whether the list is longer than the text or the text than the list."""
    matcher = Matcher(Rule("示例", 4, Decision.HOLD, "示例", tuple(words)), tuple(words))
    tried = matcher.standing(text)

    assert [word for word in tried if word in text] == [word for word in words if word in text]
    assert all(word[:2] in text for word in tried)
