"""Any walk of deeds is refused or replays to the same state: custody as properties."""

from datetime import timedelta
from typing import Any

from acting import MORNING, NEXT_WEEK, STANDINGS, UNIT, USUAL, came_to, deed
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from zhamen.custody.alarms import AlarmKind, alarms
from zhamen.custody.document import Document
from zhamen.custody.ledger import LEDGER
from zhamen.custody.terms import ENDED, Carrier, Status
from zhamen.deeds.deed import Deed
from zhamen.errors import DeedError
from zhamen.model.terms import Level

PEOPLE = some.sampled_from([*STANDINGS, "nobody", ""])
NUMBERS = some.sampled_from(["1", "2", "3", "1-1", "9"])
FIELDS: dict[str, Any] = {
    **dict.fromkeys(("by", "reader", "approver", "to", "bearer", "supervisor", "second"), PEOPLE),
    **dict.fromkeys(("applicant", "classifier"), PEOPLE),
    "copy": NUMBERS,
    "copies": some.lists(NUMBERS, max_size=3).map(tuple),
    "seen": some.frozensets(NUMBERS, max_size=3),
    "companions": some.frozensets(PEOPLE, max_size=2),
    "escorts": some.frozensets(PEOPLE, max_size=2),
    "witnesses": some.frozensets(PEOPLE, max_size=3),
    "level": some.sampled_from([Level.TOP_SECRET, Level.SECRET, Level.CONFIDENTIAL, Level.NONE]),
    "place": some.sampled_from(["reading-room", "office-3", ""]),
    "whole": some.booleans(),
    "intact": some.booleans(),
    "consent": some.sampled_from(["", "C-1"]),
    "numbers": some.sampled_from([("1-1",), ("4", "5"), ()]),
}


def back_from_facts(done: Deed[Document]) -> Deed[Document]:
    """Return a deed as it is read from the journal."""
    return type(done).from_facts(done.at, done.by, done.facts())


class Walk(RuleBasedStateMachine):
    """Tries deeds, lawful and not, on one document; keeps its history as the journal would."""

    def __init__(self) -> None:
        super().__init__()
        self.document: Document | None = None
        self.history: list[Deed[Document]] = []
        self.at = MORNING

    @rule(
        carrier=some.sampled_from(Carrier), level=FIELDS["level"],
        begin=some.sampled_from(["receive", "make"]),
    )  # fmt: skip
    def begin(self, carrier: Carrier, level: Level, begin: str) -> None:
        """Receive or make it, if it is not there."""
        assume(self.document is None)
        self.attempt(deed(begin, at=self.at, carrier=carrier, level=level))

    @rule(name=some.sampled_from(sorted(USUAL)))
    def usual(self, name: str) -> None:
        """Do what would be lawful if the document had come so far."""
        self.attempt(deed(name, at=self.at))

    @rule(name=some.sampled_from(sorted(USUAL)), data=some.data(), hours=some.integers(-5, 90))
    def anything(self, name: str, data: some.DataObject, hours: int) -> None:
        """Do it with one or two things changed, at another time, perhaps unsigned."""
        known = sorted(set(FIELDS) & ({*USUAL[name], "by"}))
        changed = data.draw(some.lists(some.sampled_from(known), max_size=2, unique=True))
        changes = {field: data.draw(FIELDS[field]) for field in changed}
        if data.draw(some.integers(0, 9)) == 0:
            changes["signed"] = ()
        self.attempt(deed(name, at=self.at + timedelta(hours=hours), **changes))

    def attempt(self, tried: Deed[Document]) -> None:
        """Do a deed; whether it is refused or not, what it says of itself survives the journal."""
        assert back_from_facts(tried) == tried
        before = self.document
        try:
            self.document = LEDGER.do(before, tried, UNIT)
        except DeedError as refused:
            assert refused.refusals
            assert self.document is before
            return
        self.history.append(tried)
        self.at = max(self.at, tried.at) + timedelta(hours=1)

    @invariant()
    def the_journal_tells_the_same(self) -> None:
        """The state is what the history, read back from the journal, leads to."""
        assert LEDGER.replay(map(back_from_facts, self.history)) == self.document

    @invariant()
    def every_copy_is_accounted_for(self) -> None:
        """No copy disappears; each is at hand, away, missing or ended, and somebody answers."""
        if self.document is None:
            return
        for number, copy in self.document.copies.items():
            assert copy.number == number
            assert copy.holder in STANDINGS
            assert copy.status is not Status.DESTROYED or copy.approved_by
            assert copy.status not in (Status.LENT, Status.OUT) or copy.due
        assert self.document.copies
        assert self.document.deeds == len(self.history)

    @invariant()
    def nothing_at_the_end_comes_back(self) -> None:
        """What is destroyed, surrendered or dispatched stays so through every later deed."""
        states: dict[str, Status] = {}
        for length in range(1, len(self.history) + 1):
            document = LEDGER.replay(self.history[:length])
            assert document is not None
            for number, copy in document.copies.items():
                assert states.get(number) not in ENDED or copy.status is states[number]
                states[number] = copy.status

    @invariant()
    def what_is_wrong_is_cried_out(self) -> None:
        """A year later every copy that is not in store or ended raises an alarm."""
        if self.document is None:
            return
        later = self.at + timedelta(days=366)
        crying = {alarm.copy for alarm in alarms(self.document, later)}
        quiet = {
            n for n, c in self.document.copies.items()
            if c.status is Status.IN_STORE or c.status in ENDED
        }  # fmt: skip
        assert set(self.document.copies) - quiet <= crying


Walk.TestCase.settings = settings(
    max_examples=120, stateful_step_count=25, deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)  # fmt: skip
TestWalk = Walk.TestCase


def test_alarms_name_what_is_wrong() -> None:
    """Each kind of alarm comes up for its own neglect, and the day after is the first day."""
    store = ("receive", "enter")
    day_after = MORNING.replace(day=NEXT_WEEK.day + 1)
    cases = {
        AlarmKind.OVERDUE: came_to(*store, "lend"),
        AlarmKind.NO_RECEIPT: came_to(*store, "distribute"),
        AlarmKind.RECALL_OVERDUE: came_to(*store, "recall"),
        AlarmKind.NOT_ENTERED: came_to("receive"),
        AlarmKind.MISSING: came_to(*store, "lose"),
        AlarmKind.STRAY: came_to(
            *store, "propose_destruction", "approve_destruction", "destroy", "take_stock"
        ),
        AlarmKind.UNSEEN: came_to(*store, "take_stock", take_stock={"seen": frozenset({"2", "3"})}),
    }

    for kind, document in cases.items():
        raised = [alarm for alarm in alarms(document, day_after) if alarm.copy == "1"]
        assert [alarm.kind for alarm in raised] == [kind]
    assert list(alarms(cases[AlarmKind.OVERDUE], MORNING.replace(day=NEXT_WEEK.day))) == []
