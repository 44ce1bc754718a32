"""`zhamen register publish`: the bundle that goes to a gate, and the key that opens it."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhamen.cli.exits import CLEAN
from zhamen.cli.registering._action import add_bundle, open_registry
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError
from zhamen.register.keys import save_key
from zhamen.register.publishing import TIERS, active, publish


class Publish:
    """Writes a bundle for others, with a key of its own."""

    name = "publish"
    help = "向闸口下发指纹库和专用钥匙 / make the bundle and key that a gate is given"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the register, the tier, and where the bundle and its key go."""
        add_bundle(parser)
        parser.add_argument("--tier", choices=TIERS, default="gate",
            help="gate：只知有无；registry：知编号和位置 / "
                 "gate: that something is there; registry: what and where",
        )  # fmt: skip
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT",
                            help="下发的指纹库 / the bundle to give away")  # fmt: skip
        parser.add_argument("--gate-key", type=Path, metavar="KEYFILE",
            help="下发的钥匙，与指纹库分两路送达 / its key: send it another way")  # fmt: skip
        parser.add_argument("--rekey", action="store_true",
                            help="换下一期钥匙 / under the next key")  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Publish; a gate that has the key goes over to the new bundle by itself."""
        fresh = not options.output.exists() or options.rekey
        if fresh and options.gate_key is None:
            raise UsageError(
                terminal.pick("新的下发库需要新的钥匙", "a new bundle needs a new key"),
                advice="--gate-key KEYFILE",
            )
        if options.gate_key is not None and options.gate_key.exists():
            raise UsageError(terminal.pick(
                f"{options.gate_key}：已经存在，钥匙从不覆盖",
                f"{options.gate_key}: exists, and a key is never overwritten",
            ))  # fmt: skip
        with open_registry(options, terminal) as registry:
            key = publish(registry, options.output, options.tier, rekey=options.rekey)
            count = active(registry)
        if options.gate_key is not None:
            save_key(key, options.gate_key)
        size = options.output.stat().st_size
        terminal.say(terminal.pick(
            f"已下发 {options.output}：{count:,} 份文件，{size / 1e3:,.0f} KB，"
            f"库号 {key.bundle}，第 {key.epoch} 期。",
            f"{options.output}: {count:,} documents, {size / 1e3:,.0f} KB, bundle {key.bundle}, "
            f"epoch {key.epoch}.",
        ))  # fmt: skip
        return CLEAN


ACTION = Publish()
