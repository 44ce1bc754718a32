"""Runs the real command in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[2] / "src"
COMMAND = (sys.executable, "-m", "zhamen")
SIEVES = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "zhamen"
"""Where this machine keeps compiled sieves: to compile one takes seconds."""


@dataclass(frozen=True)
class Done:
    """What a finished command left: its status, and what it said."""

    status: int
    out: str
    err: str

    def rows(self) -> list[dict[str, Any]]:
        """Return the output read as one JSON object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Done]


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a person without settings, whose journals lie in `home`."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ZHAMEN_")}
    own = {"PYTHONPATH": str(SOURCE), "XDG_STATE_HOME": str(home / ".state"), "LANG": "C.UTF-8"}
    own["XDG_CACHE_HOME"] = str(cache_of(home))
    return plain | own | {"PYTHONWARNINGS": "error"} | more


def cache_of(home: Path) -> Path:
    """Return a cache folder of the person's own, with the sieves that were compiled before."""
    folder = home / ".cache" / "zhamen"
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        for sieve in SIEVES.glob("sieve-*.hs"):
            (folder / sieve.name).symlink_to(sieve)
    return folder.parent


def run(home: Path, *words: object, stdin: bytes = b"", seconds: float = 60, **env: str) -> Done:
    """Run `zhamen WORDS` in `home`; one that hangs fails the test."""
    done = subprocess.run(
        [*COMMAND, *map(str, words)], input=stdin, capture_output=True, check=False,
        cwd=home, env=environment(home, **env), timeout=seconds,
    )  # fmt: skip
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
