"""The counters of the gatehouse: where messages are inspected, how many at once, how many wait.

A short text is answered at once, in the caller's own thread: it takes less time than handing it
over. Files and long texts go to a few threads, each with a gatehouse of its own; when too many
wait, the next is turned away at once rather than kept past its deadline.
"""

import asyncio
import queue
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from zhamen.errors import ZhamenError
from zhamen.gatehouse.house import Gatehouse
from zhamen.gatehouse.published import PublishedHouse
from zhamen.model.message import Message
from zhamen.model.verdict import Verdict
from zhamen.reading import normal

SHORT = 4000
"""Letters up to which a text is inspected at once."""


class Busy(Exception):
    """Too many messages wait already."""


class Counters:
    """One gatehouse for short texts and some for the rest."""

    def __init__(
        self, open_house: Callable[[], Gatehouse | PublishedHouse], threads: int, waiting: int
    ) -> None:
        """Open them all, so that a bad register or policy is known before the first message."""
        normal.prepare_for_many()
        self._front = open_house()
        self._houses: queue.SimpleQueue[Gatehouse | PublishedHouse] = queue.SimpleQueue()
        self._all = [open_house() for _ in range(threads)]
        for house in self._all:
            self._houses.put(house)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="counter")
        self._most = threads + waiting
        self._inside = 0
        self._lock = Lock()
        self._syncing = _Syncing(self._front.sync)

    async def verdict(self, message: Message) -> Verdict:
        """Return the verdict on a message, whichever way is shorter. Raises Busy."""
        if is_short(message):
            return await self.at_once(message)
        return await asyncio.wrap_future(self.later(message))

    @property
    def inside(self) -> int:
        """Messages that are being inspected or wait."""
        return self._inside

    async def at_once(self, message: Message) -> Verdict:
        """Return the verdict on a short text when it is on the disk. For the loop's thread."""
        verdict = self._front.pass_unsynced(message)
        await self._syncing.wait()
        return verdict

    def later(self, message: Message) -> Future[Verdict]:
        """Return the verdict to come. Raises Busy if too many wait."""
        with self._lock:
            if self._inside >= self._most:
                raise Busy
            self._inside += 1
        verdict = self._pool.submit(self._inspect, message)
        verdict.add_done_callback(self._leave)
        return verdict

    def covering(self, digest: str, sender: str, group: str) -> str:
        """Return the id of the release by which a message would pass at every counter now.

        Empty if there is none, or if one of them still works without it. For the loop's thread.
        """
        found = self._front.covering(digest, sender, group)
        serial = self._front.serial
        return found if all(house.keeps_up_with(serial) for house in self._all) else ""

    def healthy(self) -> bool:
        """Tell whether the register, if there is one, can be asked and the spool written."""
        try:
            return self._front.healthy()
        except (ZhamenError, OSError):
            return False

    def _inspect(self, message: Message) -> Verdict:
        house = self._houses.get()
        try:
            return house.pass_through(message)
        finally:
            self._houses.put(house)

    def _leave(self, _: Future[Verdict]) -> None:
        # One that was cancelled before its turn leaves as well.
        with self._lock:
            self._inside -= 1

    def close(self) -> None:
        """Let what is inside finish, then close."""
        self._pool.shutdown()
        for house in (self._front, *self._all):
            house.close()


class _Syncing:
    """One forcing to the disk for all verdicts that were written while the last one ran."""

    def __init__(self, sync: Callable[[], None]) -> None:
        self._sync = sync
        self._waiting: list[asyncio.Future[None]] = []
        self._running: asyncio.Task[None] | None = None

    async def wait(self) -> None:
        """Return when what was written before the call is on the disk. Raises OSError."""
        loop = asyncio.get_running_loop()
        mine = loop.create_future()
        self._waiting.append(mine)
        if self._running is None:
            self._running = loop.create_task(self._run())
        await mine

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while served := self._waiting:
            self._waiting = []
            try:
                await loop.run_in_executor(None, self._sync)
            except Exception as error:
                # What was written meanwhile may be lost too: the disk says it once.
                served, self._waiting = [*served, *self._waiting], []
                _settle(served, error)
            else:
                _settle(served)
        self._running = None


def _settle(waiting: list[asyncio.Future[None]], error: Exception | None = None) -> None:
    for each in waiting:
        if each.done():
            # Whoever asked has gone.
            continue
        if error is None:
            each.set_result(None)
        else:
            each.set_exception(error)


def is_short(message: Message) -> bool:
    """Tell whether a message is typed text that is inspected faster than it is handed over."""
    if any(part.text is None for part in message.parts):
        return False
    # Empty texts cost time too, and a context is read wherever something is found.
    texts = [*(part.text or "" for part in message.parts), *message.context]
    return sum(map(len, texts)) + len(texts) <= SHORT
