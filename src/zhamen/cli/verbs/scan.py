"""`zhamen scan`: files and folders, with progress, resumable, and a report to sign."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

from zhamen.cli.exits import CLEAN, INTERRUPTED, STOPPED, UNREAD
from zhamen.cli.recognising import add_register, with_register
from zhamen.cli.scanning.progress import Progress
from zhamen.cli.scanning.run import Job, inspect_all, lost
from zhamen.cli.scanning.state import State, default_state
from zhamen.cli.scanning.stopping import Stop, interruptible
from zhamen.cli.scanning.summary import Summary
from zhamen.cli.scanning.table import show_table
from zhamen.cli.scanning.walk import Found, Repeat, walk
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError
from zhamen.gatehouse.house import Gatehouse
from zhamen.model.terms import Channel
from zhamen.model.verdict import Unread
from zhamen.policy.version import rules_version
from zhamen.settings import Settings


class Scan:
    """Inspects every file below the given paths."""

    name = "scan"
    help = "自查文件和文件夹 / inspect files and folders"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the paths and the ways to report."""
        add = parser.add_argument
        add("path", nargs="+", type=Path, help="文件或文件夹 / files or folders")
        add("--report", type=Path, metavar="OUT.html",
            help="生成可打印、可签字的自查报告 / write a self-contained HTML report")  # fmt: skip
        add("--person", metavar="NAME", help="报告封面：检查人 / who inspects, for the cover")
        add("--unit", metavar="NAME", help="报告封面：所在部门 / their unit, for the cover")
        add("--mask-paths", action="store_true", help="报告中隐去路径 / hide paths in the report")
        add("--jsonl", action="store_true", help="每个文件输出一行裁决 / one verdict a line")
        add("--jobs", type=int, default=os.cpu_count() or 1, metavar="N",
            help="进程数（默认为处理器个数） / processes (default: one a processor)")  # fmt: skip
        add("--channel", choices=[str(each) for each in Channel], default="internet",
            help="按哪种渠道判定 / channel to judge by (default: internet)")  # fmt: skip
        add("--phrases", type=Path, action="append", default=[], metavar="FILE",
            help="本单位的词表（TOML） / phrase lists of your own")  # fmt: skip
        add_register(parser)
        add("--state", type=Path, metavar="FILE",
            help="断点记录，中断后据此接续 / journal from which to go on")  # fmt: skip
        add("--fresh", action="store_true", help="不接续，重新检查 / start over")
        add("--engine", choices=["local"], default="local", help="执行引擎 / engine")

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Scan, show a table, write the report."""
        _refuse_nonsense(options, terminal)
        settings = _settings(options, terminal)
        # Opened here once: a bad policy is an error before the first file, not in every process.
        with Gatehouse.open(settings) as house:
            known = house.register_state
        state = _state(options, settings, known)
        began = monotonic()

        def say_stopping() -> None:
            terminal.note(terminal.pick(
                "\n正在停下：完成手上的文件（再按一次 Ctrl-C 立即退出）",
                "\nstopping: finishing the files under way (Ctrl-C again to leave at once)",
            ))  # fmt: skip

        with closing(state), interruptible(say_stopping) as stop:
            job = Job(settings, Channel(options.channel))
            summary = _Scanning(options, state, terminal).run(job, stop)
        if stop.asked:
            return _interrupted(summary, state, terminal)
        if not options.jsonl:
            show_table(summary, monotonic() - began, terminal)
        if options.report:
            _write_report(options, summary, rules_version(settings.policy.phrases), terminal)
        return STOPPED if summary.stopped else UNREAD if summary.unread else CLEAN


def _refuse_nonsense(options: Namespace, terminal: Terminal) -> None:
    if options.jobs < 1:
        raise UsageError(terminal.pick(
            f"--jobs：得到 {options.jobs}，应为 1 或更大",
            f"--jobs: got {options.jobs}, expected 1 or more",
        ))  # fmt: skip
    for path in options.path:
        if not os.path.lexists(path):
            raise UsageError(
                terminal.pick(f"{path}：不存在", f"{path}: does not exist"),
                advice=terminal.pick("给出已有的文件或文件夹", "name an existing file or folder"),
            )
    if options.report:
        folder = options.report.absolute().parent
        if options.report.is_dir() or not os.access(folder, os.W_OK):
            raise UsageError(
                terminal.pick(f"{options.report}：不能写入", f"{options.report}: not writable"),
                advice="--report FILE.html",
            )


def _settings(options: Namespace, terminal: Terminal) -> Settings:
    own = terminal.settings.policy
    own = replace(own, phrases=(*own.phrases, *options.phrases))
    settings = replace(terminal.settings, policy=own, language=terminal.language)
    return with_register(settings, options)


def _state(options: Namespace, settings: Settings, known: str) -> State:
    """Return the journal; it holds for the same rules and the same register only."""
    path = options.state or default_state(options.path)
    organisations = ",".join(settings.policy.organisations)
    rules = f"{rules_version(settings.policy.phrases)}/{options.channel}/{organisations}"
    rules += f"/{settings.limits}/{settings.language}/{known}"
    return State(path, rules, fresh=options.fresh)


class _Scanning:
    """One scan under way."""

    def __init__(self, options: Namespace, state: State, terminal: Terminal) -> None:
        self._options = options
        self._state = state
        self._terminal = terminal
        self._summary = Summary()

    def run(self, job: Job, stop: Stop) -> Summary:
        """Inspect everything and return the numbers."""
        with closing(Progress(self._options.path, self._terminal)) as progress:
            self._progress = progress
            for found, verdict in inspect_all(self._fresh(stop), job, self._options.jobs, stop):
                self._state.add(self._state.key(found), verdict)
                self._give(verdict, found.size)
        return self._summary

    def _fresh(self, stop: Stop) -> Iterator[Found]:
        """Yield what must be inspected; answer for the rest at once."""
        for each in walk(self._options.path):
            if stop.asked:
                return
            if isinstance(each, Repeat):
                self._summary.repeats += 1
            elif isinstance(each, Unread):
                self._give(lost(each.part, each.reason), 0)
            elif self._state.has(key := self._state.key(each)):
                self._summary.resumed += 1
                self._give(self._state.verdict(key), each.size)
            else:
                yield each

    def _give(self, verdict: dict[str, Any], size: int) -> None:
        self._summary.add(verdict, size)
        if self._options.jsonl:
            self._terminal.json(verdict, indent=None)
        self._progress.step()


def _interrupted(summary: Summary, state: State, terminal: Terminal) -> int:
    terminal.note(terminal.pick(
        f"已停下：{summary.files:,} 个文件已有结果。再次运行同一命令即从断点继续。\n"
        f"  断点记录：{state.path}",
        f"Stopped: {summary.files:,} files are done. Run the same command to go on.\n"
        f"  journal: {state.path}",
    ))  # fmt: skip
    return INTERRUPTED


def _write_report(options: Namespace, summary: Summary, rules: str, terminal: Terminal) -> None:
    from zhamen.cli.scanning.report import render

    page = render(summary, options, rules, terminal.language)
    try:
        options.report.write_text(page, "utf-8", "backslashreplace")
    except OSError as error:
        raise UsageError(f"{options.report}: {error.strerror}", advice="--report FILE") from error
    terminal.note(terminal.pick(f"报告已写入 {options.report}", f"Report: {options.report}"))


VERB = Scan()
