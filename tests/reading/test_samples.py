"""Every sample of these tests' tables once more, in this process: a reader keeps its promise.

In a room whatever a library raises becomes *unread*, which would hide a reader that breaks.
"""

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from zhamen.errors import ReadError
from zhamen.model.trace import Trace
from zhamen.model.verdict import Unread
from zhamen.reading.filing import format_of, load_formats
from zhamen.reading.formatting import Embedded, Piece, Room
from zhamen.reading.glimpse import glimpse
from zhamen.settings import Limits

TOOL = Path(__file__).parents[2] / "tools" / "fuzz.py"
LIMITS = Limits(expanded_bytes=32 << 20, output_chars=8 << 20, members=1000)
MOST = 1 << 18
WITHOUT = {"binary"}
"""Readers that read nothing."""
NAMES = sorted(
    each.name for each in load_formats() if each.room is Room.PARSER and each.name not in WITHOUT
)


def fuzzing() -> ModuleType:
    """Return the tool that gathers the samples of all tables as seeds."""
    spec = importlib.util.spec_from_file_location("fuzz", TOOL)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def claimed() -> dict[str, list[bytes]]:
    """Return the samples by the format that bids highest for them."""
    found: dict[str, list[bytes]] = {name: [] for name in NAMES}
    for data in dict.fromkeys(fuzzing().samples()):
        try:
            name = format_of(glimpse(data), "").name
        except ReadError:
            continue
        if name in found and len(data) <= MOST:
            found[name].append(data)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_keeps_its_promise(name: str) -> None:
    """It yields contents or raises ReadError, for every sample there is."""
    (found,) = (each for each in load_formats() if each.name == name)
    for data in claimed()[name]:
        try:
            contents = list(found.read(data, LIMITS))
        except ReadError:
            continue
        assert all(isinstance(each, Piece | Trace | Embedded | Unread) for each in contents)


def test_most_readers_have_samples_in_tables() -> None:
    """A test over no samples proves nothing."""
    assert sum(map(bool, claimed().values())) >= 20
    assert sum(map(len, claimed().values())) >= 300
