"""What `build` and `add` share: files in, documents registered, an account of it out."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic

from zhamen.cli.exits import CLEAN, INTERRUPTED, UNREAD
from zhamen.cli.naming import plain
from zhamen.cli.registering._enrolling import Enrolled, Job, Task, enrol_all
from zhamen.cli.scanning.progress import Progress
from zhamen.cli.scanning.stopping import Stop, interruptible
from zhamen.cli.scanning.walk import Found, walk
from zhamen.cli.showing import show_unread
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError
from zhamen.model.verdict import Unread
from zhamen.register.batch import Batch
from zhamen.register.families import Families
from zhamen.register.meta import load_meta
from zhamen.register.public import Public
from zhamen.register.registry import Registry

_COMMIT_DOCUMENTS, _COMMIT_SECONDS = 2000, 10.0
_MOST_NAMED = 12


def add_gathering(parser: ArgumentParser) -> None:
    """Add what can be enrolled, and how."""
    parser.add_argument("docs", nargs="+", type=Path, metavar="DOCS",
                        help="文件或文件夹 / files or folders")  # fmt: skip
    parser.add_argument("--meta", type=Path, metavar="META.csv",
        help="登记表：编号、标题、文号、密级、保密期限等；没有则文件名为编号，国家秘密·机密 / "
             "particulars; without them: id is the stem, state secret, 机密")  # fmt: skip
    parser.add_argument("--public", type=Path, metavar="FILE",
        help="公开文本过滤库（见 register public），其中的语句不登记 / "
             "filter of public texts, which are not registered")  # fmt: skip
    parser.add_argument("--terms", action="store_true",
        help="同时登记简称、代号、文号和事项（短词可被持钥者逐一猜出，须经批准） / "
             "names, numbers, matters too: short words can be guessed, given the key")  # fmt: skip
    parser.add_argument("--lookalike", action="store_true",
        help="另存形近字指纹，照片文字更易识别，体积约加倍 / "
             "second set of prints for text from photographs; doubles the size")  # fmt: skip
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N",
                        help="进程数 / processes")  # fmt: skip


class Gathering:
    """One run of enrolment: what was done, and what could not be."""

    def __init__(self, options: Namespace, terminal: Terminal) -> None:
        if options.jobs < 1:
            raise UsageError(f"--jobs: got {options.jobs}, expected 1 or more")
        for path in options.docs:
            if not path.exists():
                raise UsageError(
                    terminal.pick(f"{path}：不存在", f"{path}: does not exist"),
                    advice=terminal.pick(
                        "给出已有的文件或文件夹", "name existing files or folders"
                    ),
                )
        self._options, self._terminal = options, terminal
        self._meta = load_meta(options.meta)
        self._unread: list[Unread] = []
        self._added = self._versions = self._same = self._letters = 0
        self._ids: set[str] = set()

    def into(self, registry: Registry, *, skip_known: bool) -> int:
        """Enrol all files and return the exit status; say what was done."""
        self._warn_of_terms()
        began = monotonic()
        with interruptible(self._say_stopping) as stop:
            self._gather(registry, stop, skip_known)
        if stop.asked:
            self._terminal.note(self._terminal.pick(
                f"已停下：本次登记 {self._added:,} 份。再次运行同一命令即可继续。",
                f"Stopped after {self._added:,} documents. Run the same command to go on.",
            ))  # fmt: skip
            return INTERRUPTED
        self._account(monotonic() - began)
        return UNREAD if self._unread else CLEAN

    def _gather(self, registry: Registry, stop: Stop, skip_known: bool) -> None:
        options = self._options
        if options.public:
            with closing(Public(options.public)) as public:
                registry.use_public(public.surprise.copy())
        job = Job(
            registry.key, self._terminal.settings, options.public, options.lookalike,
            options.terms,
        )  # fmt: skip
        pending: list[Batch] = []
        committed = monotonic()
        with closing(Progress(options.docs, self._terminal)) as progress:
            tasks = self._tasks(registry, skip_known)
            families = Families.of(registry.vault)
            for done in enrol_all(tasks, job, options.jobs, families, stop):
                progress.step()
                if self._worth_keeping(done, registry):
                    pending.append(done.batch)
                late = monotonic() - committed > _COMMIT_SECONDS
                if pending and (late or len(pending) >= _COMMIT_DOCUMENTS):
                    registry.gather(Batch.joined(pending))
                    pending, committed = [], monotonic()
            if pending:
                registry.gather(Batch.joined(pending))
        # A bundle that appears has everything in it; an interrupted build has none.
        if registry.path.exists() or not stop.asked:
            registry.catch_up()

    def _tasks(self, registry: Registry, skip_known: bool) -> Iterator[Task]:
        for step in walk(self._options.docs):
            if isinstance(step, Unread):
                self._unread.append(step)
            elif isinstance(step, Found):
                said = self._meta.of(Path(step.path))
                identity = said.document.id
                if identity in self._ids:
                    raise UsageError(
                        self._terminal.pick(
                            f"编号重复：{identity}", f"two files would be document {identity}"
                        ),
                        advice=self._terminal.pick(
                            "用 --meta 给每份文件一个编号", "give each file an id with --meta"
                        ),
                    )
                self._ids.add(identity)
                if skip_known and identity in registry:
                    self._same += 1
                else:
                    yield Task(step.path, said)

    def _worth_keeping(self, done: Enrolled, registry: Registry) -> bool:
        name = plain(done.task.path)
        self._unread += [Unread(name, each.reason) for each in done.unread]
        document, entry = done.batch.documents[0], done.batch.entries[0]
        if registry.holds(document.id, int(entry["mark"])):
            self._same += 1
            return False
        if done.empty:
            if not done.unread:
                self._unread.append(Unread(name, "nothing_to_register"))
            return False
        self._added += 1
        self._versions += bool(document.family)
        self._letters += int(entry["letters"])
        return True

    def _warn_of_terms(self) -> None:
        count = self._meta.terms()
        if count and not self._options.terms:
            self._terminal.note(self._terminal.pick(
                f"注意：登记表有 {count:,} 份文件列了文号、简称或事项，未加 --terms，均未登记。",
                f"note: {count:,} documents name numbers, names or matters; without --terms "
                "none of these is registered.",
            ))  # fmt: skip

    def _say_stopping(self) -> None:
        self._terminal.note(self._terminal.pick("\n正在停下…", "\nstopping …"))

    def _account(self, seconds: float) -> None:
        """Say what was registered, and name what was not."""
        terminal = self._terminal
        rate = self._added / max(seconds, 0.001)
        terminal.say(terminal.pick(
            f"登记 {self._added:,} 份（其中旧件的新版本 {self._versions:,} 份），"
            f"{self._letters:,} 字，{rate:,.0f} 份/秒；未变 {self._same:,} 份。",
            f"{self._added:,} documents registered ({self._versions:,} as versions), "
            f"{self._letters:,} letters, {rate:,.0f}/s; {self._same:,} unchanged.",
        ))  # fmt: skip
        for name in (missing := self._meta.unused())[:_MOST_NAMED]:
            terminal.note(terminal.pick(f"  登记表中有、未见文件：{plain(name)}",
                                        f"  in META and not met: {plain(name)}"))  # fmt: skip
        if len(missing) > _MOST_NAMED:
            terminal.note(terminal.pick(f"  另有 {len(missing) - _MOST_NAMED} 份", "  and more"))
        show_unread(tuple(self._unread), terminal)
