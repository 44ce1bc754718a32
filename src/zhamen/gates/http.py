"""HTTP: any program that can post JSON asks the gatehouse (`POST /v1/inspect`)."""

import os
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path

from zhamen.gatehouse.callers import load_callers
from zhamen.gatehouse.counters import Counters
from zhamen.gatehouse.published import open_house
from zhamen.gates._gate import Note
from zhamen.gates._listening import address, bound, run
from zhamen.settings import Settings


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """The table `[gates.http]`."""

    host: str = "127.0.0.1"
    """Only this machine; put a reverse proxy with TLS in front for others."""
    port: int = 8765
    callers: Path | None = None
    """The file of gates and tokens, made by `zhamen gate token NAME`."""
    body_bytes: int = 128 << 20
    """Bytes of one request."""
    threads: int = 0
    """Messages with files that are inspected at once; 0 for as many as there are cores."""
    waiting: int = 64
    """Messages that may wait for one of them; the next is turned away."""
    share: Path | None = None
    """Folder whose files a gate on this machine may name by path."""


class Http:
    """Serves the gatehouse until it is told to stop."""

    name = "http"
    help = "HTTP 接口：POST /v1/inspect / the gatehouse over HTTP"
    settings = HttpSettings

    def arguments(self, parser: ArgumentParser) -> None:
        """Add where to listen."""
        parser.add_argument(
            "--host", help="监听地址（默认 127.0.0.1，只有本机） / address (127.0.0.1)"
        )
        parser.add_argument("--port", type=int, help="监听端口（默认 8765） / port (8765)")

    def serve(self, options: Namespace, settings: Settings, note: Note) -> int:
        """Listen; SIGTERM lets what is inside finish."""
        from zhamen.gatehouse.service import Service, application

        own = settings.gates.of(self.name, self.settings)
        host, port = options.host or own.host, own.port if options.port is None else options.port
        listening = bound(host, port)
        callers = load_callers(own.callers or Path("callers.toml"))
        threads = own.threads or os.cpu_count() or 1
        counters = Counters(lambda: open_house(settings), threads, own.waiting)
        service = Service(counters, callers, own.body_bytes, own.share)
        note(f"{address(listening)}/v1/inspect")
        run(application(service), listening)
        return 0


GATE = Http()
