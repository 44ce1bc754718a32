"""Weights below the normal numbers become zero, and nothing else in a network's file changes."""

import struct

import numpy
import pytest

from zhamen.reading.ocr import networks
from zhamen.reading.ocr.weights import without_denormals

TINY = 1e-40


def field(number: int, body: bytes) -> bytes:
    """Return a field of bytes in the wire format, its length in as many bytes as it takes."""
    length = len(body)
    size = bytearray()
    while length >= 0x80:
        size.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes((number << 3 | 2, *size, length)) + body


def model(kind: int, raw: bytes) -> bytes:
    """Return a model of one tensor of a type (1: 32 bits, 6: whole numbers)."""
    tensor = bytes((2 << 3, kind)) + field(9, raw)
    return field(2, b"maker") + field(7, field(1, b"node") + field(5, tensor))


def test_tiny_weights_become_zero() -> None:
    """Denormals of either sign go, the smallest normal number and all larger ones stay."""
    weights = (1.0, TINY, -TINY, 1.2e-38, -0.5) * 100
    changed = without_denormals(model(1, struct.pack("<500f", *weights)))

    kept = (1.0, 0.0, 0.0, 1.2e-38, -0.5) * 100
    assert changed == model(1, struct.pack("<500f", *kept))


def test_what_is_no_weight_stays() -> None:
    """Whole numbers look like tiny weights, and are none."""
    whole = model(6, struct.pack("<4i", 1, 2, 3, 4))

    assert without_denormals(whole) == whole


@pytest.mark.parametrize("broken", [b"\x3a\x7f", b"\xff", b"\x0b\x00", b"\x3d\x00"])
def test_what_is_no_model_is_an_error(broken: bytes) -> None:
    """A field that ends behind the file, or of a kind that there is not, is not passed over."""
    with pytest.raises(ValueError, match=r"message|end"):
        without_denormals(broken)


def test_the_network_answers_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The detector's map of a noisy picture is the same with and without its tiny weights."""
    picture = numpy.random.default_rng(7).integers(0, 255, (64, 96, 3)).astype(numpy.uint8)
    ours = networks.network("lines")(picture)
    monkeypatch.setattr(networks, "without_denormals", lambda model: model)

    assert numpy.abs(networks.network.__wrapped__("lines")(picture) - ours).max() < 1e-6
