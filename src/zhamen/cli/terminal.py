"""The person at the terminal: their language, their screen, their settings."""

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TextIO

from zhamen.settings import Settings

_COLOURS = {
    "block": "1;97;41", "hold": "1;30;43", "hint": "1;30;46", "pass": "1;30;42",
    "dim": "2", "bold": "1", "unread": "1;35", "law": "36",
}  # fmt: skip
_WIDEST = 88
_NEVER_FIRST = frozenset("，。、；：！？）》〕」』”’％…—,.;:!?)]}%")
"""Punctuation that must not begin a line."""


@dataclass
class Terminal:
    """Where a verb speaks; one is handed to each."""

    language: str = "zh"
    settings: Settings = field(default_factory=Settings)
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)

    @cached_property
    def screen(self) -> bool:
        """Whether a person watches the output."""
        return self.out.isatty()

    @cached_property
    def colourful(self) -> bool:
        """Whether the screen shows colours of 24 bits."""
        return self.screen and os.environ.get("COLORTERM", "") in ("truecolor", "24bit")

    @cached_property
    def width(self) -> int:
        """Columns to fill."""
        return min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns)

    def pick(self, chinese: str, english: str) -> str:
        """Return the text in the person's language."""
        return english if self.language == "en" else chinese

    def say(self, text: str = "") -> None:
        """Print a line."""
        self.out.write(text + "\n")

    def json(self, value: object, indent: int | None = 1) -> None:
        """Print JSON, in UTF-8 whatever the screen speaks: it is for programs."""
        import json

        text = json.dumps(value, ensure_ascii=False, indent=indent) + "\n"
        self.out.flush()
        buffer = getattr(self.out, "buffer", None)
        if buffer is None:
            self.out.write(text)
        else:
            buffer.write(text.encode("utf-8", "replace"))

    def note(self, text: str) -> None:
        """Print a line beside the output, for progress and remarks."""
        self.err.write(text + "\n")
        self.err.flush()

    def paint(self, text: str, style: str) -> str:
        """Return the text in a style, where the output is a screen."""
        return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if self.screen else text

    def paragraph(self, text: str, indent: str = "") -> None:
        """Print a text, broken into lines that fit."""
        for line in wrapped(text, self.width - columns(indent)):
            self.say(indent + line)

    def box(self, title: str, text: str) -> None:
        """Print a text in a frame with a title."""
        inner = self.width - 6
        rule = "─" * max(0, inner - columns(title) - 1)
        self.say(f"  ╭─ {self.paint(title, 'bold')} {rule}╮")
        for line in wrapped(text, inner):
            self.say(f"  │ {line}{' ' * (inner - columns(line))} │")
        self.say(f"  ╰{'─' * (inner + 2)}╯")


def columns(text: str) -> int:
    """Return how many columns a text takes: two for a Chinese character."""
    return sum(_columns_of(character) for character in text)


def _columns_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(text: str, width: int) -> Iterator[str]:
    """Yield lines of at most `width` columns; Chinese breaks anywhere but before a full stop."""
    for paragraph in text.splitlines():
        line, used = "", 0
        for word in _words(paragraph):
            taken = columns(word)
            if line and used + taken > width and word not in _NEVER_FIRST:
                yield line.rstrip()
                line, used = "", 0
                word = word.lstrip()
                taken = columns(word)
            line, used = line + word, used + taken
        yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    """Yield what must stay together: a wide character, or a run of narrow ones and its space."""
    word = ""
    for character in text:
        if _columns_of(character) == 2 or character in _NEVER_FIRST:
            if word:
                yield word
            yield character
            word = ""
        else:
            word += character
            if character == " ":
                yield word
                word = ""
    if word:
        yield word
