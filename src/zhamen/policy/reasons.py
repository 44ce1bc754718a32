"""Why a part is unread and what to do about it, in words: reads reasons.toml, remedies.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from zhamen.policy.advice import Words


@cache
def load_reasons() -> Mapping[str, Words]:
    """Return the words for every reason that the reader may give."""
    return _read("reasons.toml")


@cache
def load_remedies() -> Mapping[str, Words]:
    """Return what to do about a reason, about a kind of reasons, and otherwise (`default`)."""
    return _read("remedies.toml")


def _read(name: str) -> Mapping[str, Words]:
    table = tomllib.loads((files("zhamen.policy") / name).read_text("utf-8"))
    return {key: Words(**row) for key, row in table.items()}


def reason_in_words(reason: str, language: str) -> str:
    """Return a reason in `zh` or `en`; one without words is shown as it is, as far as printable."""
    words = load_reasons().get(reason)
    return words.say(language) if words else "".join(filter(str.isprintable, reason))


def remedy_in_words(reason: str, language: str) -> str:
    """Return in `zh` or `en` what a person can do about a part unread for this reason."""
    remedies = load_remedies()
    head = reason.partition(":")[0]
    return (remedies.get(reason) or remedies.get(head) or remedies["default"]).say(language)
