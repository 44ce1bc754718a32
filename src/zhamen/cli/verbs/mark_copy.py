"""`zhamen mark-copy`: a numbered copy of a PDF, with a code that names it in any photo of it."""

from argparse import ArgumentParser, Namespace
from functools import partial
from pathlib import Path

from zhamen.cli.exits import CLEAN
from zhamen.cli.marking import mark
from zhamen.cli.registering._action import add_key, master_key
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError
from zhamen.reading.pictures.copycode import LABEL, MOST, made


class MarkCopy:
    """Prints one copy; the original stays as it is."""

    name = "mark-copy"
    help = "给 PDF 的每一份印上份号识别码，照片泄露时可查到是哪一份 / number a copy of a PDF"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the original, the number and where the copy goes."""
        parser.add_argument("file", type=Path, metavar="FILE", help="原件（PDF） / the original")
        parser.add_argument("--copy", type=int, required=True, metavar="N",
                            help="份号，1–999999 / copy number")  # fmt: skip
        parser.add_argument("--document", metavar="ID",
            help="登记编号，默认取文件名 / id in the register; by default the file's stem",
        )  # fmt: skip
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.pdf",
                            help="印件 / the copy")  # fmt: skip
        add_key(parser)

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Write the copy. Nothing is overwritten."""
        if not 1 <= options.copy <= MOST:
            raise UsageError(f"--copy: got {options.copy}, expected 1 to {MOST}")
        if options.output.exists():
            raise UsageError(
                terminal.pick(f"{options.output}：已经存在", f"{options.output}: exists"),
                advice=terminal.pick("换个名字", "choose another name"),
            )
        try:
            data = options.file.read_bytes()
        except OSError as error:
            raise UsageError(f"{options.file}: {error.strerror}") from error
        key = master_key(options, terminal).bundle_key("", 0)
        mac = partial(key.suite.mac, key.suite.derive(key.k0, LABEL))
        code = made(options.copy, options.document or options.file.stem, mac)
        marked = mark(data, code)
        with options.output.open("xb") as file:
            file.write(marked)
        terminal.say(terminal.pick(
            f"已印第 {code.number} 号：{options.output}（文件标签 {code.tag:06d}）。",
            f"copy {code.number}: {options.output} (document tag {code.tag:06d}).",
        ))  # fmt: skip
        return CLEAN


VERB = MarkCopy()
