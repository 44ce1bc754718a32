"""What can be done about the unread: every reason has words, its own or those of its kind."""

import pytest

from zhamen.policy.reasons import load_reasons, load_remedies, remedy_in_words


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_has_a_way_out(language: str) -> None:
    """No reason leaves a person without a next step."""
    assert all(remedy_in_words(reason, language) for reason in load_reasons())


def test_the_nearest_words_are_taken() -> None:
    """Own words before those of the kind, those before the default."""
    remedies = load_remedies()

    assert remedy_in_words("not_supported:film", "zh") == remedies["not_supported:film"].text
    assert remedy_in_words("not_supported:new", "zh") == remedies["not_supported"].text
    assert remedy_in_words("never_heard_of", "en") == remedies["default"].text_en


def test_no_remedy_is_for_nothing() -> None:
    """Every entry is for a reason that there is, or for a kind of them."""
    kinds = {reason.partition(":")[0] for reason in load_reasons()}

    assert set(load_remedies()) <= {*load_reasons(), *kinds, "default"}
