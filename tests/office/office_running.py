"""Runs a real office: the command in a process, a port and a folder of its own."""

import base64
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SOURCE = Path(__file__).parents[2] / "src"


@dataclass(frozen=True)
class Office:
    """A running office."""

    address: str
    opening: str
    folder: Path
    process: subprocess.Popen[str]
    said: str
    """What it said before it opened."""

    def log(self) -> str:
        """Return what it has said to standard error."""
        return (self.folder / "serve.err").read_text("utf-8")


def command(folder: Path, *words: str, database: str = "") -> list[str]:
    """Return the command that works on the office in a folder."""
    settings = folder / "zhamen.toml"
    settings.write_text(
        f'[office]\nname = "青崖钢铁保密办（示例）"\nfolder = "{folder / "office"}"\n'
        f'database = "{database}"\n',
        "utf-8",
    )
    return [sys.executable, "-m", "zhamen", "--settings", str(settings), *words]


def environment() -> dict[str, str]:
    """Return the environment of a person without settings of Zhamen's."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ZHAMEN_")}
    return plain | {"PYTHONPATH": str(SOURCE), "LANG": "C.UTF-8"}


@contextmanager
def served(
    folder: Path, *more: str, database: str = "", beside: str = "", **environ: str
) -> Iterator[Office]:
    """Serve an office until the block ends; it must stop when it is told to.

    `beside` are further settings (TOML), `environ` further variables.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = command(folder, "serve", "--port", str(port), *more, database=database)
    with open(folder / "zhamen.toml", "a", encoding="utf-8") as settings:
        settings.write(beside)
    with open(folder / "serve.err", "w") as errors:
        process = subprocess.Popen(
            words, env=environment() | environ, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    try:
        yield _opened(process, port, folder)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


def _opened(process: subprocess.Popen[str], port: int, folder: Path) -> Office:
    assert process.stdout
    said = ""
    while "Ctrl-C" not in said:
        line = process.stdout.readline()
        assert line, (folder / "serve.err").read_text("utf-8")
        said += line
    opening = re.search(r"http://localhost:\d+(/open/\S+)", said)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    address = f"http://localhost:{port}"
    return Office(address, address + opening[1] if opening else "", folder, process, said)


def code_of(secret: str, *, ahead: int = 0) -> str:
    """Return the time-based code of a secret, of now or of some steps ahead."""
    seed = base64.b32decode(secret + "=" * (-len(secret) % 8))
    totp = TOTP(seed, 6, SHA1(), 30, enforce_key_length=False)
    return totp.generate(int(time.time()) + 30 * ahead).decode()
