"""`zhamen register ACTION`: the register of documents, kept as keyed fingerprints."""

from argparse import ArgumentParser, Namespace

from zhamen import plugins
from zhamen.cli import registering as tray
from zhamen.cli.helping import Parser
from zhamen.cli.registering._action import Action
from zhamen.cli.terminal import Terminal


class Register:
    """Hands over to the action that is named."""

    name = "register"
    help = "登记涉密文件，只存带钥匙的指纹，不存原文 / register documents as keyed fingerprints"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add a parser for every action in the tray."""
        actions = parser.add_subparsers(
            dest="action", metavar="ACTION", required=True, parser_class=Parser
        )
        for action in plugins.load_tray(tray, "ACTION", Action):  # type: ignore[type-abstract]
            each = actions.add_parser(action.name, help=action.help, description=action.help)
            action.arguments(each)
            each.set_defaults(act=action.run)

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Run the action and return its exit status."""
        status: int = options.act(options, terminal)
        return status


VERB = Register()
