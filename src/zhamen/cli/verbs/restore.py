"""`zhamen restore`: brings the office back from a backup, whole or not at all."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhamen.cli.backing_up import WORDS, add_key
from zhamen.cli.exits import CLEAN, STOPPED
from zhamen.cli.journalling import tell
from zhamen.cli.progress import Counting
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError


class Restore:
    """Restores, or only looks a backup through."""

    name = "restore"
    help = "从备份恢复保密办 / bring the office back from a backup"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the backup and its key."""
        parser.add_argument("backup", type=Path, metavar="FILE", help="备份 / the backup")
        add_key(parser)
        parser.add_argument(
            "--check",
            action="store_true",
            help="只核对备份是否完整，不恢复 / see whether it is whole, and restore nothing",
        )

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Restore and check the journal; status 1 if that is bent."""
        from zhamen.office.backup.key import load_key
        from zhamen.office.backup.restoring import look_through, restore

        key = load_key(options.key)
        try:
            with Counting(terminal, WORDS) as progress:
                if options.check:
                    found = look_through(options.backup, key, progress)
                else:
                    found = restore(options.backup, key, terminal.settings, progress)
        except OSError as error:
            raise UsageError(
                f"{error.filename or options.backup}: {error.strerror}",
                advice="没有恢复任何东西 / nothing was restored",
            ) from error
        size = f"{found.rows:,}"
        terminal.say(terminal.pick(
            f"{found.at} 做的备份，{size} 行，{len(found.files)} 个文件，完整。",
            f"A whole backup, made at {found.at}: {size} rows, {len(found.files)} files.",
        ))  # fmt: skip
        return CLEAN if options.check else _verified(terminal)


def _verified(terminal: Terminal) -> int:
    """Check the journal that came back, and say what to do now."""
    from zhamen.journal.keys import load_public_key
    from zhamen.journal.sources import open_source
    from zhamen.journal.verifying import verify
    from zhamen.office.places import Places

    places = Places.of(terminal.settings.office)
    with open_source(places.journal) as source:
        report = verify(source, load_public_key(places.public_key))
    tell(report, terminal)
    terminal.paragraph(terminal.pick(
        "恢复好了。备份之后的经手和裁决不在里面，请对照纸面锚点补办；再打开 zhamen serve。",
        "Restored. What came after the backup is not in it: compare with printed anchors, then "
        "zhamen serve.",
    ))  # fmt: skip
    return STOPPED if report.faults else CLEAN


VERB = Restore()
