"""`zhamen scan`: files and folders, with progress, resumable, and a report to sign."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from time import monotonic

from zhamen.cli.exits import CLEAN, INTERRUPTED, STOPPED, UNREAD
from zhamen.cli.naming import plain, shown
from zhamen.cli.recognising import add_register, with_register
from zhamen.cli.scanning.cache import Cache, default_folder
from zhamen.cli.scanning.places import Places
from zhamen.cli.scanning.progress import Progress
from zhamen.cli.scanning.recall import Recall
from zhamen.cli.scanning.rules import rules_in_force
from zhamen.cli.scanning.run import Job, inspect_all
from zhamen.cli.scanning.secret import load_secret
from zhamen.cli.scanning.state import State, default_state, state_folder
from zhamen.cli.scanning.stopping import Stop, interruptible
from zhamen.cli.scanning.summary import Summary
from zhamen.cli.scanning.table import show_table
from zhamen.cli.scanning.task import Task, lost
from zhamen.cli.scanning.walk import Repeat, walk
from zhamen.cli.terminal import Terminal, columns
from zhamen.errors import UsageError
from zhamen.gatehouse.house import Gatehouse
from zhamen.model.terms import Channel
from zhamen.model.verdict import Unread
from zhamen.policy.version import rules_version
from zhamen.settings import Settings, SpoolSettings


class Scan:
    """Inspects every file below the given paths."""

    name = "scan"
    help = "自查文件和文件夹 / inspect files and folders"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the paths and the ways to report."""
        add = parser.add_argument
        add("path", nargs="*", type=Path, help="文件或文件夹 / files or folders")
        add("--messenger", action="store_true",
            help="自动找出微信、QQ 等的文件夹 / find the folders of WeChat, QQ …")  # fmt: skip
        add("--report", type=Path, metavar="OUT.html",
            help="生成可打印、可签字的自查报告 / write a self-contained HTML report")  # fmt: skip
        add("--person", metavar="NAME", help="报告封面：检查人 / who inspects, for the cover")
        add("--unit", metavar="NAME", help="报告封面：所在部门 / their unit, for the cover")
        add("--mask-paths", action="store_true", help="报告中隐去路径 / hide paths in the report")
        add("--jsonl", action="store_true", help="每个文件输出一行裁决 / one verdict a line")
        add("--jobs", type=int, default=os.cpu_count() or 1, metavar="N",
            help="进程数（默认为处理器个数） / processes (default: one a processor)")  # fmt: skip
        add("--seconds", type=float, default=60.0, metavar="S",
            help="每个文件的时限（默认 60 秒） / seconds for a file (default: 60)")  # fmt: skip
        add("--channel", choices=[str(each) for each in Channel], default="internet",
            help="按哪种渠道判定（默认互联网） / "
                 "channel to judge by (default: internet)")  # fmt: skip
        add("--phrases", type=Path, action="append", default=[], metavar="FILE",
            help="本单位的词表（TOML） / phrase lists of your own")  # fmt: skip
        add_register(parser)
        add("--state", type=Path, metavar="FILE",
            help="断点记录，中断后据此接续 / journal from which to go on")  # fmt: skip
        add("--fresh", action="store_true",
            help="不用以前的结果，全部重新检查 / start over, trusting no earlier run")  # fmt: skip
        add("--engine", choices=["local"], default="local", help="执行引擎 / engine")

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Scan, show a table, write the report."""
        _refuse_nonsense(options, terminal)
        if options.messenger:
            options.path = _messengers(options.path, terminal)
        settings = _settings(options, terminal)
        began = monotonic()

        def say_stopping() -> None:
            terminal.note(terminal.pick(
                "\n正在停下：完成手上的文件（再按一次 Ctrl-C 立即退出）",
                "\nstopping: finishing the files under way (Ctrl-C again to leave at once)",
            ))  # fmt: skip

        state = options.state or default_state(options.path)
        # Opened here once: a bad policy is an error before the first file, not in every process.
        with (
            Gatehouse.open(replace(settings, spool=SpoolSettings())) as house,
            closing(_recall(options, settings, house, state)) as recall,
            interruptible(say_stopping) as stop,
        ):
            job = Job(settings, Channel(options.channel))
            summary = _Scanning(options, recall, terminal).run(job, stop)
            _say_what_is_forgotten(recall.failure, state, terminal)
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
    if not options.seconds > 0:
        raise UsageError(terminal.pick(
            f"--seconds：得到 {options.seconds:g}，应大于 0",
            f"--seconds: got {options.seconds:g}, expected more than 0",
        ))  # fmt: skip
    if not options.path and not options.messenger:
        raise UsageError(terminal.pick(
            "缺少文件或文件夹（或 --messenger）", "expected files or folders, or --messenger"
        ), advice="zhamen scan --help")  # fmt: skip
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


def _messengers(homes: list[Path], terminal: Terminal) -> list[Path]:
    """Return the messengers' folders in these homes, the person's own if none is named."""
    from zhamen.cli.scanning.messengers import find_stores, own_homes

    homes = homes or own_homes()
    stores = find_stores(homes)
    if not stores:
        looked = "、".join(map(str, homes))
        raise UsageError(
            terminal.pick(
                f"没有找到聊天软件的文件夹：{looked}", f"no messenger's folder in {looked}"
            ),
            advice=terminal.pick("直接给出文件夹 / ", "") + "zhamen scan FOLDER",
        )
    terminal.note(terminal.pick("找到聊天软件的文件夹：", "Messengers' folders:"))
    for store in stores:
        title = terminal.pick(store.client.title, store.client.title_en)
        terminal.note(f"  {title}{' ' * (18 - columns(title))}{plain(shown(str(store.root)))}")
    return [folder for store in stores for folder in store.folders]


def _settings(options: Namespace, terminal: Terminal) -> Settings:
    own = terminal.settings.policy
    own = replace(own, phrases=(*own.phrases, *options.phrases))
    # On one's own machine a scanned book may take its time; a gate has somebody waiting.
    limits = replace(terminal.settings.limits, seconds=options.seconds)
    settings = replace(terminal.settings, policy=own, limits=limits, language=terminal.language)
    return with_register(settings, options)


def _recall(options: Namespace, settings: Settings, house: Gatehouse, state: Path) -> Recall:
    """Return what is known from earlier runs under the same rules and the same register."""
    rules = rules_in_force(settings, options.channel, house.register_state)
    journal = State(state, rules, fresh=options.fresh)
    secret = load_secret(state_folder() / "cache.key")
    cache = Cache(default_folder(), secret, rules, fresh=options.fresh)
    return Recall(journal, cache, house)


class _Scanning:
    """One scan under way."""

    def __init__(self, options: Namespace, recall: Recall, terminal: Terminal) -> None:
        self._options = options
        self._recall = recall
        self._terminal = terminal
        self._summary = Summary(Places(options.path))

    def run(self, job: Job, stop: Stop) -> Summary:
        """Inspect everything and return the numbers."""
        most_bytes = job.settings.limits.input_bytes
        with closing(Progress(self._options.path, self._terminal)) as progress:
            self._progress = progress
            tasks = self._tasks(most_bytes)
            for task in inspect_all(tasks, job, self._options.jobs, stop):
                self._recall.learn(task)
                self._give(task)
        return self._summary

    def _tasks(self, most_bytes: int) -> Iterator[Task]:
        """Yield every file that stands below the paths, with its verdict where it is known."""
        for each in walk(self._options.path):
            if isinstance(each, Repeat):
                self._summary.repeats += 1
            elif isinstance(each, Unread):
                yield Task(each.part, verdict=lost(each.part, each.reason))
            else:
                yield self._recall.task(each, most_bytes)

    def _give(self, task: Task) -> None:
        assert task.verdict is not None
        self._summary.add(task.verdict, task.size, task.source)
        if self._options.jsonl:
            self._terminal.json(task.verdict, indent=None)
        self._progress.step()


def _interrupted(summary: Summary, state: Path, terminal: Terminal) -> int:
    terminal.note(terminal.pick(
        f"已停下：{summary.files:,} 个文件已有结果。再次运行同一命令即从断点继续。\n"
        f"  断点记录：{state}",
        f"Stopped: {summary.files:,} files are done. Run the same command to go on.\n"
        f"  journal: {state}",
    ))  # fmt: skip
    return INTERRUPTED


def _say_what_is_forgotten(failure: str, state: Path, terminal: Terminal) -> None:
    """Tell that a full disk, say, keeps results from being noted down; none of them is lost."""
    if failure:
        terminal.note(terminal.pick(
            f"断点记录没有写完：{state}：{failure}\n"
            "  → 本次结果完整；没有记下的，下次重新检查。请腾出空间，或另给 --state FILE",
            f"journal not complete: {state}: {failure}\n"
            "  → these results are whole; what was not noted down is inspected again next time: "
            "make room, or give another --state FILE",
        ))  # fmt: skip


def _write_report(options: Namespace, summary: Summary, rules: str, terminal: Terminal) -> None:
    from zhamen.cli.scanning.report import render

    page = render(summary, options, rules, terminal.language)
    try:
        options.report.write_text(page, "utf-8", "backslashreplace")
    except OSError as error:
        raise UsageError(f"{options.report}: {error.strerror}", advice="--report FILE") from error
    terminal.note(terminal.pick(f"报告已写入 {options.report}", f"Report: {options.report}"))


VERB = Scan()
