"""A phrase rule made ready: words in normal form, their company as patterns."""

import re
from dataclasses import dataclass
from functools import cached_property
from operator import add

from zhamen.policy.phrases import Phrases, Rule
from zhamen.reading.normal import fold_by_table

_HEAD = 2
"""Characters by which words are told apart before they are looked for."""


@dataclass(frozen=True)
class Matcher:
    """A rule with its words in normal form and its company as patterns.

    The patterns are made when the rule first has a hit: most commands never need them.
    """

    rule: Rule
    words: tuple[str, ...]

    def standing(self, text: str) -> list[str]:
        """Return the words, in their order, of which the head stands in a text."""
        by_head = self._by_head
        if len(by_head) <= len(text):
            found = [head for head in by_head if head in text]
        else:
            # A unit's own list may have a hundred thousand words.
            found = [head for head in {*text, *map(add, text, text[1:])} if head in by_head]
        return [self.words[n] for n in sorted(n for head in found for n in by_head[head])]

    @cached_property
    def _by_head(self) -> dict[str, list[int]]:
        by_head: dict[str, list[int]] = {}
        for number, word in enumerate(self.words):
            by_head.setdefault(word[:_HEAD], []).append(number)
        return by_head

    @cached_property
    def beside(self) -> re.Pattern[str] | None:
        """What must stand near a word, None for a rule without such a condition."""
        return _any_of(self.rule.beside)

    @cached_property
    def without(self) -> re.Pattern[str] | None:
        """What must not stand near a word."""
        return _any_of(self.rule.without)

    @cached_property
    def never(self) -> re.Pattern[str] | None:
        """What must not stand in the passage."""
        return _any_of(self.rule.never)


def matchers(phrases: Phrases) -> tuple[Matcher, ...]:
    """Return the rules of a list, ready to be matched against folded texts."""
    return tuple(Matcher(rule, _folded(rule.words)) for rule in phrases.rules)


def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return words in normal form, all folded in one go: there are ten thousand of them."""
    return tuple(dict.fromkeys(fold_by_table("\n".join(words)).text.split("\n")))


def _any_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    longest_first = sorted(_folded(words), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first))) if words else None
