"""What a sender asks the bot for in a reply, and about which case."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhamen.matrix.words import COMMANDS

_CASE = re.compile(r"ZM-\d{4}-[A-Z2-7]{7}")
_BLANK = re.compile("_{2,}")
_BETWEEN = re.compile(r"[\s,，;；、/]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """One reply."""

    command: str
    """`notice`, `release`, `reading`, `mistake`, or empty where it is none."""
    case_id: str
    reply_to: str
    words: tuple[str, ...]
    """What stands behind the command: fillings for the draft."""


def read_reply(content: Mapping[str, Any]) -> Asked:
    """Return what the content of a message asks for."""
    said = str(content.get("body", ""))
    # Older clients quote what they reply to, our list of commands among it.
    said = "\n".join(line for line in said.splitlines() if not line.startswith(">"))
    case = _CASE.search(said.upper())
    said = _CASE.sub(" ", said.upper() if case else said)
    found = next((name for name, word in COMMANDS.items() if word in said), "")
    behind = said.partition(COMMANDS[found])[2].lstrip("：: ") if found else ""
    return Asked(found, case[0] if case else "", _reply_to(content), tuple(_words(behind)))


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(text) if word]


def _reply_to(content: Mapping[str, Any]) -> str:
    relates = content.get("m.relates_to")
    to = relates.get("m.in_reply_to") if isinstance(relates, Mapping) else None
    return str(to.get("event_id", "")) if isinstance(to, Mapping) else ""


def blanks(draft: str) -> int:
    """Return how many blanks a draft has."""
    return len(_BLANK.findall(draft))


def filled(draft: str, words: tuple[str, ...]) -> str:
    """Return a draft with its blanks filled in order; what is too much or missing stays away."""
    left = iter(words)
    return _BLANK.sub(lambda blank: next(left, blank[0]), draft)
