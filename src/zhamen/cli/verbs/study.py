"""`zhamen study ACTION`: five-minute issues, made, checked and carried elsewhere."""

from argparse import ArgumentParser, Namespace

from zhamen import plugins
from zhamen.cli import studying as tray
from zhamen.cli.helping import Parser
from zhamen.cli.registering._action import Action
from zhamen.cli.terminal import Terminal


class Study:
    """Hands over to the action that is named."""

    name = "study"
    help = "班组五分钟：排印、检查、导入导出 / five-minute study issues"

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


VERB = Study()
