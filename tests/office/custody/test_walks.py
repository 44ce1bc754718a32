"""Any walk of deeds through the office is refused, or told alike by table, journal and view."""

import itertools
from collections import Counter
from datetime import timedelta
from typing import Any, ClassVar

from custody_unit import START, Unit
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from zhamen.custody.alarms import alarms
from zhamen.custody.document import Document
from zhamen.custody.ledger import LEDGER
from zhamen.custody.terms import Carrier
from zhamen.deeds.house import House
from zhamen.errors import DeedError
from zhamen.model.terms import Level
from zhamen.office.places import Places

NUMBERS = some.sampled_from(["1", "2", "3", "1-1", "9"])
PEOPLE = some.sampled_from(["keeper", "second", "chief", "anna", "bert", "clerk", "gone", "nobody"])
FIELDS: dict[str, Any] = {
    **dict.fromkeys(("by", "reader", "approver", "bearer", "second", "applicant"), PEOPLE),
    "copy": NUMBERS,
    "copies": some.lists(NUMBERS, max_size=3).map(tuple),
    "seen": some.frozensets(some.sampled_from(["1", "2", "3"]), max_size=3),
    "witnesses": some.frozensets(PEOPLE, max_size=3),
    "level": some.sampled_from([Level.TOP_SECRET, Level.SECRET, Level.CONFIDENTIAL]),
    "whole": some.booleans(),
    "intact": some.booleans(),
}
STEPS = sorted(LEDGER.kinds)
_SERIAL = itertools.count(1)


class Walk(RuleBasedStateMachine):
    """Does deeds to one document of an office that has many, as the pages do."""

    unit: ClassVar[Unit]
    house: ClassVar[House]

    def __init__(self) -> None:
        super().__init__()
        self.number = f"W-{next(_SERIAL)}"
        self.document: Document | None = None
        self.hours = 0

    @initialize(
        begin=some.sampled_from(["receive", "make"]), level=FIELDS["level"],
        carrier=some.sampled_from(Carrier),
    )  # fmt: skip
    def begin(self, begin: str, level: Level, carrier: Carrier) -> None:
        """Receive or make it."""
        self.attempt(begin, level=level, carrier=carrier)

    @rule(data=some.data())
    def lawful(self, data: some.DataObject) -> None:
        """Do what is lawful now, with its usual fields: so a walk comes far."""
        deeds = {name: self.unit.deed(name, self.hours, **self.named(name)) for name in STEPS}
        may = [n for n, d in deeds.items() if not [*LEDGER.refusals(self.document, d, self.house)]]
        self.attempt(data.draw(some.sampled_from(may)))

    @rule(seen=FIELDS["seen"])
    def count(self, seen: frozenset[str]) -> None:
        """Take stock, and see some of it."""
        self.attempt("take_stock", seen=seen)

    @rule(name=some.sampled_from(STEPS), data=some.data(), hours=some.integers(-5, 90))
    def anything(self, name: str, data: some.DataObject, hours: int) -> None:
        """Do it with one or two things changed, at another time, perhaps unsigned."""
        known = sorted(set(FIELDS) & {*self.unit.usual[name], "by"})
        chosen = data.draw(some.lists(some.sampled_from(known), max_size=2, unique=True))
        changes = {field: data.draw(FIELDS[field]) for field in chosen}
        if data.draw(some.integers(0, 9)) == 0:
            changes["signed"] = frozenset()
        self.attempt(name, max(0, self.hours + hours), **changes)

    def named(self, name: str) -> dict[str, str]:
        """Return the number that a deed bears with which a document begins."""
        return {"document": self.number} if "document" in self.unit.usual[name] else {}

    def attempt(self, name: str, hours: int | None = None, **changes: Any) -> None:
        """Do a deed in the office; the rules by themselves must say the same of it."""
        from zhamen.office.custody.keeping import do
        from zhamen.office.custody.models import Deed
        from zhamen.office.journal.reading import entries

        changes |= self.named(name)
        deed = self.unit.deed(name, self.hours if hours is None else hours, **changes)
        refusals = dict.fromkeys(LEDGER.refusals(self.document, deed, self.house))
        before = (Deed.objects.count(), entries().count())
        try:
            after = do(self.number, deed, "person")
        except DeedError as refused:
            assert list(refused.refusals) == list(refusals) and refusals
            assert (Deed.objects.count(), entries().count()) == before
            return
        assert not refusals and after == LEDGER.after(self.document, deed)
        self.document = after
        self.hours = max(self.hours, int((deed.at - START).total_seconds()) // 3600) + 1

    @invariant()
    def the_table_tells_the_same(self) -> None:
        """The deeds that were kept lead to the state."""
        from zhamen.office.custody.keeping import deeds_of

        assert LEDGER.replay(deeds_of(self.number)) == self.document

    @invariant()
    def the_view_tells_the_same(self) -> None:
        """Every column of every copy, and which of them cry out a year later."""
        from zhamen.office.custody.models import Copy
        from zhamen.office.custody.reading import alarmed, crying

        found = Copy.objects.filter(document=self.number)
        columns = ("status", "holder", "place", "due", "recalled", "since", "unseen", "stray")
        shown = {row["number"]: {c: row[c] for c in columns} for row in found.values()}
        copies = self.document.copies if self.document else {}
        assert shown == {n: {c: getattr(copy, c) for c in columns} for n, copy in copies.items()}
        later = START + timedelta(hours=self.hours, days=366)
        raised = [*alarms(self.document, later)] if self.document else []
        assert {copy.number for copy in found.filter(crying(later))} == {a.copy for a in raised}
        assert alarmed(found, later) == Counter(str(alarm.kind) for alarm in raised)

    def teardown(self) -> None:
        """The journal, read back, leads to the same state."""
        from zhamen.office.custody.keeping import deeds_in_journal

        assert LEDGER.replay(deeds_in_journal(self.number)) == self.document


def test_any_walk_is_told_alike(office: Places) -> None:
    """On SQLite and on PostgreSQL; twenty documents of up to twenty deeds in one office."""

    from zhamen.office.house import OfficeHouse

    class Here(Walk):
        unit = Unit()
        house = OfficeHouse()

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=20, stateful_step_count=20, deadline=None, database=None,
            suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
        ),
    )  # fmt: skip


def test_the_whole_journal_of_many_walks_verifies(office: Places) -> None:
    """What was done to many documents, one after the other, is one sound log."""
    from zhamen.journal.sources import open_source
    from zhamen.journal.verifying import verify
    from zhamen.office.custody.keeping import do
    from zhamen.office.journal.keeping import signing_key
    from zhamen.office.journal.reading import entries

    unit = Unit()
    for serial in range(20):
        do(f"D-{serial}", unit.deed("receive", 0, document=f"D-{serial}"), "person")
        do(f"D-{serial}", unit.deed("enter", 1), "person")
    with open_source(office.journal) as source:
        report = verify(source, signing_key().public)

    assert (report.size, list(report.faults)) == (entries().count(), [])
