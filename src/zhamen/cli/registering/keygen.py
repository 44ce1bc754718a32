"""`zhamen register keygen`: a fresh master key."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhamen.cli.exits import CLEAN
from zhamen.cli.terminal import Terminal
from zhamen.register.keys import MasterKey, save_key
from zhamen.register.suite import SUITES


class Keygen:
    """Writes a master key that only its owner can read."""

    name = "keygen"
    help = "生成登记处的主钥匙 / make the registry's master key"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add where to write it, and for which suite."""
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="KEYFILE",
                            help="写到哪里（0400，不覆盖） / where to write it")  # fmt: skip
        parser.add_argument("--suite", choices=sorted(SUITES), default="intl",
                            help="intl：AES、SHA-256；gm：SM4、SM3 / "
                                 "intl: AES, SHA-256; gm: SM4, SM3")  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Write the key and say how to keep it."""
        save_key(MasterKey.new(options.suite), options.output)
        terminal.note(terminal.pick(
            f"主钥匙已写入 {options.output}。请做一份密封备份，与指纹库分开保管；"
            "它只留在登记处，不下发到任何闸口。",
            f"Master key written to {options.output}. Keep a sealed copy apart from the bundle; "
            "it stays at the registry and goes to no gate.",
        ))  # fmt: skip
        return CLEAN


ACTION = Keygen()
