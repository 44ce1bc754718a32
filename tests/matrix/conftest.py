"""One platform for all tests of the Matrix gate: a homeserver takes seconds to start."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from matrix_running import Platform

from zhamen.cli.loopback import PYTHON


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A real homeserver with our module, and a real gate."""
    if not PYTHON.exists():
        pytest.skip("Synapse is not installed: make matrix")
    opened = Platform(tmp_path_factory.mktemp("platform"))
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for one test."""
    return tmp_path
