"""The compiled folding: what numpy makes of a text, in the same form."""

import sys

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhamen.reading import normal

pytestmark = pytest.mark.skipif(normal.compiled is None, reason="the folding is not compiled")

# Of one, two and four bytes; dropped, changed, growing; a wide one that becomes a narrow one.
CHARACTERS = st.one_of(
    st.characters(), st.sampled_from([*"aＡé機密 \u200b①㍿ßﬃ…\n𠮷𝐀😀★", "\ud800", "\x00"])
)


@given(st.lists(CHARACTERS, max_size=60).map("".join))
@settings(max_examples=500, deadline=None)
def test_the_folded_text_and_the_way_back_are_the_same(text: str) -> None:
    """For any text; and the text takes the same room in memory, so it is of the same form."""
    ours, reference = normal.fold_by_kernel(text), normal.fold_by_numpy(text)
    offsets = range(len(ours.text) + 1)

    assert (ours.text, ours.codes) == (reference.text, reference.codes)
    assert [ours.offsets[at] for at in offsets] == [reference.offsets[at] for at in offsets]
    assert hash(ours.text) == hash(reference.text)
    assert len(ours.text) == 1 or sys.getsizeof(ours.text) == sys.getsizeof("".join([*ours.text]))


@given(st.lists(CHARACTERS, max_size=60).map("".join))
@settings(deadline=None)
def test_what_a_table_says_of_a_text_is_the_same(text: str) -> None:
    """Byte by byte, and nothing of what is dropped."""
    table = (numpy.arange(0x110000) % 5).astype(numpy.uint8)
    codes = normal.fold_by_numpy(text).codes
    if codes is not None:
        ours = normal.look_up(codes, table, 3)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(normal, "compiled", None)
            assert ours == normal.look_up(codes, table, 3)


def test_a_short_table_is_refused() -> None:
    """No text can make it read beyond its table."""
    with pytest.raises(ValueError):
        normal.compiled.fold("a", numpy.zeros(100, numpy.uint32))
    with pytest.raises(ValueError):
        normal.compiled.look_up(b"abcd", numpy.zeros(100, numpy.uint8), 0)
    with pytest.raises(ValueError):
        normal.compiled.look_up(b"abc", numpy.zeros(0x110000, numpy.uint8), 0)
    assert normal.compiled.look_up(b"\xff" * 4, numpy.zeros(0x110000, numpy.uint8), 9) == b""


def test_only_a_text_is_folded() -> None:
    """Anything else is a mistake of the caller."""
    with pytest.raises(TypeError):
        normal.compiled.fold(b"a", numpy.zeros(100, numpy.uint32))
