"""Why a part is unread, in words: reads reasons.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from zhamen.policy.advice import Words


@cache
def load_reasons() -> Mapping[str, Words]:
    """Return the words for every reason that the reader may give."""
    table = tomllib.loads((files("zhamen.policy") / "reasons.toml").read_text("utf-8"))
    return {name: Words(**row) for name, row in table.items()}


def reason_in_words(reason: str, language: str) -> str:
    """Return a reason in `zh` or `en`; one without words is shown as it is."""
    words = load_reasons().get(reason)
    return words.say(language) if words else reason
