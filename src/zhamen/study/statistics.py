"""What answers say about a question: how hard it is, whom it tells apart, what draws people.

Facility and discrimination as in classical test theory: p is the share of right answers, D the
difference of p between the best and the worst 27 % of people (Kelley 1939), by their whole score.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

_SHARE = 0.27
WEAK = 0.2
"""A discrimination below this is flagged: the question tells nobody apart, or the wrong way."""
LEAST = 10
"""People below which no question is judged: five lucky ones are no evidence."""


@dataclass(frozen=True, slots=True)
class Given:
    """One person's first answer to one question."""

    person: str
    question: int
    chosen: int
    right: bool


@dataclass(frozen=True, slots=True)
class Item:
    """What is known of one question."""

    question: int
    people: int
    facility: float
    """Share of right answers, 0 to 1."""
    discrimination: float | None
    """−1 to 1; None with too few people."""
    chosen: Mapping[int, int]
    """How many chose each option."""

    @property
    def weak(self) -> bool:
        """Tell whether the question should be looked at."""
        return self.discrimination is not None and self.discrimination < WEAK


def items(answers: Iterable[Given]) -> list[Item]:
    """Return the figures of every question, in order."""
    given = list(answers)
    scores: Counter[str] = Counter()
    for each in given:
        scores[each.person] += each.right
    people = sorted(scores, key=lambda person: (scores[person], person))
    share = ceil(len(people) * _SHARE)
    lower, upper = set(people[:share]), set(people[-share:])
    return [
        _item(number, [each for each in given if each.question == number], lower, upper)
        for number in sorted({each.question for each in given})
    ]


def _item(number: int, given: list[Given], lower: set[str], upper: set[str]) -> Item:
    judged = len({each.person for each in given}) >= LEAST
    return Item(
        number, len(given), _right(given),
        _right([g for g in given if g.person in upper])
        - _right([g for g in given if g.person in lower]) if judged else None,
        Counter(each.chosen for each in given),
    )  # fmt: skip


def _right(given: list[Given]) -> float:
    return sum(each.right for each in given) / len(given) if given else 0.0
