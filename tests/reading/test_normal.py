"""The normal form: what it folds, its way back, and its two implementations."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhamen.reading.normal import fold, fold_by_numpy, fold_by_table

MIXED = st.text(st.sampled_from("机密機★☆＊ａＡ①㎏ﬁ ⽊\u200b\u0301𠀀🐔é\n\u3000〔（㊙ß\ud800İ"))
TEXTS = st.one_of(st.text(), MIXED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("機 密\u3000絕\u200b密", "机密绝密"),
        ("㊙①㎏", "秘1kg"),
        ("⽊⼏", "木几"),
        ("★☆✩", "★★★"),
        ("*•·", "···"),
        ("【】〔〕［］", "[][][]"),
        ("“”「」", '""""'),
        ("m\u0361i", "mi"),
        ("а", "a"),
        ("一\r\n二\u2028三", "一\n\n二\n三"),
    ],
)
def test_what_is_folded(text: str, expected: str) -> None:
    """Width, tradition, stars, brackets, spaces and look-alikes are folded away."""
    assert expected == fold(text).text


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_both_implementations_agree(text: str) -> None:
    """The table and the numpy look-up give the same text and the same way back."""
    slow, fast = fold_by_table(text), fold_by_numpy(text)

    assert slow.text == fast.text
    assert [int(slow.offsets[i]) for i in range(len(slow.text))] == [
        int(fast.offsets[i]) for i in range(len(fast.text))
    ]


def test_both_implementations_agree_on_every_character() -> None:
    """No code point of Unicode is folded by one implementation and left by the other."""
    growing = [len(fold_by_table(chr(code)).text) > 1 for code in range(0x110000)]
    for block in range(0, 0x110000, 0x100):
        text = "".join(chr(code) for code in range(block, block + 0x100) if not growing[code])

        assert fold_by_table(text).text == fold_by_numpy(text).text, hex(block)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_folding_twice_is_folding_once(text: str) -> None:
    """The normal form of a normal form is itself."""
    once = fold(text).text

    assert once == fold(once).text


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_each_folded_character_knows_its_origin(text: str) -> None:
    """Folding the original character again gives the folded one."""
    folded = fold(text)
    for at, character in enumerate(folded.text):
        start, end = folded.origin(at, at + 1)
        assert character in fold_by_table(text[start:end]).text
