"""How much may be sent to the office: what is larger never comes in.

Django's ASGI handler writes the body of a request to a temporary file once it is larger than
`FILE_UPLOAD_MAX_MEMORY_SIZE`. So bodies are measured before Django sees them.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

MOST_BYTES = 9 << 20
"""Bytes of a whole request: files of 8 MB, with the form around them."""
_PATIENCE = 64 << 20
"""Bytes that are still heard, and dropped, so that the browser shows the answer."""
_PAGE = """<!doctype html>
<html lang="zh-Hans"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>闸门</title>
<h1>太大了，没有收下</h1><p>一次最多 8 MB。没有检查，不能当作没有问题；拆成小份再来。</p>
<p lang="en">Too large: 8 MB at most. Nothing was taken in or inspected. Send it in pieces.</p>
<p><a href="/">回到首页 · Home</a></p></html>
""".encode()
_HEADERS = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-length", str(len(_PAGE)).encode()),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"connection", b"close"),
]

Scope = dict[str, Any]
Event = Mapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Scope, Any, Any], Awaitable[None]]


class Bounded:
    """An ASGI application that is asked with bodies of a bounded size only."""

    def __init__(self, inner: Application, most: int = MOST_BYTES) -> None:
        self._inner, self._most = inner, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hear the body out, in memory; hand it on, or answer 413 and forget it."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        body, whole = await self._heard(_said(scope), receive)
        if body is None:
            await _refuse(send)
        elif whole:
            await self._inner(scope, _again(body, receive), send)

    async def _heard(self, said: int, receive: Receive) -> tuple[bytes | None, bool]:
        """Return (body, whether it came to its end); None for one that is too large."""
        kept, size, more = bytearray(), 0, True
        while more and max(said, size) <= _PATIENCE:
            event = await receive()
            if event["type"] == "http.disconnect":
                return b"", False
            size += len(event.get("body", b""))
            more = event.get("more_body", False)
            if max(said, size) <= self._most:
                kept += event.get("body", b"")
            else:
                kept.clear()
        return (None if max(said, size) > self._most else bytes(kept)), True


def _said(scope: Scope) -> int:
    """Return the length that a request claims, 0 without one."""
    claimed = dict(scope["headers"]).get(b"content-length", b"0")
    return int(claimed) if claimed.isdigit() else 0


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what tells the body once, then whatever else comes."""
    told = False

    async def tell() -> Event:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return tell


async def _refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": 413, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": _PAGE})
