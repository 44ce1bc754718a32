"""Progress on standard error: a bar with rate and remaining time on a screen, lines elsewhere."""

from collections.abc import Iterable
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

from zhamen.cli.scanning.walk import Repeat, walk
from zhamen.cli.terminal import Terminal

_EVERY_SECONDS = 10.0


class Progress:
    """Counts files as they are done; on a screen it counts beside that how many there are."""

    def __init__(self, roots: Iterable[Path], terminal: Terminal) -> None:
        self._terminal = terminal
        self._done = 0
        self._began = self._said = monotonic()
        self._bar: Any = None
        self._closed = Event()
        if terminal.err.isatty():
            self._open_bar(list(roots))

    def _open_bar(self, roots: list[Path]) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TextColumn("{task.completed:,.0f}/{task.fields[of]}"),
            TextColumn("{task.fields[rate]}"),
            TextColumn(self._terminal.pick("剩余", "left")),
            TimeRemainingColumn(compact=True),
            console=Console(file=self._terminal.err),
            transient=True,
        )
        title = self._terminal.pick("正在检查", "inspecting")
        self._task = self._bar.add_task(title, total=None, of="…", rate="")
        self._bar.start()
        Thread(target=self._count, args=(roots,), daemon=True).start()

    def _count(self, roots: list[Path]) -> None:
        total = 0
        for each in walk(roots):
            if self._closed.is_set():
                return
            total += not isinstance(each, Repeat)
        self._bar.update(self._task, total=total, of=f"{total:,}")

    def step(self) -> None:
        """Note one more file done."""
        self._done += 1
        now = monotonic()
        if self._bar is not None:
            self._bar.update(self._task, completed=self._done, rate=self._rate(now))
        elif now - self._said > _EVERY_SECONDS:
            self._said = now
            count = f"{self._done:,}"
            self._terminal.note(
                self._terminal.pick(f"已检查 {count} 个文件", f"{count} files done")
                + f", {self._rate(now)}"
            )

    def _rate(self, now: float) -> str:
        rate = self._done / max(now - self._began, 0.001)
        # A busy machine that does one in three seconds does not do none.
        said = f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"
        return self._terminal.pick(f"{said} 个/秒", f"{said}/s")

    def close(self) -> None:
        """Take the bar away."""
        self._closed.set()
        if self._bar is not None:
            self._bar.stop()
