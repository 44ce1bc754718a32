"""Doing a deed: by the rules, in one transaction with its entry in the journal."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from zhamen.deeds.deed import Deed, Fact
from zhamen.groups.book import BOOK
from zhamen.groups.group import Group as Value
from zhamen.groups.group import Platform, State
from zhamen.journal.appending import Act
from zhamen.office.groups.models import Deed as Row
from zhamen.office.groups.models import Group, Tie
from zhamen.office.house import OfficeHouse
from zhamen.office.journal.keeping import record, take_turn
from zhamen.office.journal.reading import entries, records


def do(number: str, deed: Deed[Value], role: str) -> Value:
    """Do a deed to a group and return it as it stands then.

    Raises DeedError with every rule that it breaks; nothing is written then.
    """
    with transaction.atomic():
        # The journal's turn is everybody's: two deeds to one group come one after the other.
        take_turn()
        after = BOOK.do(BOOK.replay(deeds_of(number)), deed, OfficeHouse())
        facts = deed.facts()
        show(after)
        Row.objects.create(
            group_id=number, version=after.deeds, name=deed.name, at=deed.at.isoformat(),
            by=deed.by, facts=facts,
        )  # fmt: skip
        told = {**facts, "done": deed.at.isoformat()}
        record(Act(f"groups.{deed.name}", deed.by, role, f"group:{number}", told))
    return after


def show(value: Value) -> None:
    """Write the view of a group anew."""
    group, _ = Group.objects.update_or_create(number=value.number, defaults={
        "version": value.deeds, "platform": str(value.platform), "state": str(value.state),
        "builder": value.builder, "wording": value.wording, "expires": value.expires,
        "at": value.at, "noticed": value.noticed, "review_due": value.review_due,
    })  # fmt: skip
    people = {*value.members, *value.managers, *value.letters}
    group.ties.exclude(person__in=people).delete()
    Tie.objects.bulk_create(
        [
            Tie(group=group, person=person, since=value.members.get(person),
                manages=person in value.managers, letter=value.letters.get(person))
            for person in sorted(people)
        ],
        update_conflicts=True, unique_fields=["group", "person"],
        update_fields=["since", "manages", "letter"],
    )  # fmt: skip


def value_of(group: Group) -> Value:
    """Return what the view says of a group."""
    ties = [*group.ties.all()]
    return Value(
        group.number, Platform(group.platform), group.builder, group.wording, group.expires,
        group.at, group.version, State(group.state),
        managers=frozenset(tie.person for tie in ties if tie.manages),
        members={tie.person: tie.since for tie in ties if tie.since},
        letters={tie.person: tie.letter for tie in ties if tie.letter},
        noticed=group.noticed, review_due=group.review_due,
    )  # fmt: skip


def deeds_of(number: str) -> Iterator[Deed[Value]]:
    """Yield the deeds of a group, from the table."""
    for row in Row.objects.filter(group_id=number):
        yield deed_of(row.name, row.at, row.by, row.facts)


def deeds_in_journal(number: str) -> Iterator[Deed[Value]]:
    """Yield the deeds of a group as the journal has them, the oldest first."""
    for entry in records(entries(on=f"group:{number}").order_by("number")):
        name = entry.act.removeprefix("groups.")
        # Proposals are about the group as well, and nothing has happened with them.
        if name in BOOK.kinds:
            facts = dict(entry.facts)
            yield deed_of(name, str(facts.pop("done")), entry.actor, facts)


def deed_of(name: str, at: str, by: str, facts: dict[str, Fact]) -> Deed[Value]:
    """Return the deed that was kept."""
    return BOOK.kinds[name].from_facts(datetime.fromisoformat(at), by, facts)
