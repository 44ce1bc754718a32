"""`zhamen scan`: files and folders, with progress, resumable, and a report to sign."""

import json
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from time import monotonic

from zhamen.cli.exits import CLEAN, STOPPED, UNREAD
from zhamen.cli.scanning.progress import Progress
from zhamen.cli.scanning.run import Job, inspect_all, lost
from zhamen.cli.scanning.state import State, default_state
from zhamen.cli.scanning.summary import Summary
from zhamen.cli.scanning.walk import Found, walk
from zhamen.cli.showing import DECISIONS
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError
from zhamen.model.terms import Channel
from zhamen.model.verdict import Unread
from zhamen.policy.reasons import reason_in_words
from zhamen.policy.version import rules_version


class Scan:
    """Inspects every file below the given paths."""

    name = "scan"
    help = "自查文件和文件夹 / inspect files and folders"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the paths and the ways to report."""
        parser.add_argument("path", nargs="+", type=Path, help="文件或文件夹 / files or folders")
        parser.add_argument("--report", type=Path, metavar="OUT.html",
                            help="生成自查报告 / write a self-contained HTML report")  # fmt: skip
        parser.add_argument("--jsonl", action="store_true",
                            help="每个文件输出一行裁决 / one verdict a line")  # fmt: skip
        parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N",
                            help="进程数 / processes (default: %(default)s)")  # fmt: skip
        parser.add_argument("--channel", choices=[*Channel], default=Channel.INTERNET,
                            help="按哪种渠道判定 / channel to judge by")  # fmt: skip
        parser.add_argument("--phrases", type=Path, action="append", default=[], metavar="FILE",
                            help="本单位的词表（TOML）/ phrase lists of your own")  # fmt: skip
        parser.add_argument("--state", type=Path, metavar="FILE",
                            help="断点记录 / journal from which an interrupted scan goes on")  # fmt: skip
        parser.add_argument("--fresh", action="store_true",
                            help="不接续，重新检查 / start over")  # fmt: skip
        parser.add_argument("--mask-paths", action="store_true",
                            help="报告中隐去路径 / hide paths in the report")  # fmt: skip
        parser.add_argument("--engine", choices=["local"], default="local",
                            help="执行引擎 / engine (default: local)")  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Scan, show a table, write the report."""
        _refuse_nonsense(options)
        own = replace(
            terminal.settings.policy,
            phrases=(*terminal.settings.policy.phrases, *options.phrases),
        )
        settings = replace(terminal.settings, policy=own, language=terminal.language)
        state = _state(options, rules_version(own.phrases))
        began = monotonic()
        with closing(state):
            try:
                summary = _scan(options, Job(settings, Channel(options.channel)), state, terminal)
            except KeyboardInterrupt:
                terminal.note(terminal.pick(
                    f"\n已中断；再次运行同一命令即从断点继续（记录：{state.path}）",
                    f"\nInterrupted; run the same command to go on (journal: {state.path})",
                ))  # fmt: skip
                raise
        if not options.jsonl:
            show_table(summary, monotonic() - began, terminal)
        if options.report:
            _write_report(options, summary, terminal)
        return STOPPED if summary.stopped else UNREAD if summary.reasons else CLEAN


def _refuse_nonsense(options: Namespace) -> None:
    if options.jobs < 1:
        raise UsageError(f"--jobs: got {options.jobs}, expected 1 or more")
    for path in options.path:
        if not os.path.lexists(path):
            raise UsageError(f"{path}: 不存在 / does not exist", advice="zhamen scan FOLDER")
    if options.report and not os.access(options.report.absolute().parent, os.W_OK):
        raise UsageError(f"{options.report}: 不能写入 / cannot be written", advice="--report FILE")


def _state(options: Namespace, rules: str) -> State:
    path = options.state or default_state(options.path)
    if options.fresh:
        path.unlink(missing_ok=True)
    return State(path, f"{rules}/{options.channel}")


def _scan(options: Namespace, job: Job, state: State, terminal: Terminal) -> Summary:
    summary = Summary()
    progress = Progress(options.path, terminal)

    def give(verdict: dict[str, object], size: int) -> None:
        summary.add(verdict, size)
        if options.jsonl:
            terminal.say(json.dumps(verdict, ensure_ascii=False))
        progress.step(size)

    def fresh() -> Iterator[Found]:
        for each in walk(options.path):
            if isinstance(each, Unread):
                give(lost(each.part, each.reason), 0)
            elif state.has(key := state.key(each)):
                summary.resumed += 1
                give(state.verdict(key), each.size)
            else:
                yield each

    with closing(progress), closing(inspect_all(fresh(), job, options.jobs)) as verdicts:  # type: ignore[type-var]
        for found, verdict in verdicts:
            state.add(state.key(found), verdict)
            give(verdict, found.size)
    return summary


def show_table(summary: Summary, seconds: float, terminal: Terminal) -> None:
    """Print the numbers of a scan."""
    rate = summary.files / seconds if seconds else 0.0
    terminal.say(terminal.pick(
        f"共检查 {summary.files} 个文件，{summary.bytes / 1e6:.1f} MB，用时 {seconds:.1f} 秒"
        f"（每秒 {rate:.0f} 个；接续 {summary.resumed} 个）",
        f"{summary.files} files, {summary.bytes / 1e6:.1f} MB in {seconds:.1f} s"
        f" ({rate:.0f}/s; {summary.resumed} from the journal)",
    ))  # fmt: skip
    for decision, names in DECISIONS.items():
        count = summary.decisions[decision]
        label = terminal.pick(*names)
        terminal.say(f"  {terminal.paint(f' {label} ', decision)} {count}")
    for clause, count in sorted(summary.clauses.items()):
        terminal.say(terminal.pick(f"  不得之{clause}：{count}", f"  must-not {clause}: {count}"))
    if summary.reasons:
        title = terminal.pick("未能检查（不能视为安全）：", "Not looked into (not called clean):")
        terminal.say(terminal.paint(f"  {title}", "unread"))
    for reason, count in summary.reasons.most_common():
        terminal.say(f"    {reason_in_words(reason, terminal.language)}  {count}")


def _write_report(options: Namespace, summary: Summary, terminal: Terminal) -> None:
    from zhamen.cli.scanning.report import render

    page = render(summary, options, terminal.language)
    options.report.write_text(page, "utf-8")
    terminal.note(terminal.pick(f"报告已写入 {options.report}", f"Report: {options.report}"))


VERB = Scan()
