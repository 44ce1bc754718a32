"""A tiny model for speech that is real to sherpa-onnx: each of its letters is the sound of a tone.

It is an ONNX file of two operators, written here byte by byte: what a frame's loudest band is, that
letter it is (CTC; a pause is the blank).
"""

from collections.abc import Iterable
from pathlib import Path

import numpy
from numpy.typing import NDArray

RATE = 16_000
LETTERS = "机密十年绝长期秘示，"
_BANDS, _BLANK = 80, 6.0
"""Mel bands of the library's features; how far a band must stand above the mean of the others."""
_FLOAT, _INT64 = 1, 7
Sound = NDArray[numpy.float32]


def said(text: str) -> Sound:
    """Return the tones of a text, a quarter of a second each, with pauses."""
    time = numpy.arange(RATE // 4) / RATE
    pause = numpy.zeros(RATE // 10)
    pieces = [pause]
    for letter in text:
        hertz = _hertz(_band(LETTERS.index(letter)))
        pieces += [0.3 * numpy.sin(2 * numpy.pi * hertz * time), pause]
    return numpy.concatenate(pieces).astype(numpy.float32)


def write_model(folder: Path, says: Iterable[str] = ("lfr_window_size",)) -> None:
    """Write `model.onnx` and `tokens.txt`."""
    tokens = ["<blk>", *LETTERS]
    lines = "".join(f"{token} {number}\n" for number, token in enumerate(tokens))
    (folder / "tokens.txt").write_text(lines, "utf-8")
    (folder / "model.onnx").write_bytes(_model(says))


def _band(number: int) -> int:
    return 24 + 5 * number


def _hertz(band: int) -> float:
    """Return the middle of a mel band between 20 Hz and 7,600 Hz (kaldi's, high_freq -400)."""
    low, high = (1127 * numpy.log(1 + hertz / 700) for hertz in (20, 7600))
    mel = low + (high - low) * (band + 1) / (_BANDS + 1)
    return float(700 * (numpy.exp(mel / 1127) - 1))


def _model(says: Iterable[str]) -> bytes:
    weights = numpy.zeros((_BANDS, 1 + len(LETTERS)), numpy.float32)
    weights[:, 1:] = -1 / _BANDS
    for number in range(len(LETTERS)):
        weights[_band(number), 1 + number] += 1
    bias = numpy.zeros(1 + len(LETTERS), numpy.float32)
    bias[0] = _BLANK
    graph = b"".join((
        _node(("x", "weights"), "scores", "MatMul"), _node(("scores", "bias"), "logits", "Add"),
        _node(("x_lens",), "logits_lens", "Identity"), _text(2, "tones"),
        _field(5, _tensor("weights", weights)), _field(5, _tensor("bias", bias)),
        _field(11, _value("x", _FLOAT, ("N", "T", _BANDS))),
        _field(11, _value("x_lens", _INT64, ("N",))),
        _field(12, _value("logits", _FLOAT, ("N", "T", 1 + len(LETTERS)))),
        _field(12, _value("logits_lens", _INT64, ("N",))),
    ))  # fmt: skip
    metadata = (_field(14, _text(1, name) + _text(2, "1")) for name in says)
    return (
        _number(1, 8)
        + _field(8, _text(1, "") + _number(2, 13))
        + _field(7, graph)
        + b"".join(metadata)
    )


def _node(inputs: tuple[str, ...], output: str, operator: str) -> bytes:
    return _field(
        1, b"".join(_text(1, each) for each in inputs) + _text(2, output) + _text(4, operator)
    )


def _tensor(name: str, array: NDArray[numpy.float32]) -> bytes:
    dims = b"".join(_number(1, each) for each in array.shape)
    return dims + _number(2, _FLOAT) + _text(8, name) + _field(9, array.tobytes())


def _value(name: str, kind: int, shape: tuple[str | int, ...]) -> bytes:
    dims = b"".join(
        _field(1, _number(1, each) if isinstance(each, int) else _text(2, each)) for each in shape
    )
    return _text(1, name) + _field(2, _field(1, _number(1, kind) + _field(2, dims)))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, text: str) -> bytes:
    return _field(field, text.encode())


def _field(field: int, data: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    data = bytearray()
    while value > 0x7F:
        data.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*data, value))
