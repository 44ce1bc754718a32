"""Killed (-9) under load, does the gatehouse lose or double a verdict that it gave away?

    python benchmarks/service_crash.py [--kills 200] [--connections 16]

Connections ask without pause, each with texts short and long and with files that are read here and
in a room; every message has an id of its own and is sent once. At a random moment the process is
killed, and the next one goes on with the same spool. In the end every verdict that a client has
in hand must stand in the spool once, as it was given. Processes that a killed gatehouse had started
must go by themselves. The status is 1 if anything is lost, doubled, other or left.
"""

import argparse
import asyncio
import base64
import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from _growth import family
from service import TEXT, answer_to, free_port, posted, started

from zhamen.gatehouse.callers import add_caller
from zhamen.gatehouse.spool import read_spool
from zhamen.model.terms import Channel

_MARKED = "机密★10年（示例）"
_PATIENCE = 20.0
"""Seconds that a reader's process may take to notice that its parent is gone."""


def messages(said: str) -> Iterator[dict[str, object]]:
    """Yield messages of every kind without end, their ids beginning with `said`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", _MARKED)
    kinds: list[dict[str, object]] = [
        {"text": TEXT},
        {"text": _MARKED},
        {"text": TEXT * 25},
        {"text": [TEXT], "files": [_file("a.txt", _MARKED.encode())]},
        {"files": [_file("a.zip", packed.getvalue())]},
    ]
    for number, kind in enumerate(cycle(kinds)):
        yield {"id": f"{said}-{number}", **kind}


def _file(name: str, data: bytes) -> dict[str, str]:
    return {"name": name, "bytes": base64.b64encode(data).decode()}


async def ask(port: int, token: str, said: str, given: dict[str, str]) -> None:
    """Send one message after the other; note each verdict that came whole."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for message in messages(said):
            writer.write(posted(token, json.dumps(message).encode()))
            verdict = json.loads(await answer_to(reader))
            given[verdict["id"]] = verdict["decision"]
    except (OSError, asyncio.IncompleteReadError):
        # It was killed: what it did not answer whole is nobody's.
        return


async def load(
    process: subprocess.Popen[bytes], port: int, token: str, said: str, connections: int,
    seconds: float,
) -> tuple[dict[str, str], list[int]]:  # fmt: skip
    """Ask for so long and kill; return the verdicts given by id, and the processes it had."""
    given: dict[str, str] = {}
    asking = [
        asyncio.create_task(ask(port, token, f"{said}-{at}", given)) for at in range(connections)
    ]
    await asyncio.sleep(seconds)
    pids = list(family(process.pid))
    os.kill(process.pid, signal.SIGKILL)
    await asyncio.gather(*asking)
    return given, pids


def left_of(pids: list[int]) -> int:
    """Return how many of these processes do not end by themselves."""
    until = time.monotonic() + _PATIENCE
    while (left := sum(map(_lives, pids))) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def _lives(pid: int) -> bool:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return fields[0] != "Z"


def main() -> int:
    """Kill so many times, then compare what was given with what was written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=1.0, help="of load, at most")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    given: dict[str, str] = {}
    left = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        token = add_caller(folder / "callers.toml", "bench", Channel.INTERNET, 0.0)
        (folder / "settings.toml").write_text('[spool]\nfolder = "spool"\n', "utf-8")
        gate = [sys.executable, "-m", "zhamen", "--settings", "settings.toml", "gate", "http"]
        for number in range(options.kills):
            # A port of its own each time: the last one may be another's by now.
            port = free_port()
            process = started([*gate, "--port", str(port)], port, folder)
            seconds = chance.uniform(0, options.seconds)
            loading = load(process, port, token, str(number), options.connections, seconds)
            more, pids = asyncio.run(loading)
            process.wait()
            given |= more
            left += left_of(pids)
        written = [record["verdict"] for record in read_spool(folder / "spool")]
    return told(options.kills, given, written, left)


def told(kills: int, given: dict[str, str], written: list[dict[str, str]], left: int) -> int:
    """Print what was lost, doubled, other or left; return the status."""
    times = Counter(verdict["id"] for verdict in written)
    decided = {verdict["id"]: verdict["decision"] for verdict in written}
    lost = sum(id not in times for id in given)
    doubled = sum(count > 1 for count in times.values())
    other = sum(decided.get(id, decision) != decision for id, decision in given.items())
    print(f"{kills} kills -9, {len(given):,} verdicts given away, {len(written):,} in the spool: "
          f"{lost} lost, {doubled} doubled, {other} other; {left} processes left")  # fmt: skip
    return 1 if lost or doubled or other or left or not given else 0


if __name__ == "__main__":
    sys.exit(main())
