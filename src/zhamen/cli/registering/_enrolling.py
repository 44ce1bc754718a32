"""Enrolling files in several processes, in order; a file's text never leaves the one it is in."""

import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from zhamen.cli.naming import shown
from zhamen.cli.scanning.stopping import Stop, deaf
from zhamen.errors import RegisterError
from zhamen.model.message import Message, Part
from zhamen.model.terms import Medium
from zhamen.model.trace import Trace
from zhamen.model.verdict import Unread
from zhamen.reading.reader import Reader
from zhamen.register.batch import Batch
from zhamen.register.enrol import Enroller, Original
from zhamen.register.families import Families
from zhamen.register.guarding import guard_memory
from zhamen.register.keys import BundleKey
from zhamen.register.meta import Particulars
from zhamen.register.public import Public
from zhamen.register.recall import records_of
from zhamen.register.recalling.position import SECTION as SITES
from zhamen.register.recalling.position import record
from zhamen.settings import Settings

_AHEAD = 4
_PATIENCE = 900.0
"""Seconds for one document that is to be registered."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every process needs to know."""

    key: BundleKey
    settings: Settings
    public: Path | None = None
    lookalikes: bool = False
    terms: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A file to enrol, with what is said of it."""

    path: str
    said: Particulars


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What came of one file."""

    task: Task
    batch: Batch
    unread: tuple[Unread, ...]

    @property
    def empty(self) -> bool:
        """Tell whether there was nothing to recognise it by."""
        known = (self.batch.prints != 0).any() or len(self.batch.terms)
        return not known and not any(map(len, self.batch.records.values()))


def _patient(settings: Settings) -> Settings:
    """Return settings with time for a recording of hours: nobody waits for it to be sent."""
    limits = settings.limits
    return replace(settings, limits=replace(limits, seconds=max(limits.seconds, _PATIENCE)))


class _Desk:
    """One process's reader and enroller."""

    def __init__(self, job: Job) -> None:
        guard_memory()
        self._reader = Reader(_patient(job.settings))
        public = Public(job.public) if job.public else None
        self._enroller = Enroller(
            job.key, public=public, lookalikes=job.lookalikes, terms=job.terms
        )

    def enrol(self, task: Task) -> Enrolled:
        path, said = Path(task.path), task.said
        message = Message("-", (Part(shown(path.name), path=path),))
        reading = self._reader.read(message)
        text = "\n".join(p.text for p in reading.passages if p.medium is not Medium.NAME)
        original = Original(
            said.document, text, said.title, said.numbers, said.names, said.matters,
            _records(reading.traces, said),
        )  # fmt: skip
        return Enrolled(task, self._enroller.enrol(original), reading.unread)

    def close(self) -> None:
        self._reader.close()


def _records(traces: Sequence[Trace], said: Particulars) -> dict[str, list[tuple[int, bytes]]]:
    """Return what is kept besides prints: of the file's traces, and the place that it is of."""
    records = records_of(traces)
    return records if said.site is None else {**records, SITES: [record(*said.site)]}


_desk: _Desk | None = None


def _begin(job: Job) -> None:
    global _desk
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _desk = _Desk(job)


def _work(task: Task) -> Enrolled:
    assert _desk is not None
    return _desk.enrol(task)


def enrol_all(
    tasks: Iterable[Task], job: Job, processes: int, families: Families, stop: Stop
) -> Iterator[Enrolled]:
    """Yield what came of each file, in order; versions of earlier documents as such.

    Raises RegisterError if a process died; what was committed stays, and the work can go on.
    """
    with deaf():
        pool = ProcessPoolExecutor(processes, get_context("spawn"), _begin, (job,))
    waiting: deque[Future[Enrolled]] = deque()
    try:
        for task in tasks:
            if stop.asked:
                break
            waiting.append(pool.submit(_work, task))
            if len(waiting) >= _AHEAD * processes:
                yield _kept(waiting.popleft().result(), families)
        while waiting:
            yield _kept(waiting.popleft().result(), families)
    except BrokenProcessPool as error:
        raise RegisterError(
            "a process that enrols died", advice="run the same command again: it goes on"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _kept(done: Enrolled, families: Families) -> Enrolled:
    """Name the family of a document, and let the next ones be compared with it."""
    batch = done.batch
    document = batch.documents[0]
    kin = families.kin_of(batch.sketches[0])
    if kin is not None and kin.id != document.id and not document.family:
        batch.documents[0] = replace(document, family=kin.id)
        batch.entries["family"] = kin.family
    families.add(batch)
    return done
