"""Counting verdicts as they come, keeping only those that a person must look at."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from zhamen.cli.scanning.places import Place, Places
from zhamen.model.terms import Decision

MOST_KEPT = 5_000
"""Files of one sort listed one by one; all are counted."""

MOST_PLACES = 2_000
ELSEWHERE = Place("…")


def suspicion(verdict: dict[str, Any]) -> Decision:
    """Return the decision of the strongest finding, `pass` where there is none."""
    found = [Decision(finding["decision"]) for finding in verdict["findings"]]
    return max(found, key=lambda decision: decision.rank, default=Decision.PASS)


@dataclass
class Tally:
    """The numbers of one place."""

    files: int = 0
    unread: int = 0
    suspected: Counter[Decision] = field(default_factory=Counter)


@dataclass
class Summary:
    """What a scan found, in numbers, and the verdicts worth a page."""

    places: Places = field(default_factory=Places)
    files: int = 0
    bytes: int = 0
    resumed: int = 0
    """Files taken from the journal."""
    copied: int = 0
    """Files whose content was inspected before, in this run or an earlier one."""
    repeats: int = 0
    """Links and second ways to what was inspected where it stands."""
    unread: int = 0
    """Files of which something could not be looked into."""
    only_unread: int = 0
    """Those of them without a suspicion."""
    suspected: Counter[Decision] = field(default_factory=Counter)
    """Files by their strongest finding; `pass` has none, but may be unread."""
    clauses: Counter[int] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    tallies: dict[Place, Tally] = field(default_factory=dict)
    """By account or folder, at most MOST_PLACES; the last holds all that are left."""
    _kept: dict[Decision, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, verdict: dict[str, Any], size: int, source: str = "") -> None:
        """Count one verdict, and whether it was taken from the journal or the cache."""
        suspected = suspicion(verdict)
        self.resumed += source == "journal"
        self.copied += source == "cache"
        self.files += 1
        self.bytes += size
        self.unread += bool(verdict["unread"])
        self.only_unread += bool(verdict["unread"]) and suspected is Decision.PASS
        self.suspected[suspected] += 1
        self.clauses.update(verdict["clauses"])
        self.reasons.update(each["reason"] for each in verdict["unread"])
        tally = self._tally(verdict["id"])
        tally.files += 1
        tally.unread += bool(verdict["unread"])
        tally.suspected[suspected] += 1
        if suspected is not Decision.PASS or verdict["unread"]:
            kept = self._kept.setdefault(suspected, [])
            if len(kept) < MOST_KEPT:
                kept.append(verdict)

    def _tally(self, path: str) -> Tally:
        place = self.places.of(path).whole
        if place not in self.tallies and len(self.tallies) >= MOST_PLACES:
            place = ELSEWHERE
        return self.tallies.setdefault(place, Tally())

    @property
    def clean(self) -> int:
        """Files that were looked into completely, without a suspicion."""
        return self.suspected[Decision.PASS] - self.only_unread

    def kept(self, *decisions: Decision) -> list[dict[str, Any]]:
        """Return the verdicts of these sorts in the order they came."""
        return [verdict for decision in decisions for verdict in self._kept.get(decision, ())]

    @property
    def stopped(self) -> int:
        """Files with a finding that is held or blocked."""
        return self.suspected[Decision.HOLD] + self.suspected[Decision.BLOCK]
