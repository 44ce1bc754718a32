"""Models for speech: which files a folder must hold for each kind, and opening them.

A file that is not what it should be ends the whole process inside the library, without a word.
So what can be checked is checked before: that each file is there, whole, an ONNX model, and says
of itself what the library will ask for.
"""

import mmap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhamen.errors import UsageError
from zhamen.reading.recordings.sounds import RATE, Samples
from zhamen.settings import SpeechSettings

_METADATA, _GRAPH = 14, 7
"""Fields of an ONNX ModelProto (onnx.proto): metadata_props and graph."""
_VARINT, _LENGTH, _FIXED = 0, 2, {1: 8, 5: 4}


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of model: who opens it, and what must lie in its folder."""

    maker: str
    """Method of sherpa_onnx.OfflineRecognizer."""
    models: Mapping[str, str]
    """Argument to the pattern of its file; of several the smallest (quantised) is taken."""
    says: tuple[str, ...] = ()
    """What the first model's metadata must name."""
    with_language: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)


FAMILIES = {
    "sense_voice": Family(
        "from_sense_voice", {"model": "model*.onnx"}, ("lfr_window_size", "lang_auto"),
        True, {"use_itn": True},
    ),
    "paraformer": Family(
        "from_paraformer", {"paraformer": "model*.onnx"}, ("lfr_window_size", "vocab_size"),
    ),
    "whisper": Family(
        "from_whisper", {"encoder": "*encoder*.onnx", "decoder": "*decoder*.onnx"},
        ("n_mels", "n_text_layer"), True,
    ),
    "zipformer_ctc": Family("from_zipformer_ctc", {"model": "model*.onnx"}),
    "telespeech_ctc": Family("from_telespeech_ctc", {"model": "model*.onnx"}),
    "fire_red": Family(
        "from_fire_red_asr", {"encoder": "encoder*.onnx", "decoder": "decoder*.onnx"},
    ),
}  # fmt: skip
"""By the word in the settings."""


class _Offline:
    """A model of sherpa-onnx."""

    def __init__(self, recogniser: Any) -> None:
        self._recogniser = recogniser

    def text_of(self, sound: Samples) -> str:
        """Return the text of at most half a minute of speech."""
        stream = self._recogniser.create_stream()
        stream.accept_waveform(RATE, sound)
        self._recogniser.decode_stream(stream)
        return str(stream.result.text)


def load_model(settings: SpeechSettings) -> _Offline:
    """Return the model in a folder. Raises UsageError if there is none of its kind."""
    folder, family = settings.model_dir, FAMILIES.get(settings.kind)
    assert folder is not None
    if family is None:
        raise UsageError(
            f"speech.kind: got {settings.kind!r}", advice=f"expected one of {sorted(FAMILIES)}"
        )
    try:
        import sherpa_onnx
    except ImportError as error:
        raise UsageError(
            "缺少语音识别组件 sherpa-onnx / the extra `speech` is not installed",
            advice="pip install 'zhamen[speech]', or leave speech.model_dir empty",
        ) from error
    files = {name: _found(folder, pattern) for name, pattern in family.models.items()}
    for path in files.values():
        _check(path, family.says if path == next(iter(files.values())) else ())
    given: dict[str, Any] = {name: str(path) for name, path in files.items()}
    given["tokens"] = str(_tokens(folder))
    if family.with_language:
        given["language"] = settings.language
    make = getattr(sherpa_onnx.OfflineRecognizer, family.maker)
    try:
        return _Offline(make(**given, **family.more, num_threads=settings.threads))
    except (RuntimeError, ValueError) as error:
        raise UsageError(
            f"{folder}: 语音模型打不开 / the model does not open",
            advice=f"一个 {settings.kind} 模型 / expected a model of kind {settings.kind}",
        ) from error


def _found(folder: Path, pattern: str) -> Path:
    """Return the smallest file of a pattern."""
    try:
        found = sorted((each.stat().st_size, each) for each in folder.glob(pattern))
    except OSError:
        found = []
    if not found:
        held = (
            sorted(each.name for each in folder.iterdir())[:8] if folder.is_dir() else "no folder"
        )
        raise UsageError(
            f"{folder}: 没有 {pattern} / got {held}, expected {pattern}",
            advice="speech.model_dir 应指向模型所在文件夹 / name the folder of the model",
        )
    return found[0][1]


def _tokens(folder: Path) -> Path:
    """Return the table of tokens: lines of a symbol and its number."""
    path = _found(folder, "*tokens.txt")
    try:
        lines = path.read_text("utf-8").splitlines()
        good = bool(lines) and all(line.rpartition(" ")[2].isdigit() for line in lines if line)
    except (OSError, UnicodeDecodeError):
        good = False
    if not good:
        raise UsageError(
            f"{path}: 不是词表 / no table of tokens",
            advice="每行：符号 编号 / `symbol number` a line",
        )
    return path


def _check(path: Path, says: tuple[str, ...]) -> None:
    """Raise UsageError for a file that is no whole ONNX model, or one of another kind."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            fields = dict(_fields(data))
            known = set(_names(data))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path}: 不是完整的 ONNX 模型 / not a whole ONNX model",
            advice="重新拷贝模型文件 / copy the model again",
        ) from error
    missing = [each for each in says if each not in known]
    if _GRAPH not in fields or missing:
        raise UsageError(
            f"{path}: 不是此类语音模型 / another kind of model, it does not name {missing}",
            advice="核对 speech.kind / check speech.kind",
        )


def _fields(data: Any) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield (field, span) of the top level of a protobuf message. Raises ValueError."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == _VARINT:
            _, end = _varint(data, at)
        elif kind == _LENGTH:
            size, at = _varint(data, at)
            end = at + size
        elif kind in _FIXED:
            end = at + _FIXED[kind]
        else:
            raise ValueError("no protobuf")
        if end > len(data):
            raise ValueError("cut short")
        yield key >> 3, (at, end)
        at = end


def _varint(data: Any, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 64:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
    raise ValueError("cut short")


def _names(data: Any) -> Iterator[str]:
    """Yield the keys of a model's metadata."""
    for number, (start, end) in _fields(data):
        if number == _METADATA:
            entry = bytes(data[start:end])
            for inner, (first, last) in _fields(entry):
                if inner == 1:
                    yield entry[first:last].decode("utf-8", "replace")
