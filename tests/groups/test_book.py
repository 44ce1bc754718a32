"""The register of groups: what may be done with a group, who answers, what cries out."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from zhamen.deeds.deed import Deed
from zhamen.deeds.house import Duty, Standing
from zhamen.errors import DeedError
from zhamen.groups.alarms import Alarm, AlarmKind, alarms
from zhamen.groups.book import BOOK, Answers, Part, as_it_was, chain
from zhamen.groups.group import ENDED, Group, Platform, State

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEXT_YEAR = date(2027, 3, 1)
STANDINGS = {
    "officer": Standing(duties=frozenset({Duty.OFFICER})),
    "chief": Standing(duties=frozenset({Duty.LEADER})),
    "anna": Standing(),
    "bert": Standing(),
    "cora": Standing(),
    "gone": Standing(active=False),
}
USUAL: dict[str, dict[str, Any]] = {
    "apply": {
        "by": "anna", "group": "G-1", "platform": Platform.WECHAT, "wording": "ab12",
        "expires": NEXT_YEAR,
    },
    "approve": {"by": "officer", "leader": "chief"},
    "decline": {"by": "officer"},
    "sign_letter": {"by": "anna", "until": NEXT_YEAR},
    "open": {"by": "anna", "noticed": True},
    "admit": {"by": "anna", "people": frozenset({"bert", "cora"})},
    "leave": {"by": "bert", "people": frozenset({"bert"})},
    "appoint": {"by": "anna", "manager": "bert"},
    "dismiss": {"by": "anna", "manager": "bert"},
    "pass_on": {"by": "anna", "to": "bert"},
    "post_notice": {"by": "anna"},
    "reword": {"by": "officer", "leader": "chief", "wording": "cd34", "expires": NEXT_YEAR},
    "review": {"by": "officer", "in_order": True},
    "freeze": {"by": "officer", "leader": "chief"},
    "thaw": {"by": "officer", "leader": "chief"},
    "dissolve": {"by": "anna"},
}  # fmt: skip
LIVING = ("apply", "approve", "sign_letter", "open", "admit")


class Unit:
    """The people above."""

    def __init__(self, **changes: Standing) -> None:
        """Let some of them be somebody else."""
        self._standings = {**STANDINGS, **changes}

    def standing(self, person: str) -> Standing | None:
        """Return who somebody is."""
        return self._standings.get(person)

    def is_reading_place(self, place: str) -> bool:
        """Tell that nothing is."""
        return False


UNIT = Unit()


def deed(name: str, /, *, at: datetime = MORNING, **changes: Any) -> Deed[Group]:
    """Return a deed with its usual fields, signed by all who must."""
    kind: Any = BOOK.kinds[name]
    values = {"at": at, **USUAL[name], **changes}
    signed = values.pop("signed", None)
    made: Deed[Group] = kind(**values)
    done: Deed[Group] = kind(
        **values, signed=made.signers() if signed is None else frozenset(signed)
    )
    return done


BERTS_LETTER = deed("sign_letter", by="bert", at=MORNING + timedelta(hours=12))


def history(*names: str) -> list[Deed[Group]]:
    """Return these deeds, an hour apart; `letter` is the second person's."""
    done = []
    for hours, name in enumerate(names):
        at = MORNING + timedelta(hours=hours)
        changes = {"by": "bert"} if name == "letter" else {}
        done.append(deed("sign_letter" if name == "letter" else name, at=at, **changes))
    return done


def came_to(*names: str) -> Group:
    """Return the group after these deeds, every one of them lawful."""
    group: Group | None = None
    for each in history(*names):
        group = BOOK.do(group, each, UNIT)
    assert group is not None
    return group


LIVES = [
    pytest.param(("apply", "decline"), State.DECLINED, id="declined"),
    pytest.param(LIVING, State.OPEN, id="open"),
    pytest.param((*LIVING, "leave", "post_notice", "review", "reword"), State.OPEN, id="a year"),
    pytest.param((*LIVING, "letter", "appoint", "dismiss"), State.OPEN, id="a manager's time"),
    pytest.param((*LIVING, "letter", "pass_on"), State.OPEN, id="another builder"),
    pytest.param((*LIVING, "freeze", "thaw"), State.OPEN, id="frozen and thawed"),
    pytest.param((*LIVING, "freeze", "dissolve"), State.DISSOLVED, id="frozen and dissolved"),
]


