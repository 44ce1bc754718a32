"""What fuzzing broke once: each file in crashes/FORMAT/ is read or refused, and nothing else."""

from pathlib import Path
from time import process_time

import pytest

from zhamen.errors import ReadError
from zhamen.model.trace import Trace
from zhamen.model.verdict import Unread
from zhamen.reading.filing import load_formats
from zhamen.reading.formatting import Embedded, Piece
from zhamen.settings import Limits

CRASHES = sorted((Path(__file__).parent / "crashes").glob("*/*"))


@pytest.mark.parametrize("path", CRASHES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_it_does_not_break_again(path: Path) -> None:
    """The reader yields contents or raises ReadError, in time."""
    (found,) = (each for each in load_formats() if each.name == path.parent.name)
    data, began = path.read_bytes(), process_time()
    found.claims(data[:4096], "")
    try:
        contents = list(found.read(data, Limits()))
    except (ReadError, RecursionError):
        contents = []

    assert all(isinstance(each, Piece | Trace | Embedded | Unread) for each in contents)
    assert process_time() - began < 10
