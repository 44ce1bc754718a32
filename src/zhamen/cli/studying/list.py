"""`zhamen study list`: the issues that ship."""

from argparse import ArgumentParser, Namespace

from zhamen.cli.exits import CLEAN
from zhamen.cli.terminal import Terminal, columns
from zhamen.study.shipped import shipped


class List:
    """Lists the shipped issues by running number."""

    name = "list"
    help = "列出自带的各期 / list the issues that ship"

    def arguments(self, parser: ArgumentParser) -> None:
        """Need nothing."""

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Print one line for each."""
        widest = max(columns(issue.name) for issue in shipped())
        for issue in shipped():
            pad = " " * (widest - columns(issue.name))
            terminal.say(f"{issue.total:>2}  {issue.name}{pad}  {issue.kicker}　{issue.title}")
        return CLEAN


ACTION = List()
