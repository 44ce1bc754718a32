"""Letters: what a fingerprint sees of a text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhamen.reading.normal import fold
from zhamen.register.letters import Letters, body, whole


def text_of(letters: Letters) -> str:
    return "".join(map(chr, letters.units))


@pytest.mark.parametrize(
    ("folded", "seen"),
    [
        pytest.param("机密,启用前 10年。", "机密启用前年", id="punctuation and short numbers go"),
        pytest.param("12第一条 3第二条", "第一条第二条", id="line numbers go"),
        pytest.param("二〇二四年2024号", "二〇二四年2024号", id="long numbers stay"),
        pytest.param("a1b22c333", "abc333", id="by the length of each run"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_the_body_loses_punctuation_and_short_numbers(folded: str, seen: str) -> None:
    """What comes and goes with retyping leaves no trace in the body."""
    assert text_of(body(folded)) == seen


def test_the_whole_stream_keeps_every_digit() -> None:
    """A document number is recognised by its digits."""
    assert text_of(whole("示发[2024]7号")) == "示发20247号"


def test_places_lead_back_to_the_folded_text() -> None:
    """Each letter knows where it stood."""
    folded = "第1条,机密"
    letters = body(folded)

    assert [folded[place] for place in letters.places] == ["第", "条", "机", "密"]


def test_a_letter_beyond_the_basic_plane_is_one_unit() -> None:
    """Rare ideographs count as letters; emoji do not."""
    assert len(body("𠮷祥").units) == 2
    assert len(body("😀祥").units) == 1


@given(st.text())
@settings(deadline=None)
def test_no_text_is_too_strange(text: str) -> None:
    """Any text has letters, places rise, and the body is a part of the whole."""
    folded = fold(text).text
    part, all_of_it = body(folded), whole(folded)

    assert len(part.units) == len(part.places) <= len(all_of_it.units)
    assert (part.places[1:] > part.places[:-1]).all()
    assert set(part.places.tolist()) <= set(all_of_it.places.tolist())
