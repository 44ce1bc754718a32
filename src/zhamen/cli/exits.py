"""The exit status of the contract, from verdicts."""

from zhamen.model.terms import Decision
from zhamen.model.verdict import Verdict

CLEAN, STOPPED, UNREAD, FAILED = 0, 1, 2, 3
INTERRUPTED = 130
_GRAVEST_FIRST = (FAILED, STOPPED, UNREAD)


def status_of(verdict: Verdict) -> int:
    """Return 1 for a finding held or blocked, 2 for something unread and nothing else, 0 else."""
    if any(f.decision in (Decision.HOLD, Decision.BLOCK) for f in verdict.findings):
        return STOPPED
    return UNREAD if verdict.unread else CLEAN


def worst(statuses: set[int]) -> int:
    """Return the status of many: failed before stopped before unread before clean."""
    return next((status for status in _GRAVEST_FIRST if status in statuses), CLEAN)
