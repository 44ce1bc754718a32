"""What a verb is: a name, a line of help, its arguments, and one run."""

from argparse import ArgumentParser, Namespace
from typing import Protocol, runtime_checkable

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
