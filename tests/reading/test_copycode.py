"""Codes of copies: made under a key, checked, and nothing else is taken for one."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhamen.reading.pictures.copycode import MOST, Code, code_of, made, tag_of


def mac(data: bytes) -> bytes:
    return hmac.digest(b"key", data, hashlib.sha256)


def other(data: bytes) -> bytes:
    return hmac.digest(b"other", data, hashlib.sha256)


@given(st.integers(1, MOST), st.text(max_size=20))
def test_a_code_is_read_as_it_was_made(copy: int, document: str) -> None:
    """It is genuine under its own key."""
    code = made(copy, document, mac)

    assert code_of(code.digits) == code
    assert (len(code.digits), code.copy, code.tag) == (24, copy, tag_of(document, mac))
    assert code.is_genuine(mac)


def test_another_key_makes_other_codes() -> None:
    """Whoever has not the key makes none that is taken for genuine; nor another number of one."""
    code = made(128, "D-1", mac)

    assert not code.is_genuine(other)
    assert tag_of("D-1", other) != code.tag
    assert not Code(129, code.tag, code.proof).is_genuine(mac)


@pytest.mark.parametrize("at", range(24))
def test_one_wrong_digit_is_no_code(at: int) -> None:
    """Wherever it stands."""
    digits = made(128, "D-1", mac).digits
    wrong = digits[:at] + str((int(digits[at]) + 1) % 10) + digits[at + 1 :]

    assert code_of(wrong) is None


@pytest.mark.parametrize(
    "text", ["", "7304", "7" * 24, "x" * 24, "７３０４" + "0" * 20, "7304" * 7]
)
def test_other_texts_are_no_codes(text: str) -> None:
    """Nor does any of them raise."""
    assert code_of(text) is None
