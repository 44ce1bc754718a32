"""Counting verdicts as they come, keeping only those that a person must look at."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

MOST_KEPT = 20_000
"""Stopped or unread files listed one by one; all are counted."""


@dataclass
class Summary:
    """What a scan found, in numbers, and the verdicts worth a page."""

    files: int = 0
    bytes: int = 0
    resumed: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    clauses: Counter[int] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    kept: list[dict[str, Any]] = field(default_factory=list)

    def add(self, verdict: dict[str, Any], size: int) -> None:
        """Count one verdict."""
        self.files += 1
        self.bytes += size
        self.decisions[verdict["decision"]] += 1
        self.clauses.update(verdict["clauses"])
        self.reasons.update(each["reason"] for each in verdict["unread"])
        worth = verdict["findings"] or verdict["unread"]
        if worth and len(self.kept) < MOST_KEPT:
            self.kept.append(verdict)

    @property
    def unread_files(self) -> int:
        """Files of which something could not be looked into."""
        return sum(1 for verdict in self.kept if verdict["unread"])

    @property
    def stopped(self) -> bool:
        """Whether a finding was held or blocked."""
        return any(
            f["decision"] in ("hold", "block") for v in self.kept for f in v["findings"]
        )
