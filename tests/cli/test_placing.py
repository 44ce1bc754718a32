"""A file is whole under its name, or what stood there before is still there."""

import resource
import signal
from pathlib import Path

import pytest

from zhamen.cli.placing import place


def test_a_file_that_there_is_no_room_for(tmp_path: Path) -> None:
    """The system itself refuses more than a thousand bytes: the old file stays, nothing beside."""
    place(tmp_path / "a", b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            place(tmp_path / "a", b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)

    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_a_file_takes_the_place_of_another(tmp_path: Path) -> None:
    """Whole."""
    place(tmp_path / "a", b"old")
    place(tmp_path / "a", b"new")

    assert (tmp_path / "a").read_bytes() == b"new"
