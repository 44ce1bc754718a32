"""`zhamen study verify`: is a certificate of study genuine? Off line, with the public key."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhamen.cli.exits import CLEAN
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError
from zhamen.journal.keys import load_public_key


class Verify:
    """Checks the words that a certificate's code holds."""

    name = "verify"
    help = "核对学习证明，只用公钥 / check a certificate of study with the public key"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the note and the key."""
        parser.add_argument("note", metavar="NOTE",
            help="扫码所得文字的文件，- 为标准输入 / what the code holds")  # fmt: skip
        parser.add_argument("--key", type=Path, required=True, metavar="JOURNAL.PUB",
                            help="保密办日志的公钥 / the office's public key")  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Say what is certified; an error if it is not genuine."""
        from zhamen.study.certificate import opened

        try:
            data = sys.stdin.buffer.read() if options.note == "-" else _read(options.note)
            found = opened(data.decode("utf-8").replace("\r\n", "\n"), load_public_key(options.key))
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{options.note}: {type(error).__name__}") from error
        terminal.say(terminal.pick(
            f"真实有效：{found.person}（{found.staff_number}）{found.year} 年 {found.minutes} 分钟",
            f"genuine: {found.person} ({found.staff_number}), {found.year}: {found.minutes} min",
        ))  # fmt: skip
        return CLEAN


def _read(name: str) -> bytes:
    return Path(name).read_bytes()


ACTION = Verify()