@pytest.mark.parametrize(("names", "state"), LIVES)
def test_a_lawful_life_goes_through(names: tuple[str, ...], state: State) -> None:
    """Every lawful walk ends where it should."""
    assert came_to(*names).state is state


UNLAWFUL: list[Any] = [
    pytest.param(("apply",), "open", {}, ["group_applied", "no_letter"], id="without approval"),
    pytest.param(("apply",), "approve", {"by": "anna"}, ["not_officer", "same_person"],
                 id="approved by the applicant"),
    pytest.param(("apply",), "approve", {"leader": "bert"}, ["not_leader"], id="by any colleague"),
    pytest.param(("apply",), "approve", {"signed": {"officer"}}, ["unsigned"],
                 id="the leader has not signed"),
    pytest.param(("apply", "approve"), "open", {}, ["no_letter"], id="no letter"),
    pytest.param(("apply", "approve", "sign_letter"), "open", {"noticed": False}, ["no_notice"],
                 id="no notice"),
    pytest.param(("apply", "approve", "sign_letter"), "open", {"by": "bert"},
                 ["not_builder", "no_letter"], id="opened by another"),
    pytest.param(("apply", "approve"), "sign_letter", {"until": date(2029, 1, 1)}, ["too_long"],
                 id="a letter for ever"),
    pytest.param(LIVING, "admit", {"people": frozenset({"stranger"})}, ["not_active"],
                 id="an outsider"),
    pytest.param(LIVING, "admit", {"people": frozenset({"gone"})}, ["not_active"],
                 id="one who has left the unit"),
    pytest.param(LIVING, "admit", {}, ["is_inside", "is_inside"], id="in already"),
    pytest.param(LIVING, "admit", {"by": "bert", "people": frozenset({"officer"})},
                 ["runs_nothing", "no_letter"], id="let in by a member"),
    pytest.param(LIVING, "leave", {"by": "bert", "people": frozenset({"cora"})},
                 ["runs_nothing"], id="put out by a member"),
    pytest.param(LIVING, "leave", {"by": "anna", "people": frozenset({"anna"})},
                 ["is_builder"], id="the builder walks away"),
    pytest.param(LIVING, "appoint", {}, ["no_letter"], id="a manager without a letter"),
    pytest.param(LIVING, "pass_on", {"by": "officer", "to": "bert"},
                 ["not_builder", "no_letter"], id="passed on over a builder's head"),
    pytest.param(LIVING, "reword", {"wording": "ab12"}, ["same_wording"], id="no other wording"),
    pytest.param((*LIVING, "freeze"), "admit", {"people": frozenset({"officer"})},
                 ["group_frozen"], id="joined while frozen"),
    pytest.param((*LIVING, "dissolve"), "admit", {}, ["group_dissolved"],
                 id="joined after the end"),
    pytest.param(LIVING, "freeze", {"leader": "officer"}, ["not_leader", "same_person"],
                 id="frozen by one alone"),
    pytest.param(LIVING, "apply", {}, ["begins_twice"], id="applied for twice"),
]  # fmt: skip


@pytest.mark.parametrize(("names", "name", "changes", "codes"), UNLAWFUL)
def test_a_short_cut_is_refused(
    names: tuple[str, ...], name: str, changes: dict[str, Any], codes: list[str]
) -> None:
    """Every rule that is broken is named in words."""
    tried = deed(name, at=MORNING + timedelta(days=1), **changes)
    with pytest.raises(DeedError) as refused:
        BOOK.do(came_to(*names), tried, UNIT)

    assert [getattr(each, "code", "") for each in refused.value.refusals] == codes
    assert str(refused.value)


