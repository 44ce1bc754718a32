"""How a phrase list is matched: words, their company, and their place on the line."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from zhamen.inspection.detecting import Hit, Sight
from zhamen.inspection.grammar import stands_alone
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis
from zhamen.policy.phrases import Phrases, Rule
from zhamen.reading.normal import fold

MOST_PER_WORD = 100
"""Hits of one word in one passage; more would not change any decision."""


def folded(phrases: Phrases) -> Phrases:
    """Return the list with all its words in normal form, as texts are when they are matched."""
    return replace(phrases, rules=tuple(_folded_rule(rule) for rule in phrases.rules))


def _folded_rule(rule: Rule) -> Rule:
    def each(words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fold(word).text for word in words))

    return replace(
        rule,
        words=each(rule.words),
        beside=each(rule.beside),
        without=each(rule.without),
        never=each(rule.never),
    )


class PhraseDetector:
    """A detector that does nothing but match the phrase list of its own name."""

    name = ""
    needles = ()
    lists: tuple[str, ...] = ()

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield a hit for every word of the list that stands under its rule's conditions."""
        for name in self.lists:
            for rule in sight.phrases[name].rules:
                yield from match_rule(rule, passage)

    def near(self, passage: Passage, sight: Sight) -> Iterator[str]:
        """Yield a note on every rule of which a word stands here, but not its company."""
        for name in self.lists:
            for rule in sight.phrases[name].rules:
                if any(word in passage.folded.text for word in rule.words):
                    if next(match_rule(rule, passage), None) is None:
                        yield f"{name}/{rule.name}"


def match_rule(rule: Rule, passage: Passage) -> Iterator[Hit]:
    """Yield a hit for every word of the rule that stands in the passage as the rule demands."""
    text = passage.folded.text
    decision, basis = rule.decision, rule.basis
    if rule.media and passage.medium not in rule.media:
        if rule.elsewhere is None:
            return
        decision, basis = rule.elsewhere, Basis.TOPIC
    if any(word in text for word in rule.never):
        return
    for start, end in _occurrences(rule.words, text):
        if _in_company(rule, text, start, end):
            yield Hit(
                start, end, decision, basis, rule.why, rule.clause, rule.kind, rule.level
            )


def _occurrences(words: tuple[str, ...], text: str) -> Iterator[tuple[int, int]]:
    for word in words:
        start = text.find(word)
        for _ in range(MOST_PER_WORD):
            if start < 0:
                break
            yield start, start + len(word)
            start = text.find(word, start + len(word))


def _in_company(rule: Rule, text: str, start: int, end: int) -> bool:
    if rule.alone and not stands_alone(text, start, end, rule.slack):
        return False
    if not (rule.beside or rule.without):
        return True
    around = text[max(0, start - rule.window) : end + rule.window]
    if any(word in around for word in rule.without):
        return False
    return not rule.beside or any(word in around for word in rule.beside)


def words_of(lists: Mapping[str, Phrases], names: tuple[str, ...]) -> Iterator[str]:
    """Yield the words that can fire the rules of these lists."""
    for name in names:
        for rule in lists[name].rules:
            yield from rule.words
