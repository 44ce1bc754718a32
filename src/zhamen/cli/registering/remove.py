"""`zhamen register remove`: documents taken out of the register."""

from argparse import ArgumentParser, Namespace

from zhamen.cli.exits import CLEAN
from zhamen.cli.registering._action import add_bundle, open_registry
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError


class Remove:
    """Takes documents out by their ids."""

    name = "remove"
    help = "从指纹库删除文件，merge 后不留痕迹 / take documents out; gone after merge"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add bundle, key and ids."""
        add_bundle(parser)
        parser.add_argument("id", nargs="+", help="文件编号 / document ids")

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Take out what is named; an id that is not registered is an error, and nothing is done."""
        with open_registry(options, terminal) as registry:
            if unknown := [each for each in options.id if each not in registry]:
                raise UsageError(
                    terminal.pick(f"没有登记：{'、'.join(unknown)}",
                                  f"not registered: {', '.join(unknown)}"),
                    advice="zhamen register list BUNDLE",
                )  # fmt: skip
            count = registry.remove(options.id)
        terminal.say(terminal.pick(f"已删除 {count:,} 份。", f"{count:,} removed."))
        return CLEAN


ACTION = Remove()
