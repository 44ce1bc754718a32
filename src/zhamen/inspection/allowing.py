"""What a unit has found to be a false alarm: the same sentence is only hinted at next time.

A sentence is known by a keyed digest of its letters, so the list tells nobody what stands in it.
Marks, register matches and disguises are never let off: only a topic, whose words mean another
thing in this unit, can be a false alarm for good.
"""

import re
from dataclasses import replace
from typing import Protocol

from zhamen.inspection.detecting import Hit
from zhamen.model.passage import Passage
from zhamen.model.terms import Basis, Decision

_END = re.compile(r"[。！？!?；;\n\r]")
_MOST = 300
"""Characters of a sentence on either side of the hit; what is longer is cut there."""
_ALLOWED = "（本单位已核定为误报）"


class Allowances(Protocol):
    """Digests of sentences, and which of them are allowed for a rule."""

    def digest(self, text: str) -> str:
        """Return the keyed digest of a sentence, however it is written."""
        ...

    def covers(self, detector: str, digest: str) -> bool:
        """Tell whether a rule's alarm about this sentence was found to be false."""
        ...


def sentence_of(passage: Passage, hit: Hit) -> str:
    """Return the sentence, as it was written, in which a hit lies."""
    first, last = passage.folded.origin(hit.start, hit.end)
    before = passage.text[max(0, first - _MOST) : first]
    behind = passage.text[last : last + _MOST]
    begins = max((found.end() for found in _END.finditer(before)), default=0)
    ends = _END.search(behind)
    return before[begins:] + passage.text[first:last] + (behind[: ends.start()] if ends else behind)


def let_off(detector: str, hit: Hit, passage: Passage, allowances: Allowances) -> tuple[Hit, str]:
    """Return the hit, weakened if its sentence is allowed, and the sentence's digest."""
    digest = allowances.digest(sentence_of(passage, hit))
    if hit.basis is Basis.TOPIC and allowances.covers(detector, digest):
        return replace(hit, decision=Decision.HINT, why=f"{hit.why}{_ALLOWED}"), digest
    return hit, digest
