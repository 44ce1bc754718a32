"""`zhamen register merge`: a bundle written anew, smaller and faster; or under a new key."""

from argparse import ArgumentParser, Namespace

from zhamen.cli.exits import CLEAN
from zhamen.cli.registering._action import add_bundle, open_registry
from zhamen.cli.terminal import Terminal


class Merge:
    """Rewrites vault and bundle in one piece each."""

    name = "merge"
    help = "合并整理指纹库，可换发钥匙 / write a bundle anew, under a new key if wanted"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add bundle and key."""
        add_bundle(parser)
        parser.add_argument("--rekey", action="store_true",
            help="换下一期钥匙，旧钥匙打不开新库 / next epoch: old keys open it no more",
        )  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Merge; gates that run go over to the new file by themselves."""
        with open_registry(options, terminal) as registry:
            registry.merge()
            if options.rekey:
                registry.rekey()
            count, epoch = len(registry), registry.epoch
        terminal.say(terminal.pick(
            f"已整理：{count:,} 份文件，第 {epoch} 期钥匙。",
            f"Merged: {count:,} documents, key epoch {epoch}.",
        ))  # fmt: skip
        return CLEAN


ACTION = Merge()
