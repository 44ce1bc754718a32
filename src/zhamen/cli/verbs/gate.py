"""`zhamen gate NAME`: serves a gate; `token` lets a program ask it, `digest-key` traces leaks."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhamen.cli.exits import CLEAN
from zhamen.cli.helping import Parser
from zhamen.cli.recognising import add_register, with_register
from zhamen.cli.terminal import Terminal
from zhamen.gatehouse.callers import add_caller
from zhamen.gatehouse.digests import make_key
from zhamen.gates._gate import load_gates
from zhamen.model.terms import Channel


class Gate:
    """Hands over to the gate that is named."""

    name = "gate"
    help = "开一道闸口；发放闸口令牌 / serve a gate; give a gate its token"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add a parser for every gate in the tray, and one for tokens."""
        gates = parser.add_subparsers(
            dest="gate", metavar="GATE", required=True, parser_class=Parser
        )
        for gate in load_gates():
            each = gates.add_parser(gate.name, help=gate.help, description=gate.help)
            gate.arguments(each)
            add_register(each)
            each.set_defaults(serve=gate.serve)
        help_line = "发放令牌，只显示这一次 / give a token, shown this once"
        token = gates.add_parser("token", help=help_line, description=help_line)
        _add_token(token)
        token.set_defaults(serve=None, give=_give)
        help_line = "生成摘要钥匙，用来追查扩散 / make the key of digests, to trace a leak by"
        key = gates.add_parser("digest-key", help=help_line, description=help_line)
        key.add_argument("file", type=Path, metavar="FILE", help="钥匙文件 / key file")
        key.set_defaults(serve=None, give=_make_key)

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Serve the gate until it is told to stop, or give a token."""
        if options.serve is None:
            given: int = options.give(options, terminal)
            return given
        settings = with_register(terminal.settings, options)
        if settings.spool.folder is None:
            terminal.note(
                terminal.pick(
                    "没有设置 spool.folder：裁决不留记录，保密办看不到。",
                    "spool.folder is not set: no verdict is written down for the office.",
                )
            )
        status: int = options.serve(options, settings, terminal.note)
        return status


def _add_token(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="闸口名称 / name of the gate that will ask")
    parser.add_argument(
        "--callers", type=Path, default=Path("callers.toml"), metavar="FILE",
        help="令牌登记文件，只存散列（默认 callers.toml） / "
             "file of tokens, hashes only (callers.toml)",
    )  # fmt: skip
    parser.add_argument(
        "--channel", choices=[str(each) for each in Channel], default="internet",
        help="渠道：互联网（默认）或内部平台 / where it leads (default: internet)",
    )  # fmt: skip
    parser.add_argument(
        "--rate", type=float, default=0.0, metavar="N",
        help="每秒最多检查几条，0 不限 / messages a second, 0: no limit",
    )  # fmt: skip


def _give(options: Namespace, terminal: Terminal) -> int:
    token = add_caller(options.callers, options.name, Channel(options.channel), options.rate)
    terminal.note(
        terminal.pick(
            f"已登记 {options.name}（{options.callers}）。令牌只显示这一次，请交给该闸口保管：",
            f"{options.name} is registered in {options.callers}. The token is shown this once:",
        )
    )
    terminal.say(token)
    return CLEAN


def _make_key(options: Namespace, terminal: Terminal) -> int:
    make_key(options.file)
    terminal.note(
        terminal.pick(
            f"已写入 {options.file}（0400）。设置 spool.digest_key 指向它，不要和裁决记录放一起。",
            f"Written to {options.file} (0400). Set spool.digest_key to it; keep them apart.",
        )
    )
    return CLEAN


VERB = Gate()