def test_who_answers_for_a_message() -> None:
    """The sender, the managers, the builder; nobody twice."""
    group = came_to(*LIVING, "letter", "appoint")

    assert chain(group, "cora") == [
        Answers(Part.SENDER, "cora"),
        Answers(Part.MANAGER, "bert"),
        Answers(Part.BUILDER, "anna"),
    ]
    assert chain(group, "anna") == [Answers(Part.SENDER, "anna"), Answers(Part.MANAGER, "bert")]


def test_who_was_inside_when() -> None:
    """Months later the register still tells who was in the group at that hour."""
    done = history(*LIVING, "leave")
    before, after = (as_it_was(done, MORNING + timedelta(hours=at)) for at in (4, 5))

    assert before is not None and after is not None
    assert set(before.members) == {"anna", "bert", "cora"}
    assert set(after.members) == {"anna", "cora"}


def test_what_a_group_cries_out_about() -> None:
    """Letters, reviews and purposes run out; people leave the unit and stay in the group."""
    group = came_to(*LIVING)
    late = NEXT_YEAR + timedelta(days=40)
    left = Unit(bert=Standing(active=False))
    builder_left = Unit(anna=Standing(active=False))

    assert list(alarms(group, MORNING.date(), UNIT)) == []
    assert {alarm.kind for alarm in alarms(group, late, UNIT)} == {
        AlarmKind.NO_LETTER,
        AlarmKind.NO_REVIEW,
        AlarmKind.EXPIRED,
    }
    assert list(alarms(group, MORNING.date(), left)) == [Alarm(AlarmKind.STRANGER, "bert")]
    assert list(alarms(group, MORNING.date(), builder_left)) == [Alarm(AlarmKind.ORPHANED, "anna")]
    assert list(alarms(came_to(*LIVING, "dissolve"), late, UNIT)) == []


def test_a_group_whose_builder_has_left_is_passed_on_by_the_office() -> None:
    """The officer names a member who has signed."""
    unit = Unit(anna=Standing(active=False))
    group = came_to(*LIVING, "letter")
    passed = BOOK.do(group, deed("pass_on", by="officer", at=BERTS_LETTER.at), unit)

    assert passed.builder == "bert"


def test_every_deed_is_tried() -> None:
    """A new file in the tray must be added to the tables of these tests."""
    assert set(USUAL) == set(BOOK.kinds)


PEOPLE = some.sampled_from([*STANDINGS, "stranger"])


class Walk(RuleBasedStateMachine):
    """Tries deeds, lawful and not; keeps the history as the journal would."""

    def __init__(self) -> None:
        super().__init__()
        self.group: Group | None = None
        self.done: list[Deed[Group]] = []
        self.at = MORNING

    @rule(name=some.sampled_from(sorted(USUAL)), data=some.data())
    def try_it(self, name: str, data: some.DataObject) -> None:
        """Do what is usual, or have somebody else do it, to somebody else."""
        changes: dict[str, Any] = {}
        if data.draw(some.booleans()):
            changes["by"] = data.draw(PEOPLE)
        for field in ({"manager", "to", "leader"} & set(USUAL[name])) if changes else ():
            changes[field] = data.draw(PEOPLE)
        if "people" in USUAL[name] and data.draw(some.booleans()):
            changes["people"] = data.draw(some.frozensets(PEOPLE, max_size=2))
        tried = deed(name, at=self.at, **changes)
        assert type(tried).from_facts(tried.at, tried.by, tried.facts()) == tried
        try:
            self.group = BOOK.do(self.group, tried, UNIT)
        except DeedError:
            return
        self.done.append(tried)
        self.at += timedelta(hours=1)

    @invariant()
    def the_journal_tells_the_same(self) -> None:
        """The state is what the history leads to."""
        assert BOOK.replay(self.done) == self.group

    @invariant()
    def somebody_answers(self) -> None:
        """In every living group the builder is inside with a letter, and managers are members."""
        group = self.group
        if group is None or group.state in ENDED or not group.members:
            return
        assert group.answerable <= set(group.members)
        assert group.answerable <= set(group.letters)
        assert "stranger" not in group.members and "gone" not in group.members


Walk.TestCase.settings = settings(
    max_examples=80, stateful_step_count=30, deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
TestWalk = Walk.TestCase
