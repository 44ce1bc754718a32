"""What a gate is: a protocol that is turned into messages, and verdicts turned back into it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from zhamen import gates as tray
from zhamen import plugins
from zhamen.settings import Settings

Note = Callable[[str], None]
"""Says one line to whoever runs the gate: where it listens, why it stops; never content."""


@runtime_checkable
class Gate(Protocol):
    """A small class; an instance called `GATE` ends its file. `zhamen gate NAME` serves it."""

    name: str
    help: str
    """One line, Chinese first, English behind ` / `."""
    settings: type
    """A frozen dataclass, filled from the table `[gates.NAME]`."""

    def arguments(self, parser: ArgumentParser) -> None:
        """Add what can be said on the command line."""
        ...

    def serve(self, options: Namespace, settings: Settings, note: Note) -> int:
        """Serve until it is told to stop, and return the exit status."""
        ...


def load_gates() -> tuple[Gate, ...]:
    """Return every gate that stands in the tray."""
    return plugins.load_tray(tray, "GATE", Gate)  # type: ignore[type-abstract]
