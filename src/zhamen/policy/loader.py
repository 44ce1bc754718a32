"""Reads the policy: clauses, channels, phrase lists and advice; refuses what it does not know.

The shipped files stand beside this one. A unit extends phrase lists with TOML files of its own
(`[policy] phrases = ["my/*.toml"]` in the settings, or `--phrases FILE`): a rule of a known
name gains words, a new name is a new rule. Nothing that ships can be removed by accident.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from zhamen.errors import PolicyError
from zhamen.model.terms import Channel, Decision, Kind
from zhamen.policy.phrases import Phrases, read_phrases
from zhamen.policy.toml import only

_HERE = files("zhamen.policy")


@dataclass(frozen=True, slots=True)
class Citation:
    """A statute behind a clause; `quote` is the gist in our words, not the letter of the law."""

    title: str
    articles: str
    quote: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One of the seven must-nots."""

    number: int
    title: str
    title_en: str
    law: tuple[Citation, ...]
    lesson: str
    """The study issue that teaches it."""


@dataclass(frozen=True, slots=True)
class ChannelPolicy:
    """How far each kind of secret may be stopped on one channel."""

    channel: Channel
    title: str
    title_en: str
    ceiling: Mapping[Kind, Decision]


@dataclass(frozen=True, slots=True)
class Policy:
    """All that the inspection needs to know of the regime."""

    clauses: Mapping[int, Clause]
    channels: Mapping[Channel, ChannelPolicy]
    phrases: Mapping[str, Phrases]
    organisations: tuple[str, ...] = ()
    """The unit's own names and short names; they make an exam paper or a plan its own."""


def load_policy(phrase_files: Iterable[Path] = (), organisations: Iterable[str] = ()) -> Policy:
    """Return the shipped policy with a unit's own phrase files laid over it.

    Raises PolicyError for unknown keys, missing citations and words without a rule.
    """
    return Policy(
        clauses=load_clauses(),
        channels=load_channels(),
        phrases=read_phrases([Path(path) for path in phrase_files]),
        organisations=tuple(organisations),
    )


@cache
def load_clauses() -> Mapping[int, Clause]:
    """Return the seven clauses by number."""
    clauses = {}
    for row in _shipped("clauses")["clause"]:
        only(row, "clauses.toml", "number", "title", "title_en", "law", "lesson")
        citations = tuple(Citation(**only(c, "law", *_CITATION)) for c in row["law"])
        if not citations:
            raise PolicyError(f"clauses.toml: must-not {row['number']} cites no law")
        clauses[row["number"]] = Clause(
            row["number"], row["title"], row["title_en"], citations, row["lesson"]
        )
    return clauses


_CITATION = ("title", "articles", "quote")


@cache
def load_channels() -> Mapping[Channel, ChannelPolicy]:
    """Return the policy of each channel."""
    policies = {}
    for name, row in _shipped("channels").items():
        only(row, f"channels.toml [{name}]", "title", "title_en", *map(str, Kind))
        ceiling = {kind: Decision(row[kind]) for kind in Kind}
        channel = Channel(name)
        policies[channel] = ChannelPolicy(channel, row["title"], row["title_en"], ceiling)
    return policies


def _shipped(name: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / f"{name}.toml").read_text("utf-8"))
