"""Reads advice.toml: the lawful way for each must-not, and notices for each situation."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from zhamen.errors import PolicyError
from zhamen.policy.toml import only


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages."""

    text: str
    text_en: str

    def say(self, language: str) -> str:
        """Return the text in `zh` or `en`."""
        return self.text_en if language == "en" else self.text


@dataclass(frozen=True, slots=True)
class Situation:
    """Why people send what they must not, and what they can send instead."""

    name: str
    title: str
    words: tuple[str, ...]
    notice: Words


@dataclass(frozen=True, slots=True)
class AdviceBook:
    """All the advice there is."""

    clauses: Mapping[int, Words]
    situations: tuple[Situation, ...]
    unread: Words
    register: Words
    """Where the register does not open: the sender can do nothing about it."""
    call: Words


@cache
def load_advice() -> AdviceBook:
    """Return the shipped advice; the last situation is the one that always fits."""
    table = tomllib.loads((files("zhamen.policy") / "advice.toml").read_text("utf-8"))
    only(table, "advice.toml", "clause", "situation", "unread", "register", "call")
    situations = tuple(_situation(row) for row in table["situation"])
    if situations[-1].words:
        raise PolicyError("advice.toml: the last situation must fit every message")
    return AdviceBook(
        clauses={int(number): Words(**row) for number, row in table["clause"].items()},
        situations=situations,
        unread=Words(**table["unread"]),
        register=Words(**table["register"]),
        call=Words(**table["call"]),
    )


def _situation(row: Mapping[str, str | list[str]]) -> Situation:
    values = only(row, "advice.toml", "name", "title", "words", "notice", "notice_en")
    notice = Words(values["notice"], values["notice_en"])
    return Situation(values["name"], values["title"], tuple(values["words"]), notice)
