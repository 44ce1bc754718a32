"""The gatehouse over HTTP: a message goes in (POST /v1/inspect), its verdict comes out.

A gate of another protocol adds doors of its own, behind the same tokens and limits.

Whatever goes wrong is an answer that is not a verdict, with a reason to show (`zh`, `en`) and a
status that no gate takes for a pass: 400 what was asked, 401 who asks, 413 too much, 429 too
often, 503 too many at once, 500 a fault of ours. No content is written anywhere, in no log either.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from time import perf_counter
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from zhamen import __version__
from zhamen.errors import UsageError
from zhamen.gatehouse.asking import message_from
from zhamen.gatehouse.callers import Caller, Callers
from zhamen.gatehouse.complaining import Complaints
from zhamen.gatehouse.counters import Busy, Counters
from zhamen.gatehouse.metrics import Metrics
from zhamen.model.message import Message
from zhamen.model.verdict import Verdict

_LOG = logging.getLogger("zhamen.service")
_ADVICE_ZH = "消息未发出。"
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Service:
    """What the service answers with."""

    counters: Counters
    callers: Callers
    body_bytes: int = 128 << 20
    """Bytes of a request; Base64 makes a file a third larger."""
    share: Path | None = None
    """Folder whose files a gate on the same machine may name instead of sending them."""


class Refusal(Exception):
    """An answer that is not a verdict."""

    def __init__(self, status: int, code: str, zh: str, en: str, wait: int = 0) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.words = {"zh": f"{_ADVICE_ZH}{zh}", "en": f"Not sent. {en}"}
        self.wait = wait

    def response(self) -> Response:
        """Return it as JSON; a busy service says when to come again."""
        headers = {"retry-after": str(self.wait)} if self.wait else None
        body = {"error": {"code": self.code, **self.words}}
        return JSONResponse(body, self.status, headers)


class Call:
    """One request of a known caller."""

    def __init__(
        self, request: Request, caller: Caller, service: Service, metrics: Metrics
    ) -> None:
        self.request = request
        self.caller = caller
        self._service = service
        self._metrics = metrics
        self._began = perf_counter()

    async def body(self) -> bytes:
        """Return the request's body. Raises Refusal as soon as it is larger than allowed."""
        return await _body(self.request, self._service.body_bytes)

    async def json(self) -> Any:
        """Return the body's JSON. Raises Refusal."""
        try:
            return json.loads(await self.body())
        except (ValueError, RecursionError) as error:
            raise Refusal(400, "not_json", "请求不是 JSON", "Expected JSON in UTF-8") from error

    async def message(self) -> Message:
        """Return the body as a message. Raises Refusal."""
        row = await self.json()
        try:
            return message_from(row, self.caller.channel, self._service.share)
        except UsageError as error:
            raise Refusal(400, "bad_message", f"请求格式不对：{error}", str(error)) from error

    async def verdict(self, message: Message) -> Verdict:
        """Return the verdict on a message, counted. Raises Refusal if too many wait."""
        try:
            verdict = await self._service.counters.verdict(message)
        except Busy:
            raise Refusal(503, "busy", "检查排队已满，请稍后再试", "Too many at once", 2) from None
        self._metrics.inspected(self.caller.name, verdict, perf_counter() - self._began)
        return verdict


@dataclass(frozen=True, slots=True)
class Door:
    """An address under which callers are answered."""

    path: str
    answer: Callable[[Call], Awaitable[Response]]


class _Doorway:
    """A door, bare: layers for handlers that may do anything cost every message."""

    def __init__(self, door: Door, service: Service, metrics: Metrics) -> None:
        self._door = door
        self._service = service
        self._metrics = metrics
        self._complaints = Complaints(_LOG)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever goes wrong."""
        try:
            request = Request(scope, receive)
            caller = _caller(request, self._service.callers)
            response = await self._door.answer(Call(request, caller, self._service, self._metrics))
        except Refusal as refusal:
            self._metrics.refused(refusal.code)
            response = refusal.response()
        except ClientDisconnect:
            response = Response(status_code=499)
        except Exception as error:
            self._complaints.note(error)
            self._metrics.refused("fault")
            response = Refusal(
                500, "fault", "暂时无法检查，请稍后再试", "A fault of ours"
            ).response()
        await response(scope, receive, send)


async def _inspect(call: Call) -> Response:
    return _answer(await call.verdict(await call.message()))


def application(
    service: Service,
    doors: Sequence[Door] = (),
    beside: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
) -> Starlette:
    """Return the ASGI application. It closes the counters when it ends.

    `beside` is entered while it runs.
    """
    metrics = Metrics(service.counters)

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        async with beside():
            yield
        await asyncio.to_thread(service.counters.close)

    async def health(request: Request) -> Response:
        # In this thread, as every short text: the front house is nobody else's.
        good = service.counters.healthy()
        status = {"status": "ok" if good else "failing", "version": __version__}
        return JSONResponse(status, 200 if good else 503)

    async def measured(request: Request) -> Response:
        return Response(metrics.text(), media_type=metrics.MEDIA_TYPE)

    async def openapi(request: Request) -> Response:
        return Response(openapi_text(), media_type="application/json")

    routes = [
        *(
            Route(door.path, _Doorway(door, service, metrics), methods=["POST"])
            for door in (Door("/v1/inspect", _inspect), *doors)
        ),
        Route("/healthz", health),
        Route("/metrics", measured),
        Route("/openapi.json", openapi),
    ]
    return Starlette(routes=routes, lifespan=life)


def openapi_text() -> str:
    """Return the contract as it is shipped, kept by hand."""
    return files("zhamen.gatehouse").joinpath("openapi.json").read_text("utf-8")


def _caller(request: Request, callers: Callers) -> Caller:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    caller = callers.by_token(token.strip()) if scheme.lower() == "bearer" else None
    if caller is None:
        raise Refusal(401, "token", "闸口令牌无效，请管理员核对", "No valid bearer token")
    if not callers.admits(caller):
        raise Refusal(429, "rate", "请求过于频繁，请稍后再试", "Too many requests", 1)
    return caller


async def _body(request: Request, most: int) -> bytes:
    """Return the request's body. Raises Refusal as soon as it is larger than allowed."""
    said = request.headers.get("content-length", "0")
    if said.isdigit() and int(said) > most:
        raise _too_large(most)
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise _too_large(most)
        chunks.append(chunk)
    return b"".join(chunks)


def _too_large(most: int) -> Refusal:
    return Refusal(
        413, "too_large", f"内容超过上限（{most >> 20} MB）", f"More than {most >> 20} MB"
    )


def _answer(verdict: Verdict) -> Response:
    text = _encoded(verdict.to_dict())
    # A name may hold half a surrogate pair; escaped, it is JSON again.
    return Response(text.encode("utf-8", "backslashreplace"), media_type="application/json")
