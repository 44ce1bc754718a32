"""`zhamen study verify`: is a certificate of study genuine? Off line, with the public key."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhamen.cli.exits import CLEAN
from zhamen.cli.terminal import Terminal
from zhamen.errors import StudyError, UsageError
from zhamen.journal.keys import load_public_key

_MOST_BYTES = 64 << 10


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

        found = opened(_read(options.note), load_public_key(options.key))
        terminal.say(terminal.pick(
            f"真实有效：{found.person}（{found.staff_number}）{found.year} 年 {found.minutes} 分钟",
            f"genuine: {found.person} ({found.staff_number}), {found.year}: {found.minutes} min",
        ))  # fmt: skip
        # A sheet may be altered around a code that is genuine: all that was signed is compared.
        terminal.say(f"{found.office}　{found.unit}　{found.number}　{found.day}")
        return CLEAN


def _read(name: str) -> str:
    """Return the words. Raises UsageError, StudyError for more than a code can hold."""
    try:
        with sys.stdin.buffer if name == "-" else Path(name).open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if data.startswith(b"%PDF"):
            raise StudyError(
                f"{name}: 这是 PDF / a PDF",
                advice="扫一扫上面的二维码，核对所得文字 / scan its code",
            )
        if len(data) > _MOST_BYTES:
            raise StudyError(f"{name}: 超过 64 KB / larger than 64 KB")
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise StudyError(f"{name}: 不是 UTF-8 / not UTF-8") from error


ACTION = Verify()
