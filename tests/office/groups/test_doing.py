"""Alone, or proposed by one and signed by another: nothing is done before the second has signed."""

from typing import Any

import pytest
from group_acting import applied, chief, done, in_a_year, living, officer, on_duty, row
from office_cast import Cast, opened, somebody

from zhamen.errors import DeedError, OfficeError
from zhamen.office.places import Places


@pytest.fixture
def cast(office: Places) -> Cast:
    """Three administrators, on each database."""
    return opened()


def proposed(number: str, name: str = "approve", **fields: Any) -> Any:
    """Return what the officer proposed, for the leader to sign."""
    from zhamen.office.groups import doing

    fields = {"leader": doing.identity(chief()), **fields}
    return doing.act(officer(), row(number), name, **fields)


def test_numbers_follow_one_another(cast: Cast) -> None:
    """Each year counts for itself."""
    from django.utils import timezone

    year = timezone.localdate().year
    numbers = [applied(somebody("G1")) for _ in range(3)]

    assert numbers == [f"G{year}-00{n}" for n in (1, 2, 3)]


def test_approval_takes_both(cast: Cast) -> None:
    """The officer's word alone changes nothing; with the leader's own signature it is done."""
    from zhamen.office.groups import doing
    from zhamen.office.groups.models import Deed
    from zhamen.office.journal.reading import entries, lines

    number = applied(somebody("G1"))
    proposal = proposed(number)
    before = row(number).state
    doing.sign(chief(), proposal)
    told = [(line.record.act, line.record.actor) for line in lines(entries(on=f"group:{number}"))]
    by, leader = doing.identity(officer()), doing.identity(chief())

    assert (before, row(number).state) == ("applied", "approved")
    assert Deed.objects.get(name="approve").facts["signed"] == sorted([by, leader])
    assert told[:3] == [
        ("groups.approve", by),
        ("groups.proposal.confirmed", leader),
        ("groups.proposal.made", by),
    ]


@pytest.mark.parametrize("who", ["officer", "builder", "other leader"])
def test_nobody_signs_for_another(cast: Cast, who: str) -> None:
    """Neither whoever proposed it, nor another leader."""
    from zhamen.office.groups import doing

    number = applied(somebody("G1"))
    proposal = proposed(number)
    people = {
        "officer": officer(), "builder": somebody("G1"), "other leader": on_duty("L2", "leader"),
    }  # fmt: skip
    with pytest.raises(OfficeError):
        doing.sign(people[who], proposal)

    assert row(number).state == "applied"


def test_a_proposal_is_signed_once(cast: Cast) -> None:
    """And one of a kind waits at a time."""
    from zhamen.office.groups import doing

    number = applied(somebody("G1"))
    proposal = proposed(number)
    with pytest.raises(OfficeError):
        proposed(number)
    doing.sign(chief(), proposal)
    with pytest.raises(OfficeError):
        doing.sign(chief(), proposal)

    assert row(number).version == 2


