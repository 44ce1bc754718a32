"""`zhamen backup`: seals the whole office into one file while it goes on working."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhamen.cli.backing_up import WORDS, add_key
from zhamen.cli.exits import CLEAN
from zhamen.cli.progress import Counting
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError


class Backup:
    """Makes a backup, or the key for it."""

    name = "backup"
    help = "备份保密办：一个加密的文件 / back the office up into one sealed file"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add where to, and under which key."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "-o", "--output", type=Path, metavar="FILE", help="写到哪里（不覆盖） / where to"
        )
        what.add_argument(
            "--new-key", type=Path, metavar="KEYFILE",
            help="生成备份的钥匙，和备份分开存放 / make a key; keep it apart from the backups",
        )  # fmt: skip
        add_key(parser)
        parser.add_argument(
            "--with-keys",
            action="store_true",
            help="连同 journal.key 和 office.key；默认不带 / with journal.key and office.key",
        )

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Say what is in it."""
        from zhamen.office.backup.key import load_key, make_key
        from zhamen.office.backup.making import make

        if options.new_key:
            make_key(options.new_key, terminal.settings.office.suite)
            terminal.note(terminal.pick(
                f"已写入 {options.new_key}（0400）。没有它备份打不开；封存一份，别和备份放一起。",
                f"Written to {options.new_key} (0400). No backup opens without it; keep it apart.",
            ))  # fmt: skip
            return CLEAN
        key = load_key(options.key)
        try:
            with Counting(terminal, WORDS) as progress:
                made = make(
                    terminal.settings, key, options.output, progress, with_keys=options.with_keys
                )
        except OSError as error:
            raise UsageError(
                f"{error.filename or options.output}: {error.strerror}",
                advice="没有做成备份 / there is no backup",
            ) from error
        terminal.say(terminal.pick(
            f"备份好了：{options.output}，{made.rows:,} 行，{made.files} 个文件，"
            f"{made.size / 1e6:.1f} MB。核对：zhamen restore --check {options.output}",
            f"Done: {options.output}, {made.rows:,} rows, {made.files} files, "
            f"{made.size / 1e6:.1f} MB. To check it: zhamen restore --check {options.output}",
        ))  # fmt: skip
        if not options.with_keys:
            terminal.say(terminal.pick(
                "钥匙（journal.key、office.key）不在里面，另行封存。",
                "The keys (journal.key, office.key) are not in it; keep sealed copies.",
            ))  # fmt: skip
        return CLEAN


VERB = Backup()
