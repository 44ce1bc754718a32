"""Matrix: answers the module in a homeserver, and tells senders through the gate's bot."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zhamen.gatehouse.callers import load_callers
from zhamen.gatehouse.counters import Counters
from zhamen.gatehouse.published import open_house
from zhamen.gates._gate import Note
from zhamen.gates._listening import address, bound, run
from zhamen.settings import Settings

if TYPE_CHECKING:
    from zhamen.matrix.post import Post

Beside = Callable[[], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class MatrixSettings:
    """The table `[gates.matrix]`."""

    host: str = "127.0.0.1"
    """Only this machine, as the homeserver is on it."""
    port: int = 8766
    callers: Path | None = None
    """The file of gates and tokens, made by `zhamen gate token NAME --channel internal`."""
    folder: Path | None = None
    """Where media and notices are remembered; empty: `matrix` beside the spool."""
    homeserver: str = ""
    """Address of the homeserver, for the bot; empty: nobody is told anything."""
    bot_token: Path | None = None
    """Private file with the access token of the bot's account."""
    outsiders: bool = False
    """Whether users of other servers may be invited."""
    body_bytes: int = 128 << 20
    """Bytes of one file."""
    threads: int = 0
    """Files that are inspected at once; 0 for as many as there are cores."""
    waiting: int = 64
    """Files that may wait for one of them; the next is turned away."""


class Matrix:
    """Serves a homeserver until it is told to stop."""

    name = "matrix"
    help = "Matrix 平台：Synapse 模块和闸门机器人 / a Matrix homeserver, and the gate's bot"
    settings = MatrixSettings

    def arguments(self, parser: ArgumentParser) -> None:
        """Add where to listen."""
        parser.add_argument("--host", help="监听地址 / address (127.0.0.1)")
        parser.add_argument("--port", type=int, help="监听端口 / port (8766)")

    def serve(self, options: Namespace, settings: Settings, note: Note) -> int:
        """Listen; SIGTERM lets what is inside finish."""
        from zhamen.gatehouse.service import Service, application
        from zhamen.matrix.doors import doors
        from zhamen.matrix.post import Post

        own = settings.gates.of(self.name, self.settings)
        host, port = options.host or own.host, own.port if options.port is None else options.port
        listening = bound(host, port)
        threads = own.threads or os.cpu_count() or 1
        counters = Counters(lambda: open_house(settings), threads, own.waiting)
        post = Post(settings, own.folder, outsiders=own.outsiders)
        callers = load_callers(own.callers or Path("callers.toml"))
        service = Service(counters, callers, own.body_bytes)
        beside = _beside(own, post, counters)
        note(f"{address(listening)}/v1/matrix/event")
        with closing(post):
            run(application(service, doors(post.answering), beside), listening)
        return 0


def _beside(own: MatrixSettings, post: "Post", counters: Counters) -> Beside:
    """Return what runs beside the service: the bot, where there is one."""
    from zhamen.matrix.client import Homeserver, token_of

    if not own.homeserver or own.bot_token is None:
        return nullcontext
    url, token = own.homeserver, token_of(own.bot_token)
    return lambda: post.bot_beside(Homeserver(url, token), counters)


GATE = Matrix()
