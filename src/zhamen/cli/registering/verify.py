"""`zhamen register verify`: is every byte of a bundle what the registry signed?"""

from argparse import ArgumentParser, Namespace
from contextlib import closing

from zhamen.cli.exits import CLEAN
from zhamen.cli.registering._action import add_bundle, any_key
from zhamen.cli.registering._words import TIERS
from zhamen.cli.terminal import Terminal
from zhamen.register.bundle import Bundle
from zhamen.register.keys import MasterKey
from zhamen.register.vault import Vault, vault_path


class Verify:
    """Checks signature, digests and every section; of the vault too, given the master key."""

    name = "verify"
    help = "核对指纹库是否完好、未被改动 / check signature and every byte of a bundle"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add bundle and key."""
        add_bundle(parser)

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Say what was checked; anything wrong is an error with status 3."""
        key = any_key(options, terminal)
        with closing(Bundle(options.bundle, key)) as bundle:
            bundle.warm()
            commit, documents = bundle.commit, bundle.documents
        terminal.say(terminal.pick(
            f"完好：库号 {commit.bundle}，{TIERS[commit.kind][0]}，第 {commit.epoch} 期，"
            f"第 {commit.generation} 次提交，{documents:,} 份文件，签名有效。",
            f"Sound: bundle {commit.bundle}, tier {commit.kind}, epoch {commit.epoch}, "
            f"commit {commit.generation}, {documents:,} documents, signature valid.",
        ))  # fmt: skip
        path = vault_path(options.bundle)
        if isinstance(key, MasterKey) and path.exists():
            with closing(Vault(path, key, commit.bundle)) as vault:
                count = sum(1 for _ in vault.living(0, vault.batches).documents)
                same = vault.generation == bundle.followed
            terminal.say(
                terminal.pick(f"密库完好：{count:,} 份文件。", f"Vault sound: {count:,} documents.")
            )
            if not same:
                terminal.note(terminal.pick(
                    "指纹库落后于密库，下次登记操作时自动补齐。",
                    "The bundle is behind the vault; the next change brings it up to date.",
                ))  # fmt: skip
        return CLEAN


ACTION = Verify()
