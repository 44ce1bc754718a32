"""Bodies of requests: what is larger than the limit never reaches Django, nor the disk."""

import asyncio
import gc
import tempfile
from typing import Any

import pytest

from zhamen.office.bodies import MOST_BYTES, Bounded
from zhamen.office.configuring import _cookies
from zhamen.office.places import Places

pytest.importorskip("django", reason="the extra console is not installed")

from django.core.asgi import get_asgi_application

MOST = 1000


def told(chunks: list[bytes], said: int | None = None) -> tuple[int, list[bytes]]:
    """Return (status, bodies that came in) of a request with these chunks."""
    events = [{"type": "http.request", "body": c, "more_body": True} for c in chunks]
    events.append({"type": "http.request", "body": b"", "more_body": False})
    sent: list[dict[str, Any]] = []
    taken: list[bytes] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        event = await receive()
        assert not event["more_body"]
        taken.append(event["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Any:
        return events.pop(0)

    async def send(event: Any) -> None:
        sent.append(event)

    headers = [] if said is None else [(b"content-length", str(said).encode())]
    scope = {"type": "http", "headers": headers}
    asyncio.run(Bounded(inner, MOST)(scope, receive, send))
    return sent[0]["status"], taken


@pytest.mark.parametrize(
    ("chunks", "said", "status"),
    [
        ([], 0, 200), ([b"x" * 400, b"y" * 600], 1000, 200), ([b"x" * 1000], None, 200),
        ([b"x" * 400, b"y" * 601], 1001, 413), ([b"x"] * 1001, None, 413),
        # What claims too much is not even heard; what claims too little is measured.
        ([b"x"], 1 << 40, 413), ([b"x" * 1001], 1, 413), ([b"x"], None, 200),
    ],
)  # fmt: skip
def test_a_body_comes_in_whole_or_not_at_all(
    chunks: list[bytes], said: int | None, status: int
) -> None:
    """Up to the limit in one piece, beyond it an answer that says so."""
    assert told(chunks, said) == (status, [b"".join(chunks)] if status == 200 else [])


def test_who_hangs_up_is_not_answered() -> None:
    """Half a body is no request."""

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("half a body came in")

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(event: Any) -> None:
        raise AssertionError("answered nobody")

    asyncio.run(Bounded(inner, MOST)({"type": "http", "headers": []}, receive, send))


@pytest.mark.parametrize(("size", "status"), [(8 << 20, 403), (10 << 20, 413)])
def test_no_body_is_written_to_a_file(
    desk: Places, monkeypatch: pytest.MonkeyPatch, size: int, status: int
) -> None:
    """With no place for temporary files the office works as ever; 403 is the missing token."""
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")

    assert posted_to(Bounded(get_asgi_application()), size) == status


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
def test_django_alone_would_write_one(desk: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the two cases before are for."""
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")

    with pytest.raises(FileNotFoundError):
        posted_to(get_asgi_application(), 10 << 20)
    # Django leaves its half-made file open; let it go while that is expected.
    gc.collect()


def posted_to(application: Any, size: int) -> int:
    """Post a file of so many bytes to the self-service page and return the status."""
    body = (
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
        + bytes(size) + b"\r\n--b--\r\n"
    )  # fmt: skip
    headers = {"host": "localhost", "content-type": "multipart/form-data; boundary=b",
               "content-length": str(len(body))}  # fmt: skip
    scope = {
        "type": "http", "method": "POST", "path": "/selfcheck/", "query_string": b"",
        "scheme": "https", "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
    }  # fmt: skip
    events = [{"type": "http.request", "body": body, "more_body": False}]
    statuses: list[int] = []

    async def receive() -> Any:
        if events:
            return events.pop()
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(event: Any) -> None:
        if event["type"] == "http.response.start":
            statuses.append(event["status"])

    asyncio.run(application(scope, receive, send))
    return statuses[0]


def test_a_file_of_the_promised_size_fits(desk: Places) -> None:
    """The request around it is larger, and the office takes that in."""
    from zhamen.office.selfcheck.asking import MOST_BYTES as FILES

    assert _cookies(1)["FILE_UPLOAD_MAX_MEMORY_SIZE"] == MOST_BYTES > FILES == 8 << 20
