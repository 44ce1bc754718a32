"""The judge: what may block, what stops at hold, what a channel allows, what unread does."""

import pytest

from zhamen.inspection.judge import judge
from zhamen.model.terms import Basis, Channel, Decision, Kind
from zhamen.model.verdict import Finding, Unread
from zhamen.policy.loader import load_channels

INTERNET, INTERNAL = (load_channels()[channel] for channel in Channel)


def finding(basis: Basis, decision: Decision, kind: Kind | None = None, **more: object) -> Finding:
    values = {"part": "text", "start": 0, "end": 4, "clause": 1, **more}
    return Finding("d", decision, basis, masked="机*", why="w", kind=kind, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        (Basis.MARK, Decision.BLOCK),
        (Basis.REGISTER, Decision.BLOCK),
        (Basis.DISGUISE, Decision.HOLD),
        (Basis.TOPIC, Decision.HOLD),
        (Basis.TALK, Decision.HINT),
        (Basis.RELEASE, Decision.PASS),
    ],
)
def test_only_marks_and_register_matches_block(basis: Basis, expected: Decision) -> None:
    """A finding is no stronger than what it rests on."""
    judgement = judge([finding(basis, Decision.BLOCK)], [], INTERNET)

    assert expected is judgement.decision


@pytest.mark.parametrize("kind", [Kind.WORK, Kind.TRADE, Kind.INTERNAL, Kind.DRAFT])
def test_internal_work_is_at_home_on_the_internal_platform(kind: Kind) -> None:
    """Work and trade secrets are recorded there, not stopped."""
    judgement = judge([finding(Basis.MARK, Decision.BLOCK, kind)], [], INTERNAL)

    assert Decision.HINT is judgement.decision


@pytest.mark.parametrize("channel", [INTERNET, INTERNAL])
def test_state_secrets_block_everywhere(channel: object) -> None:
    """No channel of a non-secret network carries a state secret."""
    judgement = judge([finding(Basis.MARK, Decision.BLOCK, Kind.STATE)], [], channel)  # type: ignore[arg-type]

    assert Decision.BLOCK is judgement.decision


def test_unread_is_at_least_held() -> None:
    """What could not be looked into is never called clean."""
    judgement = judge([], [Unread("a.zip", "encrypted")], INTERNET)

    assert Decision.HOLD is judgement.decision


def test_public_release_lowers_a_draft_but_never_a_state_secret() -> None:
    """Anyone can type that a text is public."""
    release = finding(Basis.RELEASE, Decision.PASS)
    draft = finding(Basis.TOPIC, Decision.HOLD, Kind.DRAFT)
    state = finding(Basis.MARK, Decision.BLOCK, Kind.STATE)

    assert Decision.HINT is judge([release, draft], [], INTERNET).decision
    assert Decision.BLOCK is judge([release, state], [], INTERNET).decision


def test_a_release_in_one_part_does_not_speak_for_another() -> None:
    """The note of a public annex lowers nothing in the letter."""
    release = finding(Basis.RELEASE, Decision.PASS, part="annex")
    draft = finding(Basis.TOPIC, Decision.HOLD, Kind.DRAFT)

    assert Decision.HOLD is judge([release, draft], [], INTERNET).decision


def test_echoes_are_dropped_and_clauses_sorted() -> None:
    """Two findings of one clause over one span are one; other clauses stay."""
    strong = finding(Basis.MARK, Decision.BLOCK, start=0, end=6)
    echo = finding(Basis.TOPIC, Decision.HOLD, start=0, end=2)
    other = finding(Basis.TOPIC, Decision.HOLD, clause=6)
    judgement = judge([other, echo, strong], [], INTERNET)

    assert judgement.clauses == (1, 6)
    assert (strong, other) == judgement.findings


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ({"place": "header"}, {"place": "body"}, 2),
        ({"place": "sheet", "page": 1}, {"place": "sheet", "page": 2}, 2),
        ({"place": "body"}, {"place": "body:revisions"}, 2),
        ({"place": "body"}, {"place": "body"}, 1),
        ({"place": "body"}, {"place": "body+base64"}, 1),
    ],
)
def test_the_same_offsets_of_another_text_are_another_place(
    one: dict, other: dict, count: int
) -> None:
    """Header and body both begin at letter 0; what is unwrapped stands where its wrapping does."""
    found = [finding(Basis.MARK, Decision.BLOCK, **each) for each in (one, other)]

    assert len(judge(found, [], INTERNET).findings) == count


@pytest.mark.parametrize(
    ("line", "other", "told"),
    [
        pytest.param(
            (300, (40, 900, 200, 30)), (5, (40, 900, 200, 30)), 1, id="said in two blocks"
        ),
        pytest.param((5, (40, 100, 200, 30)), (5, (40, 900, 200, 30)), 2, id="first of each block"),
        pytest.param((5, (40, 100, 200, 30)), (20, (40, 126, 200, 30)), 2, id="lines that touch"),
        pytest.param((5, (40, 100, 200, 30)), (5, None), 2, id="a note and the picture"),
    ],
)
def test_in_a_picture_the_place_is_the_box(
    line: tuple[int, object], other: tuple[int, object], told: int
) -> None:
    """Offsets begin anew with every block of a picture, and a line may be in two of them."""
    found = [
        finding(Basis.MARK, Decision.BLOCK, part="a.jpg", start=start, end=start + 6, box=box)
        for start, box in (line, other)
    ]

    assert len(judge(found, [], INTERNET).findings) == told
