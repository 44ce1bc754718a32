"""Progress of long work: one line that is written over, for a person who watches."""

from collections.abc import Mapping
from time import monotonic
from types import TracebackType

from zhamen.cli.terminal import Terminal

_EVERY_SECONDS = 0.1


class Counting:
    """Shows how far a step is; nothing where standard error is no screen."""

    def __init__(self, terminal: Terminal, words: Mapping[str, tuple[str, str]]) -> None:
        """Take the words of each step, in both languages."""
        self._terminal, self._words = terminal, words
        self._watched = terminal.err.isatty()
        self._said = 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        """Tell it; a total of 0 is not known."""
        now = monotonic()
        if not self._watched or (now - self._said < _EVERY_SECONDS and done != total):
            return
        self._said = now
        share = f"{done / total:4.0%}  {done:,}/{total:,}" if total else f"{done:,}"
        self._terminal.err.write(f"\r\x1b[K{share} {self._terminal.pick(*self._words[step])}")
        self._terminal.err.flush()

    def __enter__(self) -> "Counting":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Clear the line."""
        if self._watched:
            self._terminal.err.write("\r\x1b[K")
            self._terminal.err.flush()
