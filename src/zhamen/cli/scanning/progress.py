"""Progress on standard error: a bar with rate and remaining time on a screen, lines elsewhere."""

import sys
from collections.abc import Iterable
from pathlib import Path
from time import monotonic
from typing import Any

from zhamen.cli.scanning.walk import Found, walk
from zhamen.cli.terminal import Terminal

_EVERY_SECONDS = 10.0


class Progress:
    """Counts files as they are done; counts them first only where somebody watches."""

    def __init__(self, roots: Iterable[Path], terminal: Terminal) -> None:
        self._terminal = terminal
        self._done = 0
        self._said = monotonic()
        self._bar: Any = None
        if sys.stderr.isatty():
            self._open_bar(sum(isinstance(each, Found) for each in walk(roots)))

    def _open_bar(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # fmt: skip

        title = self._terminal.pick("检查", "inspecting")
        self._bar = Progress(
            TextColumn(title), BarColumn(), MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self._began = monotonic()
        self._task = self._bar.add_task("", total=total, rate="")
        self._bar.start()

    def step(self, size: int) -> None:
        """Note one more file done."""
        self._done += 1
        if self._bar is not None:
            rate = self._done / max(monotonic() - self._began, 0.001)
            self._bar.update(self._task, completed=self._done, rate=f"{rate:.0f}/s")
        elif monotonic() - self._said > _EVERY_SECONDS:
            self._said = monotonic()
            self._terminal.note(
                self._terminal.pick(f"已检查 {self._done} 个文件", f"{self._done} files done")
            )

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
