"""The packing of macros: the examples of MS-OVBA 3.2, and what is not packed so."""

import pytest

from zhamen.reading.binary.vba import source_of, unpacked

PACKED = {
    "none": (
        "0119b000616263646566676800696a6b6c6d6e6f70007172737475762e",
        "abcdefghijklmnopqrstuv.",
    ),
    "normal": (
        "012fb00023616161626364658266007061676869 6a013808616b6c00306d6e6f700671"
        "0270041072737475761077"
        "78797a003c",
        "#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
    ),
    "most": ("0103b002614500", "a" * 73),
}


@pytest.mark.parametrize(("packed", "text"), PACKED.values(), ids=PACKED)
def test_the_examples_of_the_specification(packed: str, text: str) -> None:
    """Each unpacks to what the specification says, wherever in a stream it begins."""
    data = bytes.fromhex(packed)

    assert unpacked(data, 0) == text.encode()
    assert source_of(bytes(77) + data) == text


@pytest.mark.parametrize(
    "data", [b"", b"\x01", b"\x01\x03\xb0\x02\x61", b"\x01\x03\xb0\x01\x45\x10"]
)
def test_what_is_not_packed_so(data: bytes) -> None:
    """Half a container, and one that points in front of its beginning, are none."""
    assert unpacked(data, 0) == b""
