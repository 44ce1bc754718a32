"""Inspecting many files in several processes, in order, with a bounded number under way.

Whatever happens to a file, it gets a verdict: if its inspection fails it is unread; if it takes
the process with it, the files under way are tried again one by one to find out which it was.
"""

import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from zhamen.cli.naming import shown
from zhamen.cli.scanning.stopping import Stop, deaf
from zhamen.cli.scanning.walk import Found
from zhamen.gatehouse.house import Gatehouse
from zhamen.model.message import Message, Part
from zhamen.model.terms import Channel, Decision
from zhamen.model.verdict import Unread, Verdict
from zhamen.settings import Settings

Outcome = tuple[Found, dict[str, Any]]
Bundle = list[Found]
_AHEAD = 4
"""Bundles under way for each process; more would only make stopping slower."""
_MOST_FILES, _MOST_BYTES = 64, 1 << 18


@dataclass(frozen=True, slots=True)
class Job:
    """What every process needs to know."""

    settings: Settings
    channel: Channel


_house: Gatehouse | None = None
_job: Job | None = None


def inspect_file(house: Gatehouse, found: Found, channel: Channel) -> dict[str, Any]:
    """Return the verdict on one file as JSON-ready data; its id is the path. Never raises."""
    path = Path(found.path)
    message = Message(shown(found.path), (Part(shown(path.name), path=path),), channel)
    try:
        return house.pass_through(message).to_dict()
    except Exception:
        # A fault of ours: the file is unread, and the scan goes on.
        return lost(shown(found.path), "crashed")


def lost(path: str, reason: str) -> dict[str, Any]:
    """Return the verdict on something that could not be looked into at all."""
    return Verdict(path, Decision.HOLD, unread=(Unread(path, reason),)).to_dict()


def inspect_all(files: Iterable[Found], job: Job, processes: int, stop: Stop) -> Iterator[Outcome]:
    """Yield each file with its verdict, in order; none is begun after `stop` was asked for."""
    if processes == 1:
        with Gatehouse.open(job.settings) as house:
            for found in _until(stop, files):
                yield found, inspect_file(house, found, job.channel)
        return
    crew = _Crew(job, processes)
    try:
        for bundle in _bundles(_until(stop, files)):
            crew.take(bundle)
            if crew.busy >= _AHEAD * processes:
                yield from crew.finished()
        while crew.busy:
            yield from crew.finished()
    finally:
        crew.dismiss()


def _until(stop: Stop, files: Iterable[Found]) -> Iterator[Found]:
    for found in files:
        if stop.asked:
            return
        yield found


def _bundles(files: Iterable[Found]) -> Iterator[Bundle]:
    """Yield small files together, since handing over one costs more than reading it."""
    bundle: Bundle = []
    size = 0
    for found in files:
        bundle.append(found)
        size += found.size
        if len(bundle) >= _MOST_FILES or size >= _MOST_BYTES:
            yield bundle
            bundle, size = [], 0
    if bundle:
        yield bundle


class _Crew:
    """Processes with a gatehouse each, replaced when one of them dies."""

    def __init__(self, job: Job, processes: int) -> None:
        self._job = job
        self._processes = processes
        self._waiting: deque[tuple[Bundle, Future[list[dict[str, Any]]]]] = deque()
        self._pool = self._hired()

    def _hired(self) -> ProcessPoolExecutor:
        context = get_context("spawn")
        pool = ProcessPoolExecutor(self._processes, context, _begin, (self._job,))
        with deaf():
            # A process is started for each task that finds no other idle.
            for _ in range(self._processes):
                pool.submit(_nothing)
        return pool

    @property
    def busy(self) -> int:
        """Bundles under way."""
        return len(self._waiting)

    def take(self, bundle: Bundle) -> None:
        """Begin with some files."""
        try:
            future = self._pool.submit(_work, bundle)
        except BrokenProcessPool as error:
            future = Future()
            future.set_exception(error)
        self._waiting.append((bundle, future))

    def finished(self) -> Iterator[Outcome]:
        """Wait for the files begun first, and yield their verdicts; after a death, those of all."""
        bundle, future = self._waiting.popleft()
        try:
            yield from zip(bundle, future.result(), strict=True)
        except BrokenProcessPool:
            suspects = [*bundle, *(found for others, _ in self._waiting for found in others)]
            self._waiting.clear()
            for suspect in suspects:
                yield suspect, self._alone(suspect)

    def _alone(self, found: Found) -> dict[str, Any]:
        for _ in range(2):
            try:
                return self._pool.submit(_work, [found]).result()[0]
            except BrokenProcessPool:
                self.dismiss()
                self._pool = self._hired()
        return lost(shown(found.path), "crashed")

    def dismiss(self) -> None:
        """End all processes; what was not begun is not begun any more."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def _begin(job: Job) -> None:
    """Open this process's gatehouse, once."""
    global _house, _job
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _house, _job = Gatehouse.open(job.settings), job


def _nothing() -> None:
    pass


def _work(bundle: Bundle) -> list[dict[str, Any]]:
    assert _house is not None and _job is not None
    return [inspect_file(_house, found, _job.channel) for found in bundle]
