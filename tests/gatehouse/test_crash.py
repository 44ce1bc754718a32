"""A gatehouse that is killed under load loses no verdict that it gave away, and doubles none."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("uvicorn", reason="the extra `service` is not installed")

PROGRAM = Path(__file__).parents[2] / "benchmarks" / "service_crash.py"


def test_killed_gatehouses_keep_their_word() -> None:
    """Three are killed, one after the other, on one spool; the program kills more if asked to."""
    words = [sys.executable, str(PROGRAM), "--kills", "3", "--connections", "8"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)

    assert (done.returncode, done.stderr) == (0, "")
    assert "0 lost, 0 doubled, 0 other; 0 processes left" in done.stdout
