"""The person at the terminal: their language, their screen, their settings."""

import sys
from dataclasses import dataclass, field
from typing import TextIO

from zhamen.settings import Settings

_COLOURS = {
    "block": "1;97;41", "hold": "1;30;43", "hint": "1;36", "pass": "1;32",
    "dim": "2", "bold": "1", "unread": "1;35",
}  # fmt: skip


@dataclass(frozen=True)
class Terminal:
    """Where a verb speaks; one is handed to each."""

    language: str = "zh"
    settings: Settings = field(default_factory=Settings)
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)

    def pick(self, chinese: str, english: str) -> str:
        """Return the text in the person's language."""
        return english if self.language == "en" else chinese

    def say(self, text: str = "") -> None:
        """Print a line."""
        self.out.write(text + "\n")

    def note(self, text: str) -> None:
        """Print a line beside the output, for progress and remarks."""
        self.err.write(text + "\n")
        self.err.flush()

    def paint(self, text: str, style: str) -> str:
        """Return the text in a style, where the output is a screen."""
        return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if self.out.isatty() else text
