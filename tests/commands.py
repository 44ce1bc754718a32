"""Runs zhamen as people do: a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment whose home, and so journal and cache, is `home`."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("ZHAMEN", "XDG"))
    }
    return {**kept, "HOME": str(home), "PYTHONIOENCODING": "utf-8", **more}


def command(*words: object) -> list[str]:
    """Return the command line of `zhamen WORDS`."""
    return [sys.executable, "-m", "zhamen", *map(str, words)]


def zhamen(
    home: Path, *words: object, given: bytes = b"", seconds: float = 60.0, **more: str
) -> subprocess.CompletedProcess[bytes]:
    """Run `zhamen WORDS` with `given` on standard input; more seconds than that are a hang."""
    return subprocess.run(
        command(*words),
        input=given,
        capture_output=True,
        timeout=seconds,
        env=environment(home, **more),
        check=False,
    )
