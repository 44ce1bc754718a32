"""`zhamen register merge`: a bundle written anew, smaller and faster; or under a new key."""

from argparse import ArgumentParser, Namespace

from zhamen.cli.exits import CLEAN
from zhamen.cli.registering._action import add_bundle, master_key
from zhamen.cli.terminal import Terminal
from zhamen.register.registry import Registry


class Merge:
    """Rewrites vault and bundle in one piece each."""

    name = "merge"
    help = "整理指纹库，损坏的从密库重建 / write a bundle anew; a damaged one from the vault"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add bundle and key."""
        add_bundle(parser)
        parser.add_argument("--rekey", action="store_true",
            help="登记处本库换下一期钥匙；闸口的用 publish --rekey / a new key for this bundle",
        )  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Merge; gates that run go over to the new file by themselves."""
        with Registry(options.bundle, master_key(options, terminal), mend=True) as registry:
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
