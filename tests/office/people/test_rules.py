"""The rules of the three administrators, as tables."""

import itertools

import pytest

from zhamen.office.people.rules import Refusal, may_decide, may_leave, may_propose, may_sit
from zhamen.office.roles import THREE, Role


@pytest.mark.parametrize(("held", "wanted"), [*itertools.permutations(THREE, 2)])
def test_no_two_are_one_person(held: Role, wanted: Role) -> None:
    """All six pairs are refused; a second way to the same role is not."""
    assert may_sit([held], wanted) is Refusal.COMBINED
    assert may_sit([held, held], held) is None
    assert may_sit([], wanted) is None


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        (Role.SYSTEM, None),
        (Role.SECURITY, None),
        (Role.AUDIT, Refusal.NOT_A_PROPOSER),
        (Role.PERSON, Refusal.NOT_A_PROPOSER),
    ],
)
def test_the_auditor_proposes_nothing(role: Role, refusal: Refusal | None) -> None:
    """Neither does anybody without a seat."""
    assert may_propose(role) is refusal


@pytest.mark.parametrize(
    ("decider", "role", "concerned", "refusal"),
    [
        pytest.param(2, Role.SECURITY, 9, None, id="another role confirms"),
        pytest.param(3, Role.AUDIT, 9, None, id="the auditor may say yes or no"),
        pytest.param(1, Role.SYSTEM, 9, Refusal.OWN_PROPOSAL, id="his own proposal"),
        pytest.param(4, Role.SYSTEM, 9, Refusal.SAME_ROLE, id="a colleague of the same role"),
        pytest.param(2, Role.SECURITY, 2, Refusal.CONCERNS_HIMSELF, id="about himself"),
        pytest.param(5, Role.PERSON, 9, Refusal.SAME_ROLE, id="somebody without a seat"),
    ],
)
def test_two_people_of_two_roles(
    decider: int, role: Role, concerned: int, refusal: Refusal | None
) -> None:
    """The system administrator, number 1, proposed."""
    said = may_decide(
        decider=decider, role=role, proposer=1, proposer_role=Role.SYSTEM, concerned=concerned
    )

    assert said is refusal


def test_the_last_one_stays() -> None:
    """A role without anybody in it could never be filled by two people again."""
    assert may_leave(1) is Refusal.LAST_SEAT
    assert may_leave(2) is None
