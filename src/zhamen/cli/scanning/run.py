"""Inspecting many files in several processes, in order, with a bounded number under way.

Whatever happens to a file, it gets a verdict: if its inspection fails it is unread; if it takes
the process with it, the files under way are tried again one by one to find out which it was.
"""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from zhamen.cli.naming import shown
from zhamen.cli.scanning.stopping import Stop, deaf
from zhamen.cli.scanning.task import Row, Task, lost
from zhamen.gatehouse.house import Gatehouse
from zhamen.model.message import Message, Part
from zhamen.model.terms import Channel
from zhamen.settings import Settings

Bundle = list[Task]
_AHEAD = 4
"""Bundles under way for each process; more would only make stopping slower."""
_MOST_FILES, _MOST_BYTES = 64, 1 << 18
_MOST_TASKS = 512
"""Tasks of a bundle, those counted that have their verdict already."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every process needs to know."""

    settings: Settings
    channel: Channel


_house: Gatehouse | None = None
_job: Job | None = None


def inspect_file(house: Gatehouse, path: str, channel: Channel) -> Row:
    """Return the verdict on one file. Never raises."""
    place = Path(path)
    message = Message(shown(path), (Part(shown(place.name), path=place),), channel)
    try:
        return house.pass_through(message).to_dict()
    except Exception:
        # A fault of ours: the file is unread, and the scan goes on.
        return lost(shown(path), "crashed")


def inspect_all(tasks: Iterable[Task], job: Job, processes: int, stop: Stop) -> Iterator[Task]:
    """Yield each task with its verdict, in order; none is begun after `stop` was asked for."""
    if processes == 1:
        with Gatehouse.open(job.settings) as house:
            for task in _until(stop, tasks):
                yield _answered(task, lambda path: inspect_file(house, path, job.channel))
        return
    crew = _Crew(job, processes)
    try:
        for bundle in _bundles(_until(stop, tasks)):
            crew.take(bundle)
            if crew.busy >= _AHEAD * processes:
                yield from crew.finished()
        while crew.busy:
            yield from crew.finished()
    finally:
        crew.dismiss()


def _until(stop: Stop, tasks: Iterable[Task]) -> Iterator[Task]:
    for task in tasks:
        if stop.asked:
            return
        yield task


def _answered(task: Task, inspect: Callable[[str], Row]) -> Task:
    """Give a task its verdict. All before it have theirs, so its twin has one."""
    task.take_over()
    if task.verdict is None:
        task.verdict = inspect(task.path)
    return task


def _bundles(tasks: Iterable[Task]) -> Iterator[Bundle]:
    """Yield small files together, since handing over one costs more than reading it."""
    bundle: Bundle = []
    files = size = 0
    for task in tasks:
        bundle.append(task)
        files += task.to_inspect
        size += task.size if task.to_inspect else 0
        if files >= _MOST_FILES or size >= _MOST_BYTES or len(bundle) >= _MOST_TASKS:
            yield bundle
            bundle, files, size = [], 0, 0
    if bundle:
        yield bundle


class _Crew:
    """Processes with a gatehouse each, replaced when one of them dies."""

    def __init__(self, job: Job, processes: int) -> None:
        self._job = job
        self._processes = processes
        self._waiting: deque[tuple[Bundle, Future[list[Row]]]] = deque()
        self._hired: ProcessPoolExecutor | None = None

    @property
    def _pool(self) -> ProcessPoolExecutor:
        """The processes, hired when the first file needs them: often none does."""
        if self._hired is None:
            self._hired = self._hire()
        return self._hired

    def _hire(self) -> ProcessPoolExecutor:
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
        paths = [task.path for task in bundle if task.to_inspect]
        future: Future[list[Row]] = Future()
        if not paths:
            future.set_result([])
        else:
            try:
                future = self._pool.submit(_work, paths)
            except BrokenProcessPool as error:
                future.set_exception(error)
        self._waiting.append((bundle, future))

    def finished(self) -> Iterator[Task]:
        """Wait for the files begun first, and yield them answered; after a death, all of them."""
        bundle, future = self._waiting.popleft()
        asked = [task for task in bundle if task.to_inspect]
        try:
            for task, verdict in zip(asked, future.result(), strict=True):
                task.verdict = verdict
        except BrokenProcessPool:
            bundle += [task for others, _ in self._waiting for task in others]
            self._waiting.clear()
        for task in bundle:
            yield _answered(task, self._alone)

    def _alone(self, path: str) -> Row:
        for _ in range(2):
            try:
                return self._pool.submit(_work, [path]).result()[0]
            except BrokenProcessPool:
                self.dismiss()
        return lost(shown(path), "crashed")

    def dismiss(self) -> None:
        """End all processes; what was not begun is not begun any more."""
        if self._hired is not None:
            self._hired.shutdown(wait=True, cancel_futures=True)
            self._hired = None


def _begin(job: Job) -> None:
    """Open this process's gatehouse, once."""
    global _house, _job
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _house, _job = Gatehouse.open(job.settings), job


def _nothing() -> None:
    pass


def _work(paths: list[str]) -> list[Row]:
    assert _house is not None and _job is not None
    return [inspect_file(_house, path, _job.channel) for path in paths]
