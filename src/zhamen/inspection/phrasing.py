"""How a phrase list is matched: words, their company, and their place on the line.

Words are looked for as they stand. Those of a `disguised` rule are looked for in the alike view,
where punctuation does not part them: spelled exactly they count in full, else as a disguise.
"""

from collections.abc import Iterator
from dataclasses import replace

from zhamen.inspection.alike import View
from zhamen.inspection.detecting import Hit, Sight
from zhamen.inspection.grammar import letters, stands_alone
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision, weakest
from zhamen.policy.phrases import Phrases, Rule
from zhamen.reading.normal import fold

MOST_PER_WORD = 100
"""Hits of one word in one passage; more would not change any decision."""
SHORTEST_DISGUISE = 5
"""Letters from which a chain of sounds is no accident; shorter words must be spelled exactly."""


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
    """A detector that does nothing but match phrase lists."""

    needles: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    def look(self, passage: Passage, sight: Sight) -> Iterator[Hit]:
        """Yield a hit for every word of the lists that stands under its rule's conditions."""
        for name in self.lists:
            for rule in sight.phrases[name].rules:
                yield from match_rule(rule, passage, sight)

    def near(self, passage: Passage, sight: Sight) -> Iterator[str]:
        """Yield the name of every rule of which a word stands here, but not its company."""
        for name in self.lists:
            for rule in sight.phrases[name].rules:
                words_here = any(word in passage.folded.text for word in rule.words)
                if words_here and next(match_rule(rule, passage, sight), None) is None:
                    yield f"{name}/{rule.name}"


def match_rule(rule: Rule, passage: Passage, sight: Sight) -> Iterator[Hit]:
    """Yield a hit for every word of the rule that stands in the passage as the rule demands."""
    text = passage.folded.text
    decision, basis = rule.decision, rule.basis
    if rule.media and passage.medium not in rule.media:
        if rule.elsewhere is None:
            return
        decision, basis = rule.elsewhere, Basis.TOPIC
    if any(word in text for word in rule.never):
        return
    for start, end, exact in _occurrences(rule, text, sight):
        if _in_company(rule, text, start, end, sight):
            yield Hit(
                start,
                end,
                decision if exact else weakest(decision, Decision.HOLD),
                basis if exact else Basis.DISGUISE,
                rule.why if exact else rule.why + "（疑似谐音或形近改写）",
                rule.clause,
                rule.kind,
                rule.level,
                1.0 if exact else 0.7,
            )


def _occurrences(rule: Rule, text: str, sight: Sight) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, spelled exactly?) of the rule's words."""
    if rule.disguised and sight.alike is not None:
        yield from _in_disguise(rule, text, sight.alike.view(text), sight)
        return
    for word in rule.words:
        for start in _starts(text, word):
            yield start, start + len(word), True


def _in_disguise(
    rule: Rule, text: str, view: View, sight: Sight
) -> Iterator[tuple[int, int, bool]]:
    assert sight.alike is not None
    for word in rule.words:
        pattern = sight.alike.pattern(word)
        for at in _starts(view.codes, pattern):
            start, end = view.span(at, at + len(pattern))
            exact = letters(text[start:end]) == letters(word)
            if exact or len(pattern) >= SHORTEST_DISGUISE:
                yield start, end, exact


def _starts(text: "str | bytes", word: "str | bytes") -> Iterator[int]:
    start = text.find(word)  # type: ignore[arg-type]
    for _ in range(MOST_PER_WORD):
        if start < 0:
            return
        yield start
        start = text.find(word, start + len(word))  # type: ignore[arg-type]


def _in_company(rule: Rule, text: str, start: int, end: int, sight: Sight) -> bool:
    if rule.alone and not stands_alone(text, start, end, rule.slack):
        return False
    if not (rule.beside or rule.without):
        return True
    around = text[max(0, start - rule.window) : end + rule.window]
    if any(word in around for word in rule.without):
        return False
    return not rule.beside or _beside(rule, around, sight)


def _beside(rule: Rule, around: str, sight: Sight) -> bool:
    if any(word in around for word in rule.beside):
        return True
    if not rule.context:
        return False
    # An earlier message counts only if it is not itself an innocent one ("严禁…").
    earlier = (said for said in sight.context if not any(word in said for word in rule.without))
    return any(word in said for said in earlier for word in rule.beside)
