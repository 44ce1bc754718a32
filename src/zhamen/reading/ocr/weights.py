"""Weights that are next to nothing made nothing: processors take a hundred times as long for them.

Numbers below the smallest normal one (1.2e-38) are worked out by microcode. Training has left a
quarter of a million of them in the network for lines, and they took three quarters of its time.
What a file holds is read by the wire format of Protocol Buffers, as far as onnx.proto needs it.
"""

from collections.abc import Iterator

import numpy

_GRAPH, _INITIALISER, _TYPE, _RAW = 7, 5, 2, 9
"""Fields of ModelProto, GraphProto, TensorProto (onnx.proto)."""
_FLOAT = 1
_EXPONENT = 0x7F800000
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def without_denormals(model: bytes) -> bytes:
    """Return an ONNX file with all weights below the normal numbers set to zero.

    Raises ValueError for what is no such file.
    """
    changed = bytearray(model)
    for start, end in _weights(model):
        bits = numpy.frombuffer(changed, "<u4", (end - start) // 4, start)
        bits[(bits & _EXPONENT) == 0] = 0
    return bytes(changed)


def _weights(model: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the weights of 32 bits stand."""
    for number, start, end in _fields(model, 0, len(model)):
        if number == _GRAPH:
            for inner, first, last in _fields(model, start, end):
                if inner == _INITIALISER:
                    yield from _raw(model, first, last)


def _raw(model: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    found = {number: (first, last) for number, first, last in _fields(model, start, end)}
    if _RAW in found and _varint(model, found[_TYPE][0])[0] == _FLOAT:
        yield found[_RAW]


def _fields(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield (number, begin, end) of the fields of a message."""
    while at < end:
        key, at = _varint(data, at)
        kind, first = key & 7, at
        if kind == _VARINT:
            _, at = _varint(data, at)
        elif kind == _BYTES:
            length, first = _varint(data, at)
            at = first + length
        elif kind in (_FIXED64, _FIXED32):
            at += 8 if kind == _FIXED64 else 4
        else:
            raise ValueError("no message")
        if at > end:
            raise ValueError("a field that ends behind its message")
        yield key >> 3, first, at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, the lowest first, and where it ends."""
    value = shift = 0
    while True:
        if at >= len(data):
            raise ValueError("a number that does not end")
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at
