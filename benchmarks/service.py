"""How many messages a second does the service answer, beside a bare echo of the same server?

    python benchmarks/service.py [--seconds 1] [--turns 15] [--connections 16]

Both run as processes of their own, asked in turn by the same client with texts of 200 characters
over loopback. The spool is on, as it is in earnest. CPU time is that of all threads of the server:
on a machine with other work it is steadier than requests a second.
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from zhamen.gatehouse.callers import add_caller
from zhamen.model.terms import Channel

TEXT = ("明天上午九点在三楼会议室碰一下，记得带上周的报表和考勤，中午一起去食堂吃饭，" * 6)[:200]
ECHO = """
import uvicorn, sys
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
async def echo(request):
    return JSONResponse(await request.json())
app = Starlette(routes=[Route("/v1/inspect", echo, methods=["POST"])])
uvicorn.run(app, port=int(sys.argv[1]), log_level="critical", access_log=False)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def started(command: list[str], port: int, folder: Path) -> subprocess.Popen[bytes]:
    """Start a server and wait until it listens, on a busy machine for two minutes."""
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return process
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"the server did not start: {process.poll()}")


def posted(token: str, body: bytes) -> bytes:
    """Return a request with this body."""
    head = (
        "POST /v1/inspect HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        f"authorization: Bearer {token}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def answer_to(reader: asyncio.StreamReader) -> bytes:
    """Return the body of a good answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    length = next(
        int(line.split(b":")[1])
        for line in head.lower().split(b"\r\n")
        if line.startswith(b"content-length")
    )
    return await reader.readexactly(length)


async def client(port: int, message: bytes, until: float, times: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        began = time.perf_counter()
        writer.write(message)
        await answer_to(reader)
        times.append(time.perf_counter() - began)
    writer.close()


def cpu_of(process: subprocess.Popen[bytes]) -> float:
    """Return the seconds that a server has worked, all its threads together."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measured(port: int, token: str, connections: int, seconds: float) -> list[float]:
    times: list[float] = []
    message = posted(token, json.dumps({"id": "m", "text": TEXT}).encode())

    async def all_of_them() -> None:
        until = time.perf_counter() + seconds
        await asyncio.gather(*(client(port, message, until, times) for _ in range(connections)))

    asyncio.run(all_of_them())
    return sorted(times)


def served(folder: Path) -> tuple[str, dict[str, tuple[int, subprocess.Popen[bytes]]]]:
    """Start both; return the token, and port and process of each."""
    token = add_caller(folder / "callers.toml", "bench", Channel.INTERNET, 0.0)
    (folder / "settings.toml").write_text('[spool]\nfolder = "spool"\n', "utf-8")
    (folder / "echo.py").write_text(ECHO, "utf-8")
    ports = free_port(), free_port()
    own = [sys.executable, "-m", "zhamen", "--settings", "settings.toml", "gate", "http"]
    return token, {
        "gatehouse": (ports[0], started([*own, "--port", str(ports[0])], ports[0], folder)),
        "bare echo": (
            ports[1],
            started([sys.executable, "echo.py", str(ports[1])], ports[1], folder),
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each turn")
    parser.add_argument("--turns", type=int, default=15)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    rows: dict[str, list[tuple[float, ...]]] = {}
    with tempfile.TemporaryDirectory() as name:
        token, servers = served(Path(name))
        try:
            # The first turn warms both.
            for turn in range(options.turns + 1):
                for label, (port, process) in servers.items():
                    busy = cpu_of(process)
                    times = measured(port, token, options.connections, options.seconds)
                    p50, p99 = (times[int(len(times) * at)] * 1000 for at in (0.5, 0.99))
                    each = (cpu_of(process) - busy) / len(times) * 1e6
                    if turn:
                        rate = len(times) / options.seconds
                        rows.setdefault(label, []).append((rate, p50, p99, each))
        finally:
            for _, process in servers.values():
                os.kill(process.pid, signal.SIGTERM)
                process.wait()
    print(f"{'medians':14}{'requests/s':>12}{'best':>8}{'p50 ms':>9}{'p99 ms':>9}{'µs CPU':>9}")
    for label, taken in rows.items():
        rate, p50, p99, each = map(statistics.median, zip(*taken, strict=True))
        print(f"{label:14}{rate:12,.0f}{max(row[0] for row in taken):8,.0f}"
              f"{p50:9.2f}{p99:9.2f}{each:9.0f}")  # fmt: skip
    own, bare = rows.values()
    by_rate = statistics.median(a[0] / b[0] for a, b in zip(own, bare, strict=True))
    by_work = statistics.median(b[3] / a[3] for a, b in zip(own, bare, strict=True))
    print(f"gatehouse / bare echo: {by_rate:.2f} of the requests, {by_work:.2f} by CPU time a "
          f"request (medians of {options.turns} turns)")  # fmt: skip


if __name__ == "__main__":
    main()
