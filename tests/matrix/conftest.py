"""One platform for all tests of the Matrix gate: a homeserver takes seconds to start."""

from collections.abc import Iterator

import pytest
from matrix_running import Platform

from zhamen.cli.loopback import PYTHON


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A real homeserver with our module, and a real gate."""
    if not PYTHON.exists():
        pytest.skip("Synapse is not installed: make matrix")
    folder = tmp_path_factory.mktemp("platform")
    # Deadlines that a busy machine keeps: what happens at them is tested in test_faults.py.
    opened = Platform(folder, text_seconds=15.0, media_seconds=45.0)
    yield opened
    opened.close()
