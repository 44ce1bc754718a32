"""Listens for HTTP: what every gate that speaks it does alike."""

import logging
import socket
from collections.abc import Callable
from typing import Any

from zhamen.errors import UsageError


def bound(host: str, port: int) -> socket.socket:
    """Return a socket of this address. Raises UsageError if it is another's, or none."""
    try:
        if not 0 <= port < 1 << 16:
            # The C library would take it modulo 65,536.
            raise OverflowError("port must be 0-65535")
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        made = socket.socket(family, kind, protocol)
        try:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(address)
        except BaseException:
            made.close()
            raise
    except (OSError, OverflowError) as error:
        words = error.strerror if isinstance(error, OSError) else error
        raise UsageError(
            f"{host}:{port}: 不能监听 / cannot listen: {words}", advice="--host … --port …"
        ) from error
    return made


def address(listening: socket.socket) -> str:
    """Return where a socket listens, as the beginning of a URL."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(app: Callable[..., Any], listening: socket.socket) -> None:
    """Serve an ASGI application until SIGTERM, which lets what is inside finish."""
    import uvicorn

    # uvicorn's log of requests would hold paths and addresses: the counts are enough.
    config = uvicorn.Config(
        app, log_level=logging.WARNING, access_log=False, server_header=False,
        proxy_headers=False, timeout_graceful_shutdown=30,
    )  # fmt: skip
    uvicorn.Server(config).run([listening])
