"""Whatever becomes of the gate: nothing passes, and the sender is answered in time and in words."""

import os
import signal
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from matrix_running import Platform, eventually

from zhamen.cli.loopback import PYTHON

CLEAN = "收到，明早七点到三楼开会"
TEXT_SECONDS, MEDIA_SECONDS = 2.0, 4.0
"""The module's deadlines in these tests."""
SLACK = 0.5
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"


def _answering(data: bytes) -> Callable[[socket.socket, bytes], None]:
    return lambda caller, asked: caller.sendall(HEAD % (len(data), data))


def _status(line: bytes) -> Callable[[socket.socket, bytes], None]:
    yes = b'{"allow": true}'
    return lambda caller, asked: caller.sendall((HEAD % (len(yes), yes)).replace(b"200 OK", line))


def _late(seconds: float) -> Callable[[socket.socket, bytes], None]:
    def answer(caller: socket.socket, asked: bytes) -> None:
        time.sleep(seconds)
        _answering(b'{"allow": true}')(caller, asked)

    return answer


def _silent(caller: socket.socket, asked: bytes) -> None:
    time.sleep(8)


def _dripping(caller: socket.socket, asked: bytes) -> None:
    """Send an answer that would allow, a byte at a time, past every deadline."""
    for byte in HEAD % (400, b'{"allow": true' + b" " * 385 + b"}"):
        caller.sendall(bytes((byte,)))
        time.sleep(0.05)


def _cut(caller: socket.socket, asked: bytes) -> None:
    caller.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{"allow": true}')


FAULTS = {
    "closes at once": lambda caller, asked: None,
    "says nothing": _silent,
    "answers too late": _late(5),
    "drips": _dripping,
    "cut off": _cut,
    "no HTTP": lambda caller, asked: caller.sendall(b"\x00\xff garbage\r\n\r\n"),
    "no JSON": _answering(b"<html>ok</html>"),
    "not UTF-8": _answering(b'{"allow": true, "x": "\xff\xfe"}'),
    "a list": _answering(b"[true]"),
    "a word": _answering(b'{"allow": "true"}'),
    "a number": _answering(b'{"allow": 1}'),
    "nothing": _answering(b"{}"),
    "no without a reason": _answering(b'{"allow": false}'),
    "too long": _answering(b'{"allow": true, "x": "' + b"x" * 100_000 + b'"}'),
    "deep": _answering(b"[" * 50_000),
    "500 that says yes": _status(b"500 No"),
    "503 that says yes": _status(b"503 Busy"),
    "401 that says yes": _status(b"401 No"),
    "302 that says yes": _status(b"302 Found"),
    "204 that says yes": _status(b"204 No"),
}


def unavailable(answer: httpx.Response) -> bool:
    """Tell whether this is the refusal for want of an answer, in words."""
    said = answer.json()
    fit = (answer.status_code, said["errcode"]) == (503, "CN.ZHAMEN.UNAVAILABLE")
    return fit and "暂时无法检查" in said["error"]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform of its own, whose module waits for seconds only."""
    if not PYTHON.exists():
        pytest.skip("Synapse is not installed: make matrix")
    folder = tmp_path_factory.mktemp("faulty")
    opened = Platform(folder, text_seconds=TEXT_SECONDS, media_seconds=MEDIA_SECONDS)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def room(faulty: Platform) -> str:
    """A group of two."""
    return faulty["zhang"].room(faulty["li"], name="故障演练")


@pytest.mark.parametrize("name", FAULTS)
def test_no_clear_yes_is_a_no(faulty: Platform, room: str, name: str) -> None:
    """A harmless text and a harmless file are refused, within the deadline and half a second."""
    zhang, li = faulty["zhang"], faulty["li"]
    before = len(li.read(room))
    try:
        faulty.wire.fault = FAULTS[name]
        began = time.monotonic()
        text = zhang.send(room, CLEAN)
        between = time.monotonic()
        file = zhang.upload(CLEAN.encode(), "a.txt", "text/plain")
        ended = time.monotonic()
    finally:
        faulty.wire.fault = None

    assert unavailable(text), text.text
    assert unavailable(file), file.text
    assert between - began < TEXT_SECONDS + SLACK
    assert ended - between < MEDIA_SECONDS + SLACK
    assert len(li.read(room)) == before


@pytest.mark.parametrize("seconds", [0.2, 1.0])
def test_a_slow_yes_in_time_is_a_yes(faulty: Platform, room: str, seconds: float) -> None:
    """Slowness alone stops nobody."""
    try:
        faulty.wire.fault = _late(seconds)
        assert faulty["zhang"].send(room, CLEAN).status_code == 200
    finally:
        faulty.wire.fault = None


def test_a_gate_that_is_killed_lets_nothing_pass_and_comes_back(
    faulty: Platform, room: str
) -> None:
    """Killed between two messages, and in the middle of an upload; afterwards all is as before."""
    zhang = faulty["zhang"]
    assert faulty.gate.process is not None
    os.kill(faulty.gate.process.pid, signal.SIGSTOP)
    with httpx.Client(timeout=30) as other:
        began = time.monotonic()
        path = f"{faulty.synapse.url}/_matrix/media/v3/upload"
        stopped = other.post(path, content=CLEAN.encode(), headers=zhang.http.headers)
        took = time.monotonic() - began
    faulty.gate.process.kill()
    faulty.gate.process.wait()
    dead = zhang.send(room, CLEAN)
    faulty.gate.start()

    assert unavailable(stopped) and unavailable(dead)
    assert took < MEDIA_SECONDS + SLACK
    assert eventually(lambda: zhang.send(room, CLEAN).status_code == 200)


def test_a_locked_table_of_media_refuses_and_recovers(faulty: Platform, room: str) -> None:
    """A file that cannot be written down does not stand."""
    locking = sqlite3.connect(faulty.spool / "matrix" / "matrix.db", isolation_level=None)
    locking.execute("BEGIN EXCLUSIVE")
    refused = faulty["zhang"].upload(CLEAN.encode(), "a.txt", "text/plain")
    locking.execute("ROLLBACK")
    locking.close()

    assert unavailable(refused), refused.text
    assert faulty["zhang"].upload(CLEAN.encode(), "a.txt", "text/plain").status_code == 200


def test_a_spool_that_cannot_be_written_refuses(faulty: Platform, room: str) -> None:
    """A verdict that cannot be written down is none: here the folder of the spool is gone."""
    away = faulty.spool.with_name("away")
    faulty.spool.rename(away)
    for path in away.glob("*.jsonl"):
        path.unlink()
    answer = faulty["zhang"].send(room, CLEAN)
    away.rename(faulty.spool)

    assert unavailable(answer)
    assert faulty["zhang"].send(room, CLEAN).status_code == 200
