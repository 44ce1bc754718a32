"""Bytes to text: every encoding of Chinese, whole or behind junk; and what is no text at all."""

import random

import pytest

from zhamen.errors import ReadError
from zhamen.reading.decode import decode

TEXT = "关于示例事项的通知\n机密★10年（示例）\n请各单位遵照执行，联系人：示例同志。\n"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030")
JUNK = (bytes(range(0x80, 0x90)), b"\0" * 16, b"\xff" * 16, b"\x1f\x8b\x08" * 5 + b"\n", b"x" * 16)


def found(data: bytes) -> bool:
    """Tell whether one of the readings holds the mark."""
    return any("机密★10年（示例）" in text for text in decode(data))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_is_read(encoding: str) -> None:
    """The first reading is the text itself, without a byte order mark."""
    assert decode(TEXT.encode(encoding))[0] == TEXT


def test_big_endian_with_a_mark_is_read() -> None:
    """The byte order mark is obeyed and left out."""
    assert decode(b"\xfe\xff" + TEXT.encode("utf-16-be"))[0] == TEXT


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: junk[:4].hex())
def test_sixteen_bytes_of_junk_hide_nothing(encoding: str, junk: bytes) -> None:
    """What stands behind a short stretch of noise is found all the same."""
    assert found(junk + TEXT.encode(encoding))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("length", range(1, 17))
def test_junk_of_any_length_hides_nothing(encoding: str, length: int) -> None:
    """An odd number of bytes shifts two-byte encodings; they are found nevertheless."""
    junk = random.Random(length).randbytes(length)

    assert found(junk + TEXT.encode(encoding) * 3)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_one_broken_character_hides_nothing(encoding: str) -> None:
    """A text that was cut in the middle of a character is read."""
    data = (TEXT * 3).encode(encoding)

    assert found(data[:-1])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "gb18030"])
def test_a_long_text_is_read_to_its_end(encoding: str) -> None:
    """What decides over the encoding is a sample; what is read is all."""
    data = ("示例文字，没有别的。\n" * 20_000 + TEXT).encode(encoding)

    assert found(data)


@pytest.mark.parametrize("text", ["", "a", "示例", "机密", "绝密★"])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_short_texts_are_read(text: str, encoding: str) -> None:
    """A word or two is enough to be recognised."""
    assert text in "".join(decode(text.encode(encoding)))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("size", [64, 1000, 100_000])
def test_random_bytes_are_binary(seed: int, size: int) -> None:
    """Noise is no text, so that it is unread and not clean."""
    with pytest.raises(ReadError) as raised:
        decode(random.Random(seed).randbytes(size))

    assert raised.value.reason == "binary"


def test_nothing_has_no_readings() -> None:
    """An empty file holds nothing, and nothing is hidden in it."""
    assert decode(b"") == []
