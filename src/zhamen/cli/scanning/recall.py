"""What is known of a file before it is opened: from the journal, from the cache, from a copy."""

from zhamen.cli.scanning.cache import Cache, unchanged
from zhamen.cli.scanning.silence import telling
from zhamen.cli.scanning.state import State
from zhamen.cli.scanning.task import (
    OF_ITS_PLACE,
    Row,
    Task,
    base,
    lasting,
    named,
    nameless,
    reasons,
)
from zhamen.cli.scanning.walk import Found
from zhamen.gatehouse.house import Gatehouse

_MOST_PASSING = 10_000


class Recall:
    """Answers for what was inspected before, and remembers what is inspected now."""

    def __init__(self, state: State, cache: Cache, house: Gatehouse) -> None:
        """`house` tells which names say nothing."""
        self._state = state
        self._cache = cache
        self._house = house
        self._underway: dict[bytes, Task] = {}
        self._passing: dict[bytes, Row] = {}
        """Verdicts that hold for this run: what took too long once is not tried thirty times."""

    def task(self, found: Found, most_bytes: int) -> Task:
        """Return a file as a task, with its verdict if that is known.

        A file of more than `most_bytes` is too large to be read, for a digest as well.
        """
        task = Task(found.path, found, self._state.verdict(self._state.key(found)))
        if task.verdict is not None:
            task.source = "journal"
        elif 0 < found.size <= most_bytes:
            self._look_up(task, found)
        return task

    def _look_up(self, task: Task, found: Found) -> None:
        key = self._cache.known(found) or self._key(found)
        if key is None:
            return
        task.key = key
        kept = self._passing.get(key) or self._cache.verdict(key)
        if kept is not None:
            task.verdict, task.source = named(kept, found.path), "cache"
        elif key in self._underway:
            task.twin = self._underway[key]
        else:
            self._underway[key] = task

    def _key(self, found: Found) -> bytes | None:
        content = self._cache.content(found)
        if content is None:
            return None
        key = self._cache.key(content, telling(base(found.path), self._house))
        self._cache.note(found, key)
        return key

    def learn(self, task: Task) -> None:
        """Note an answered task down."""
        if task.found is None or task.verdict is None or task.source == "journal":
            return
        self._state.add(self._state.key(task.found), task.verdict)
        if task.key is None:
            return
        if self._underway.get(task.key) is task:
            del self._underway[task.key]
        # What was inspected must be what the digest is of.
        task.settled = unchanged(task.found)
        if task.source == "" and task.settled:
            self._keep(task.key, task.verdict, task.path)

    def _keep(self, key: bytes, verdict: Row, path: str) -> None:
        kept = nameless(verdict, path)
        if kept is None or reasons(kept) & OF_ITS_PLACE:
            return
        if lasting(kept):
            self._cache.add(key, kept)
        elif len(self._passing) < _MOST_PASSING:
            self._passing[key] = kept

    @property
    def failure(self) -> str:
        """Return why the journal takes no more; empty as long as it does."""
        return self._state.failure

    def close(self) -> None:
        """Close the journal and the cache."""
        self._state.close()
        self._cache.close()
