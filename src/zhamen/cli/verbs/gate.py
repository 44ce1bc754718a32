"""`zhamen gate NAME`: serves a gate; `zhamen gate token NAME` lets a program ask it."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhamen.cli.exits import CLEAN
from zhamen.cli.helping import Parser
from zhamen.cli.recognising import add_register, with_register
from zhamen.cli.terminal import Terminal
from zhamen.gatehouse.callers import add_caller
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
        token.set_defaults(serve=None)

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Serve the gate until it is told to stop, or give a token."""
        if options.serve is None:
            return _give(options, terminal)
        settings = with_register(terminal.settings, options)
        status: int = options.serve(options, settings, terminal.note)
        return status


def _add_token(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="闸口名称 / name of the gate that will ask")
    parser.add_argument(
        "--callers", type=Path, default=Path("callers.toml"), metavar="FILE",
        help="令牌登记文件，只存散列 / file of tokens, hashes only (callers.toml)",
    )  # fmt: skip
    parser.add_argument(
        "--channel", choices=[str(each) for each in Channel], default="internet",
        help="渠道：互联网或内部平台 / where it leads (default: internet)",
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


VERB = Gate()
