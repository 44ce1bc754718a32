"""`zhamen register stats`: how much a bundle holds, and what it costs."""

from argparse import ArgumentParser, Namespace
from contextlib import closing

from zhamen.cli.exits import CLEAN
from zhamen.cli.registering._action import add_bundle, any_key
from zhamen.cli.registering._words import TIERS
from zhamen.cli.terminal import Terminal, columns
from zhamen.register.bundle import Bundle


class Stats:
    """Counts documents, prints and bytes."""

    name = "stats"
    help = "指纹库的规模 / how much a bundle holds"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add bundle and key."""
        add_bundle(parser)
        parser.add_argument("--json", action="store_true", help="JSON 输出 / print JSON")

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Print the numbers."""
        key = any_key(options, terminal)
        with closing(Bundle(options.bundle, key)) as bundle:
            commit, figures = bundle.commit, bundle.figures()
        figures |= {
            "bundle": commit.bundle, "tier": commit.kind, "suite": commit.suite,
            "epoch": commit.epoch, "generation": commit.generation,
            "bytes": options.bundle.stat().st_size,
        }  # fmt: skip
        if options.json:
            terminal.json({"schema": 1, **figures})
            return CLEAN
        if figures["documents"]:
            figures["bytes_each"] = round(figures["bytes"] / figures["documents"])
        figures["tier"] = terminal.pick(*TIERS[figures["tier"]])
        for name, chinese in _ROWS.items():
            if name in figures:
                label, value = terminal.pick(chinese, name), figures[name]
                text = f"{value:,}" if isinstance(value, int) else str(value)
                terminal.say(f"{label}{' ' * (16 - columns(label))}{text}")
        return CLEAN


_ROWS = {
    "bundle": "库号", "tier": "级别", "suite": "密码套件", "epoch": "钥匙期次",
    "generation": "提交次数",
    "documents": "文件", "removed": "已删未整理", "letters": "登记字数", "prints": "指纹",
    "terms": "词条", "segments": "分段", "bytes": "字节", "bytes_each": "每份文件字节",
}  # fmt: skip
ACTION = Stats()
