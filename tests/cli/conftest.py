"""A fixture that runs the command."""

from functools import partial
from pathlib import Path

import pytest
from running import Run, run


@pytest.fixture
def zhamen(tmp_path: Path) -> Run:
    """Runs the command in the folder of the test."""
    return partial(run, tmp_path)
