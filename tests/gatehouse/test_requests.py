"""What senders ask the office for is on the disk whole, or an error for whoever asks."""

import resource
import signal
from pathlib import Path

import pytest

from zhamen.gatehouse.requests import Requests, read_requests


def test_a_full_disk_promises_nothing(tmp_path: Path) -> None:
    """A request that was torn is an error, and the next one is not lost behind it."""
    requests = Requests(tmp_path)
    requests.write("reading", "ZM-1", "@zhang:a")
    (file,) = tmp_path.iterdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 20, hard))
    try:
        with pytest.raises(OSError):
            requests.write("reading", "ZM-2", "@zhang:a")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    requests.write("reading", "ZM-3", "@zhang:a")

    assert [row["case"] for row in read_requests(tmp_path)] == ["ZM-1", "ZM-3"]
