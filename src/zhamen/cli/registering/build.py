"""`zhamen register build`: folders of documents become a new bundle."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhamen.cli.registering._action import add_key, master_key
from zhamen.cli.registering._gathering import Gathering, add_gathering
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError
from zhamen.register.registry import Registry
from zhamen.register.vault import vault_path


class Build:
    """Makes a register; the bundle appears when everything is in it."""

    name = "build"
    help = "把文件夹登记成新的指纹库 / register folders of documents in a new bundle"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add documents, key and bundle."""
        add_gathering(parser)
        add_key(parser)
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="BUNDLE",
                            help="指纹库（旁边的 .vault 不下发） / "
                                 "the bundle; its .vault is not given away")  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Enrol everything; after an interruption the same command goes on."""
        path, master = options.output, master_key(options, terminal)
        if path.exists():
            raise UsageError(
                terminal.pick(f"{path}：已经存在", f"{path}: exists"),
                advice=terminal.pick("追加请用 zhamen register add", "use zhamen register add"),
            )
        gathering = Gathering(options, terminal)
        if vault_path(path).exists():
            terminal.note(
                terminal.pick("接着上次中断处继续…", "going on where it was interrupted …")
            )
            registry = Registry(path, master)
        else:
            registry = Registry.begin(path, master)
        with registry:
            return gathering.into(registry, skip_known=True)


ACTION = Build()
