"""Strings in bytes that nobody knows: wide and narrow ones are found, accidents are left."""

from hypothesis import given
from hypothesis import strategies as st
from samples import MARK

from zhamen.reading.harvest import harvest


@given(before=st.binary(max_size=40), behind=st.binary(max_size=40))
def test_a_string_between_other_bytes(before: bytes, behind: bytes) -> None:
    """Between zeros a string is found in each encoding, whatever stands around it."""
    for encoding in ("utf-16-le", "gbk", "utf-8"):
        data = before + bytes(4) + MARK.encode(encoding) + bytes(4) + behind

        assert MARK in harvest(data) or (encoding == "utf-16-le" and MARK in harvest(data[1:]))


def test_figures_are_no_strings() -> None:
    """Tables of numbers leave nothing."""
    assert harvest(bytes(range(32)) * 40 + bytes(999)) == ""
