"""What a verb is, and an action of one: a name, a line of help, its arguments, and one run."""

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol, runtime_checkable

from zhamen import plugins
from zhamen.cli.helping import Parser
from zhamen.cli.terminal import Terminal


@runtime_checkable
class Verb(Protocol):
    """A small class; an instance ends its file. The file's name is its own, with _ for -."""

    name: str
    help: str
    """One line, Chinese first, English behind ` / `."""

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the verb's arguments to its parser."""
        ...

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Do it and return the exit status of the contract (0 clean, 1 stopped, 2 unread)."""
        ...


@runtime_checkable
class Action(Verb, Protocol):
    """What stands behind a verb; an instance called `ACTION` ends its file."""


@dataclass(frozen=True, slots=True)
class VerbOfActions:
    """A verb that hands over to the action that is named; each is one file in a tray."""

    name: str
    help: str
    tray: ModuleType

    def arguments(self, parser: ArgumentParser) -> None:
        """Add a parser for every action in the tray."""
        actions = parser.add_subparsers(
            dest="action", metavar="ACTION", required=True, parser_class=Parser
        )
        for action in plugins.load_tray(self.tray, "ACTION", Action):  # type: ignore[type-abstract]
            each = actions.add_parser(action.name, help=action.help, description=action.help)
            action.arguments(each)
            each.set_defaults(act=action.run)

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Run the action and return its exit status."""
        status: int = options.act(options, terminal)
        return status
