"""The judge: findings and a channel's policy in, a decision out. Pure.

1. A finding is no stronger than its basis allows: marks and register matches may block,
   disguised marks and topics stop at hold, talk about marks at a hint (100 − 1 = 0 does not
   mean that a training notice is a leak).
2. Nor is it stronger than the channel allows for its kind: work and trade secrets are at home
   on the internal platform.
3. Evidence that a part is public lowers drafts and internal papers in it to a hint; it never
   lowers a state, work or trade secret, since anyone can type "public".
4. What could not be read lifts the decision to at least hold.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from zhamen.model.passage import Box
from zhamen.model.terms import Basis, Decision, Kind, strongest, weakest
from zhamen.model.verdict import Finding, Unread
from zhamen.policy.loader import ChannelPolicy

_BASIS_CEILING = {
    Basis.MARK: Decision.BLOCK,
    Basis.REGISTER: Decision.BLOCK,
    Basis.DISGUISE: Decision.HOLD,
    Basis.TOPIC: Decision.HOLD,
    Basis.TALK: Decision.HINT,
    Basis.RELEASE: Decision.PASS,
}
_RELEASED = (Kind.DRAFT, Kind.INTERNAL)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision, the must-nots it cites, and the findings that carry it, strongest first."""

    decision: Decision
    clauses: tuple[int, ...]
    findings: tuple[Finding, ...]


def judge(
    findings: Iterable[Finding], unread: Sequence[Unread], channel: ChannelPolicy
) -> Judgement:
    """Decide on one message."""
    findings = list(findings)
    public = {finding.part for finding in findings if finding.basis is Basis.RELEASE}
    limited = [_limited(finding, channel, finding.part in public) for finding in findings]
    carried = _without_echoes(f for f in limited if f.decision is not Decision.PASS)
    decision = strongest(*(finding.decision for finding in carried))
    if unread:
        decision = strongest(decision, Decision.HOLD)
    clauses = sorted({finding.clause for finding in carried if finding.clause is not None})
    return Judgement(decision, tuple(clauses), tuple(carried))


def _limited(finding: Finding, channel: ChannelPolicy, public: bool) -> Finding:
    ceilings = [finding.decision, _BASIS_CEILING[finding.basis]]
    if finding.kind is not None:
        ceilings.append(channel.ceiling[finding.kind])
        if public and finding.kind in _RELEASED:
            ceilings.append(Decision.HINT)
    decision = weakest(*ceilings)
    return finding if decision is finding.decision else replace(finding, decision=decision)


def _without_echoes(findings: Iterable[Finding]) -> list[Finding]:
    """Drop findings that say no more than a stronger one of the same clause at their place."""
    ordered = sorted(findings, key=lambda f: (-f.decision.rank, f.part, f.page or 0, *_place(f)))
    kept: list[Finding] = []
    reach: dict[tuple[str, int | None, str, int | None], list[Finding]] = {}
    for finding in ordered:
        same = reach.setdefault((finding.part, finding.page, _text_of(finding), finding.clause), [])
        # Findings come in order of place, so only the last few can overlap: linear, not square.
        if not any(_overlap(other, finding) for other in same[-8:]):
            same.append(finding)
            kept.append(finding)
    return kept


def _text_of(finding: Finding) -> str:
    """Return which text of a page a finding's offsets count in: the header's, the body's …

    What was unwrapped stands where the wrapping stands; boxes of a picture are all in one measure.
    """
    return "" if finding.box else finding.place.partition("+")[0]


def _place(finding: Finding) -> tuple[bool, int, int]:
    """Return where a finding stands in the order of its page; pictures come behind text."""
    if finding.box is None:
        return False, finding.start, -finding.end
    left, top, _, _ = finding.box
    return True, top, left


def _overlap(one: Finding, other: Finding) -> bool:
    """Tell whether two findings of one page stand at one place.

    In a picture offsets say nothing of it: they begin anew with every block, and a line where two
    blocks meet is in both.
    """
    if one.box is None and other.box is None:
        return one.start < other.end and other.start < one.end
    if one.box is None or other.box is None:
        return False
    return _holds_middle(one.box, other.box) or _holds_middle(other.box, one.box)


def _holds_middle(box: Box, other: Box) -> bool:
    """Tell whether the middle of another box lies in a box; lines that touch do not count."""
    left, top, width, height = box
    across, down = other[0] + other[2] / 2, other[1] + other[3] / 2
    return left <= across <= left + width and top <= down <= top + height
