"""Doing a deed: by the rules, in one transaction with its entry in the journal."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from zhamen.custody.document import Document as State
from zhamen.custody.ledger import LEDGER
from zhamen.deeds.deed import Deed, Fact
from zhamen.journal.appending import Act
from zhamen.office.custody.models import Copy, Document
from zhamen.office.custody.models import Deed as Row
from zhamen.office.house import OfficeHouse
from zhamen.office.journal.keeping import record, take_turn
from zhamen.office.journal.reading import entries, records


def do(number: str, deed: Deed[State], role: str) -> State:
    """Do a deed to a document and return it as it stands then.

    Raises DeedError with every rule that it breaks; nothing is written then.
    """
    with transaction.atomic():
        # The journal's turn is everybody's: two deeds to one document come one after the other.
        take_turn()
        after = LEDGER.do(LEDGER.replay(deeds_of(number)), deed, OfficeHouse())
        facts = deed.facts()
        show(number, after)
        Row.objects.create(
            document_id=number, version=after.deeds, name=deed.name, at=deed.at.isoformat(),
            by=deed.by, facts=facts,
        )  # fmt: skip
        told = {**facts, "done": deed.at.isoformat()}
        record(Act(f"custody.{deed.name}", deed.by, role, f"document:{number}", told))
    return after


def show(number: str, state: State) -> None:
    """Write the view of a document anew."""
    Document.objects.update_or_create(number=number, defaults={
        "version": state.deeds, "level": str(state.level), "carrier": str(state.carrier),
    })  # fmt: skip
    Copy.objects.bulk_create(
        [
            Copy(document_id=number, number=copy.number, status=str(copy.status),
                 holder=copy.holder, place=copy.place, due=copy.due, recalled=copy.recalled,
                 since=copy.since, unseen=copy.unseen, stray=copy.stray)
            for copy in state.copies.values()
        ],
        update_conflicts=True, unique_fields=["document", "number"],
        update_fields=["status", "holder", "place", "due", "recalled", "since", "unseen", "stray"],
    )  # fmt: skip


def deeds_of(number: str) -> Iterator[Deed[State]]:
    """Yield the deeds of a document, from the table."""
    for row in Row.objects.filter(document_id=number):
        yield deed_in(row)


def deeds_in_journal(number: str) -> Iterator[Deed[State]]:
    """Yield the deeds of a document as the journal has them, the oldest first."""
    for entry in records(entries(on=f"document:{number}").order_by("number")):
        facts = dict(entry.facts)
        done = str(facts.pop("done"))
        yield _deed(entry.act.removeprefix("custody."), done, entry.actor, facts)


def deed_in(row: Row) -> Deed[State]:
    """Return the deed that a row keeps."""
    return _deed(row.name, row.at, row.by, row.facts)


def _deed(name: str, at: str, by: str, facts: dict[str, Fact]) -> Deed[State]:
    return LEDGER.kinds[name].from_facts(datetime.fromisoformat(at), by, facts)
