"""`zhamen study import`: questions of a bank as TOML, to be put into an issue."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhamen.cli.exits import CLEAN
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError
from zhamen.study.exchange._format import MOST_BYTES, load_exchanges
from zhamen.study.issue import question_to_toml


class Import:
    """Reads a bank and prints its questions."""

    name = "import"
    help = "导入题库（GIFT、CSV、XLSX），输出 TOML / questions of a bank as TOML"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the bank, its format and the must-not of questions that do not say."""
        reads = sorted(name for name, each in load_exchanges().items() if each.reads)
        parser.add_argument("bank", type=Path, metavar="FILE", help="题库文件 / the bank")
        parser.add_argument("--format", required=True, choices=reads, help="格式 / format")
        parser.add_argument("--clause", type=int, default=1, choices=range(1, 8), metavar="N",
            help="题目没有写明时算不得之几（默认 1） / must-not where none is told")  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Print them."""
        try:
            with options.bank.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise UsageError(f"{options.bank}: {error.strerror}") from error
        found = load_exchanges()[options.format].read(data, options.clause)
        terminal.say("\n".join(map(question_to_toml, found)))
        terminal.note(terminal.pick(f"共 {len(found)} 题", f"{len(found)} questions"))
        return CLEAN


ACTION = Import()
