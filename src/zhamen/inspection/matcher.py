"""A phrase rule made ready: words in normal form, their company as patterns."""

import re
from dataclasses import dataclass

from zhamen.policy.phrases import Phrases, Rule
from zhamen.reading.normal import fold


@dataclass(frozen=True, slots=True)
class Matcher:
    """A rule with its words in normal form and its company as patterns."""

    rule: Rule
    words: tuple[str, ...]
    beside: re.Pattern[str] | None
    without: re.Pattern[str] | None
    never: re.Pattern[str] | None


def matchers(phrases: Phrases) -> tuple[Matcher, ...]:
    """Return the rules of a list, ready to be matched against folded texts."""
    return tuple(
        Matcher(
            rule,
            tuple(dict.fromkeys(fold(word).text for word in rule.words)),
            _any_of(rule.beside),
            _any_of(rule.without),
            _any_of(rule.never),
        )
        for rule in phrases.rules
    )


def _any_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    folded = sorted({fold(word).text for word in words}, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, folded))) if folded else None
