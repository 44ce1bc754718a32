"""Inspecting many files in several processes, in order, with a bounded number under way."""

import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from zhamen.cli.scanning.walk import Found, shown
from zhamen.gatehouse.house import Gatehouse
from zhamen.model.message import Message, Part
from zhamen.model.terms import Channel, Decision
from zhamen.model.verdict import Unread, Verdict
from zhamen.settings import Settings


@dataclass(frozen=True, slots=True)
class Job:
    """What every process needs to know."""

    settings: Settings
    channel: Channel


_house: Gatehouse | None = None
_job: Job | None = None


def inspect_file(house: Gatehouse, found: Found, channel: Channel) -> dict[str, Any]:
    """Return the verdict on one file as JSON-ready data; its id is the path."""
    path = Path(found.path)
    message = Message(shown(found.path), (Part(shown(path.name), path=path),), channel)
    return house.pass_through(message).to_dict()


def _start(job: Job) -> None:
    """Open this process's gatehouse once. Ctrl-C is the parent's affair."""
    global _house, _job
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _house, _job = Gatehouse.open(job.settings), job


def _work(found: Found) -> dict[str, Any]:
    assert _house is not None and _job is not None
    return inspect_file(_house, found, _job.channel)


def inspect_all(
    files: Iterable[Found], job: Job, processes: int
) -> Iterator[tuple[Found, dict[str, Any]]]:
    """Yield each file with its verdict, in order. Stopping the iterator stops the processes."""
    if processes == 1:
        with Gatehouse.open(job.settings) as house:
            for found in files:
                yield found, inspect_file(house, found, job.channel)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, _start, (job,)) as pool:
        waiting: deque[tuple[Found, Future[dict[str, Any]]]] = deque()
        try:
            for found in files:
                waiting.append((found, pool.submit(_work, found)))
                if len(waiting) >= 8 * processes:
                    yield _finished(*waiting.popleft())
            while waiting:
                yield _finished(*waiting.popleft())
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _finished(found: Found, future: "Future[dict[str, Any]]") -> tuple[Found, dict[str, Any]]:
    try:
        return found, future.result()
    except BrokenProcessPool:
        raise
    except Exception:
        # The inspection of this file failed: it is unread, and the scan goes on.
        return found, lost(shown(found.path), "crashed")


def lost(path: str, reason: str) -> dict[str, Any]:
    """Return the verdict on something that could not be looked into at all."""
    return Verdict(path, Decision.HOLD, unread=(Unread(path, reason),)).to_dict()
