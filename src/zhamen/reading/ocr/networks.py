"""The three networks: found in the wheel that carries them, checked by SHA-256, opened once."""

import hashlib
import importlib.util
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from zhamen.errors import ReadError
from zhamen.reading.ocr.weights import without_denormals

Picture = NDArray[numpy.uint8]
"""Height × width × 3, blue first."""
Floats = NDArray[numpy.float32]

_WHEEL = "rapidocr"
_FILES = {
    "lines": (
        "PP-OCRv6_det_small.onnx",
        "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    ),
    "letters": (
        "PP-OCRv6_rec_small.onnx",
        "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    ),
    "upright": (
        "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
        "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
    ),
}


class Network:
    """One network on one thread."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def __call__(self, picture: Picture) -> Floats:
        """Return what the network makes of one picture."""
        values = numpy.ascontiguousarray(picture.transpose(2, 0, 1)[None], numpy.float32)
        values *= 1 / 127.5
        values -= 1
        result: Floats = self._session.run(None, {"x": values})[0][0]
        return result

    def note(self, name: str) -> str:
        """Return what is written in the network's file under a name."""
        return str(self._session.get_modelmeta().custom_metadata_map[name])


@cache
def network(name: str) -> Network:
    """Return one of `lines`, `letters`, `upright`.

    Raises ReadError("no_models") where they are not installed, ReadError("models") where a file
    is not the one that was measured.
    """
    file, digest = _FILES[name]
    onnxruntime = _runtime()
    data = without_denormals(_checked(_folder() / file, digest))
    _share_memory()
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.use_env_allocators", "1")
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    providers = ["CPUExecutionProvider"]
    return Network(onnxruntime.InferenceSession(data, options, providers=providers))


def _runtime() -> Any:
    """Return onnxruntime, which reports to nobody. Raises ReadError("no_models")."""
    # Some of its wheels, 1.32 for one, send events to their maker, and start threads and write
    # into the user's cache for that, from the moment they are loaded.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import onnxruntime
    except ImportError as error:
        raise ReadError("no_models") from error
    return onnxruntime


@cache
def _share_memory() -> None:
    """Let all networks work in one arena that grows by what is asked, and not by doubling."""
    onnxruntime = _runtime()
    cpu = onnxruntime.OrtMemoryInfo(
        "Cpu",
        onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR,
        0,
        onnxruntime.OrtMemType.DEFAULT,
    )
    arena = onnxruntime.OrtArenaCfg({"arena_extend_strategy": 1})
    onnxruntime.create_and_register_allocator(cpu, arena)


def _folder() -> Path:
    # The spec, not the package: its code must not run, it would set up logging and downloads.
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise ReadError("no_models")
    return Path(next(iter(spec.submodule_search_locations))) / "models"


def _checked(path: Path, digest: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError("no_models") from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise ReadError("models")
    return data


_ON_PAPER = {"⭐": "★", "🌟": "★", "✴": "★", "✳": "★"}
"""What the network may take for a picture of a star is a star where people print."""


@cache
def letters() -> tuple[str, ...]:
    """Return the letters that the network knows; its answer 0 is none, its last one a space."""
    known = network("letters").note("character").split("\n")
    return ("", *(_ON_PAPER.get(letter, letter) for letter in known), " ")
