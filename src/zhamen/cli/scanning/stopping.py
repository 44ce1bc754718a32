"""Ctrl-C while scanning: the first finishes what is under way, the second ends at once."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class Stop:
    """Whether somebody has asked to stop."""

    asked = False


@contextmanager
def interruptible(note: Callable[[], None]) -> Iterator[Stop]:
    """Yield a Stop that the first Ctrl-C sets, after which `note` is called."""
    stop = Stop()

    def on_interrupt(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stop.asked = True
        note()

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def deaf() -> Iterator[None]:
    """Let processes that are started here be born deaf to Ctrl-C: it is the parent's affair."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