def test_many_hands_sign_once(cast: Cast) -> None:
    """Eight hands on one proposal at the same moment: one deed, one entry, seven told so."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection

    from zhamen.office.groups import doing
    from zhamen.office.journal.reading import entries

    number = applied(somebody("G1"))
    proposal, leader, barrier = proposed(number), chief(), Barrier(8)

    def hand(_: int) -> bool:
        barrier.wait()
        try:
            doing.sign(leader, proposal)
        except OfficeError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as hands:
        signed = list(hands.map(hand, range(8)))

    assert sum(signed) == 1
    assert row(number).history.filter(name="approve").count() == 1
    assert entries(act="groups.proposal.confirmed").count() == 1


@pytest.mark.parametrize(("who", "outcome"), [("leader", "declined"), ("officer", "withdrawn")])
def test_what_is_not_signed_is_not_done(cast: Cast, who: str, outcome: str) -> None:
    """The second declines, or the first takes it back; then it can be proposed again."""
    from zhamen.office.groups import doing

    number = applied(somebody("G1"))
    proposal = proposed(number)
    doing.refuse(chief() if who == "leader" else officer(), proposal)
    proposal.refresh_from_db()

    assert (proposal.outcome, row(number).state) == (outcome, "applied")
    assert proposed(number).outcome == "open"


def test_rules_are_asked_again_when_it_is_signed(cast: Cast) -> None:
    """Whoever lost the duty in between has proposed for nothing; it goes on waiting."""
    from zhamen.office.groups import doing
    from zhamen.office.people.models import Duty

    number = applied(somebody("G1"))
    proposal = proposed(number)
    Duty.objects.filter(kind="officer").update(until="2026-01-01")
    with pytest.raises(DeedError, match="不是保密员"):
        doing.sign(chief(), proposal)
    proposal.refresh_from_db()

    assert (proposal.outcome, row(number).state) == ("open", "applied")


def test_what_the_rules_refuse_is_not_even_proposed(cast: Cast) -> None:
    """With every reason at once."""
    from zhamen.office.groups import doing
    from zhamen.office.groups.models import Proposal

    builder = on_duty("L3", "leader")
    number = applied(builder)
    with pytest.raises(DeedError) as refused:
        doing.act(builder, row(number), "approve", leader=doing.identity(builder))

    codes = {each.code for each in refused.value.refusals}
    assert codes == {"not_officer", "same_person"}
    assert not Proposal.objects.exists()


def test_a_refused_application_leaves_no_text(cast: Cast) -> None:
    """What is not in the register is not in the table of texts."""
    from datetime import date

    from zhamen.office.groups.models import Group, Wording

    with pytest.raises(DeedError):
        applied(somebody("G1"), expires=date(2020, 1, 1))

    assert not Group.objects.exists() and not Wording.objects.exists()


def test_another_name_is_another_approval(cast: Cast) -> None:
    """The old text stays under its digest; the same text again is no change."""
    from zhamen.office.groups.doing import identity
    from zhamen.office.groups.wording import texts_of

    number = living(somebody("G1"))
    group, leader = row(number), identity(chief())
    texts = texts_of([group.wording])[group.wording]
    same = {"name": texts.name, "purpose": texts.purpose, "expires": group.expires}
    with pytest.raises(DeedError, match="没有变化"):
        done(officer(), number, "reword", leader=leader, **same)
    done(officer(), number, "reword", leader=leader, **{**same, "name": "二群（示例）"})
    after = row(number).wording

    assert texts_of([after])[after].name == "二群（示例）"
    assert texts_of([group.wording])[group.wording].sound


def test_a_manager_signs_for_himself(cast: Cast) -> None:
    """Named by the builder, and manager only once he has signed."""
    from zhamen.office.groups import doing

    builder, bert = somebody("G1"), somebody("G2")
    number = living(builder, bert)
    done(bert, number, "sign_letter", until=in_a_year())
    proposal = doing.act(builder, row(number), "appoint", manager=doing.identity(bert))
    assert proposal is not None
    before = row(number).ties.filter(manages=True).count()
    doing.sign(bert, proposal)

    assert (before, row(number).ties.get(manages=True).person) == (0, doing.identity(bert))


def test_the_journal_knows_no_name(cast: Cast) -> None:
    """Neither name nor purpose of a group stands in any entry."""
    from zhamen.office.journal.models import Entry

    living(somebody("G1"), somebody("G2"), name="云岭金丝雀群（示例）")
    records = "".join(Entry.objects.values_list("record", flat=True))

    assert "金丝雀" not in records and "到岗" not in records


def test_every_entry_has_words(cast: Cast) -> None:
    """What the office records about groups is told in words."""
    from zhamen.office.journal.reading import entries, lines

    living(somebody("G1"), somebody("G2"))
    found = [line for line in lines(entries()) if line.record.act.startswith("groups.")]
    names = {name for line in found for name, _ in line.facts}

    assert found
    assert not [line.title for line in found if line.title == line.record.act]
    assert not [name for name in names if name.isascii()]
