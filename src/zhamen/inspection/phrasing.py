"""How a phrase list is matched: words, their company, and their place on the line.

Words are looked for as they stand. Those of a `disguised` rule are looked for in the alike view,
where punctuation does not part them: spelled exactly they count in full, else as a disguise.
"""

import re
from collections.abc import Iterator
from typing import AnyStr

from zhamen.inspection.alike import Alike
from zhamen.inspection.detecting import Hit, Sight
from zhamen.inspection.grammar import letters, stands_alone
from zhamen.inspection.matcher import Matcher
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision, weakest
from zhamen.policy.phrases import Rule

MOST_PER_RULE = 100
"""Hits of one rule in one passage, of either strength; more would not change any decision."""
SHORTEST_DISGUISE = 5
"""Letters from which a chain of sounds is no accident; shorter words must be spelled exactly."""


class PhraseDetector:
    """A detector that does nothing but match phrase lists."""

    needles: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield a hit for every word of the lists that stands under its rule's conditions."""
        for name in self.lists:
            for matcher in sight.phrases[name]:
                yield from match_rule(matcher, passage, sight)

    def near(self, passage: Passage, sight: Sight) -> Iterator[str]:
        """Yield the name of every rule of which a word stands here, but not its company."""
        text = passage.folded.text
        for name in self.lists:
            for matcher in sight.phrases[name]:
                words_here = any(word in text for word in matcher.standing(text))
                if words_here and next(match_rule(matcher, passage, sight), None) is None:
                    yield f"{name}/{matcher.rule.name}"


def match_rule(matcher: Matcher, passage: Passage, sight: Sight) -> Iterator[Hit]:
    """Yield a hit for every word of the rule that stands in the passage as the rule demands."""
    rule, text = matcher.rule, passage.folded.text
    decision, basis = rule.decision, rule.basis
    if rule.media and passage.medium not in rule.media:
        if rule.elsewhere is None:
            return
        decision, basis = rule.elsewhere, Basis.TOPIC
    if matcher.beside and not _beside(matcher, matcher.beside, text, sight):
        # Most texts that ask for something ask for nothing that matters.
        return
    if matcher.never and matcher.never.search(text):
        return
    left = {True: MOST_PER_RULE, False: MOST_PER_RULE}
    for start, end, exact in _occurrences(matcher, text, sight):
        # Occurrences out of company are not counted: a hundred innocent ones hide nothing.
        if left[exact] and _in_company(matcher, text, start, end, sight):
            left[exact] -= 1
            yield _hit(rule, start, end, decision, basis if exact else Basis.DISGUISE)


def _hit(rule: Rule, start: int, end: int, decision: Decision, basis: Basis) -> Hit:
    disguised = basis is Basis.DISGUISE
    return Hit(
        start,
        end,
        weakest(decision, Decision.HOLD) if disguised else decision,
        basis,
        rule.why + "（疑似谐音或形近改写）" if disguised else rule.why,
        rule.clause,
        rule.kind,
        rule.level,
        0.7 if disguised else 1.0,
    )


def _occurrences(matcher: Matcher, text: str, sight: Sight) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, spelled exactly?) of the rule's words."""
    if matcher.rule.disguised and sight.alike is not None:
        yield from _in_disguise(matcher.words, text, sight.alike)
        return
    for word in matcher.standing(text):
        for start in _starts(text, word):
            yield start, start + len(word), True


def _in_disguise(
    words: tuple[str, ...], text: str, alike: Alike
) -> Iterator[tuple[int, int, bool]]:
    view = alike.view(text)
    for word in words:
        pattern = alike.pattern(word)
        for at in _starts(view.codes, pattern):
            start, end = view.span(at, at + len(pattern))
            exact = letters(text[start:end]) == letters(word)
            if exact or len(pattern) >= SHORTEST_DISGUISE:
                yield start, end, exact


def _starts(text: AnyStr, word: AnyStr) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + len(word))


def _in_company(matcher: Matcher, text: str, start: int, end: int, sight: Sight) -> bool:
    rule = matcher.rule
    if rule.alone and not stands_alone(text, start, end, rule.slack):
        return False
    around = text[max(0, start - rule.window) : end + rule.window]
    if matcher.without and matcher.without.search(around):
        return False
    return matcher.beside is None or _beside(matcher, matcher.beside, around, sight)


def _beside(matcher: Matcher, beside: re.Pattern[str], around: str, sight: Sight) -> bool:
    if beside.search(around):
        return True
    if not matcher.rule.context:
        return False
    # An earlier message counts only if it is not itself an innocent one ("严禁…").
    without = matcher.without
    return any(
        beside.search(said) for said in sight.context if not (without and without.search(said))
    )
