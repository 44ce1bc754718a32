"""The rules of the three administrators (三员), as plain functions over plain values.

- One person sits in the seats of one role at most, by whichever way he came to them: appointment,
  group or deputy.
- A change of rights needs two people: the system or the security administrator proposes, somebody
  in a seat of another role confirms.
- Nobody decides on a change that concerns himself.
- The last seat of a role is not vacated.
- The auditor proposes nothing: he checks, and may say no.
"""

from collections.abc import Iterable
from enum import Enum

from zhamen.office.roles import Role
from zhamen.office.words import both

PROPOSERS = frozenset({Role.SYSTEM, Role.SECURITY})
DECIDERS = frozenset({Role.SYSTEM, Role.SECURITY, Role.AUDIT})


class Refusal(Enum):
    """Why a change of rights is refused."""

    COMBINED = "combined"
    NOT_A_PROPOSER = "not_a_proposer"
    SAME_ROLE = "same_role"
    OWN_PROPOSAL = "own_proposal"
    CONCERNS_HIMSELF = "concerns_himself"
    LAST_SEAT = "last_seat"
    NOT_ACTIVE = "not_active"

    def __str__(self) -> str:
        """Say it to whoever asked."""
        return str(_WORDS[self])


_WORDS = {
    Refusal.COMBINED: both(
        "此人已经是另一种管理员。系统、安全保密、审计三员不得由一人兼任，随组、代理也不行。",
        "This person sits in another administrator's seat. The three are never one person, "
        "by group or as deputy neither.",
    ),
    Refusal.NOT_A_PROPOSER: both(
        "只有系统管理员和安全保密管理员可以提出授权。",
        "Only the system and the security administrator propose changes of rights.",
    ),
    Refusal.SAME_ROLE: both(
        "须由另一种管理员同意。", "An administrator of another role must confirm."
    ),
    Refusal.OWN_PROPOSAL: both("自己提出的，不能自己同意。", "Nobody confirms what he proposed."),
    Refusal.CONCERNS_HIMSELF: both("事关本人，须由别人决定。", "Nobody decides on himself."),
    Refusal.LAST_SEAT: both(
        "这是该角色的最后一名管理员，请先任命接任的人。",
        "This is the last administrator of the role; appoint another one first.",
    ),
    Refusal.NOT_ACTIVE: both("此人的账号已注销。", "This person's account is closed."),
}


def may_sit(held: Iterable[Role], wanted: Role) -> Refusal | None:
    """Return why somebody who sits in these seats may not sit in another, None if he may."""
    return Refusal.COMBINED if set(held) - {wanted} else None


def may_propose(role: Role) -> Refusal | None:
    """Return why somebody in this role may not propose a change of rights."""
    return None if role in PROPOSERS else Refusal.NOT_A_PROPOSER


def may_decide(
    *, decider: int, role: Role, proposer: int, proposer_role: Role, concerned: int
) -> Refusal | None:
    """Return why this person may not confirm or decline a proposal; people are ids."""
    if decider == proposer:
        return Refusal.OWN_PROPOSAL
    if concerned == decider:
        return Refusal.CONCERNS_HIMSELF
    if role not in DECIDERS or role is proposer_role:
        return Refusal.SAME_ROLE
    return None


def may_leave(holders: int) -> Refusal | None:
    """Return why a seat may not be vacated where so many people hold its role for good."""
    return Refusal.LAST_SEAT if holders <= 1 else None
