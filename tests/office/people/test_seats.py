"""Seats are taken by proposal and consent, and the database itself keeps the three apart."""

import itertools
import threading
from typing import Any

import pytest
from office_cast import Cast, somebody

from zhamen.office.people.rules import Refusal
from zhamen.office.roles import THREE, Role


def wish(step: str, person: Any, **more: Any) -> Any:
    from zhamen.office.people.models import Proposal

    return Proposal(step=step, person=person, **more)


def done(proposer: Any, decider: Any, proposal: Any) -> str:
    """Propose and confirm."""
    from zhamen.office.people import seats

    return seats.decide(decider, seats.propose(proposer, proposal), confirmed=True)


def refusal_of(proposer: Any, decider: Any, proposal: Any) -> Refusal:
    """Return why a change of rights is refused."""
    from zhamen.office.people.seats import Refused

    with pytest.raises(Refused) as raised:
        done(proposer, decider, proposal)
    return raised.value.refusal


def acts() -> list[str]:
    from zhamen.office.journal.reading import entries, lines

    return [line.record.act for line in lines(entries())][::-1]


def test_two_people_fill_a_seat(cast: Cast) -> None:
    """Proposed by one, confirmed by the other; each step is in the journal."""
    person = somebody("G1")
    done(cast.security, cast.system, wish("seat", person, role="audit"))

    assert person.role is Role.AUDIT
    assert acts()[-3:] == [
        "people.proposal.made", "people.proposal.confirmed", "people.seat.taken",
    ]  # fmt: skip


def test_declined_nothing_changes(cast: Cast) -> None:
    """A no is a no."""
    from zhamen.office.people import seats

    person = somebody("G1")
    proposal = seats.propose(cast.system, wish("seat", person, role="audit"))
    seats.decide(cast.audit, proposal, confirmed=False)
    seats.decide(cast.security, proposal, confirmed=True)

    assert person.role is Role.PERSON


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.SECURITY])
def test_the_auditor_takes_no_other_seat(cast: Cast, role: Role) -> None:
    """Neither by appointment, nor by a group, nor as deputy."""
    from zhamen.office.people.models import Group

    group = Group.objects.create(name="示例组", role=role)
    principal = cast.of(role)
    for proposal in (
        wish("seat", cast.audit, role=role),
        wish("member", cast.audit, group=group),
        wish("deputy", cast.audit, principal=principal),
    ):
        assert refusal_of(cast.system, cast.security, proposal) is Refusal.COMBINED


def test_what_was_free_when_proposed_may_not_be_when_confirmed(cast: Cast) -> None:
    """Two proposals for one person: the second to be confirmed is refused."""
    from zhamen.office.people import seats
    from zhamen.office.people.seats import Refused

    person = somebody("G1")
    first = seats.propose(cast.system, wish("seat", person, role="system"))
    second = seats.propose(cast.system, wish("seat", person, role="audit"))
    seats.decide(cast.security, first, confirmed=True)
    with pytest.raises(Refused):
        seats.decide(cast.security, second, confirmed=True)
    second.refresh_from_db()

    assert (person.role, second.outcome) == (Role.SYSTEM, "open")


def test_a_deputy_acts_until_the_day(cast: Cast) -> None:
    """And no longer; the seat is cleared when it is next asked for."""
    from datetime import timedelta

    from django.utils import timezone

    from zhamen.office.people.seats import clear_expired

    person, today = somebody("G1"), timezone.localdate()
    done(cast.system, cast.security, wish("deputy", person, principal=cast.audit, until=today))
    before = person.role
    person.seats.update(until=timezone.now() - timedelta(seconds=1))
    after = person.role
    clear_expired()

    assert (before, after) == (Role.AUDIT, Role.PERSON)
    assert not person.seats.exists()


def test_the_last_of_a_role_stays_till_another_comes(cast: Cast) -> None:
    """Then he may go, and his deputies go with him."""
    leaving = wish("leave", cast.audit)
    assert refusal_of(cast.system, cast.security, leaving) is Refusal.LAST_SEAT

    done(cast.system, cast.security, wish("seat", somebody("G1"), role="audit"))
    done(cast.system, cast.security, wish("deputy", somebody("G2"), principal=cast.audit))
    done(cast.system, cast.security, wish("leave", cast.audit))

    assert cast.audit.role is Role.PERSON
    assert somebody("G2").role is Role.PERSON


def test_an_administrators_code_takes_two(cast: Cast) -> None:
    """What opened the account before opens it no more."""
    code = done(cast.system, cast.audit, wish("reissue", cast.security))
    cast.security.refresh_from_db()

    assert len(code) == 24
    assert not cast.security.is_active and not cast.security.has_usable_password()


@pytest.mark.parametrize(("held", "wanted"), [*itertools.permutations(THREE, 2)])
def test_the_database_keeps_them_apart(cast_on_each: Cast, held: Role, wanted: Role) -> None:
    """Whatever writes there: no row of another role is put in or changed into."""
    from django.db import IntegrityError, connection, transaction

    person = cast_on_each.of(held)
    columns = "person_id, role, way, since"
    for statement in (
        f"INSERT INTO people_seat ({columns}) SELECT {person.pk}, '{wanted}', 'group', since "
        "FROM people_seat LIMIT 1",
        f"UPDATE people_seat SET person_id = {person.pk} WHERE role = '{wanted}'",
    ):
        with (
            pytest.raises(IntegrityError, match="never one person"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_two_at_once_do_not_slip_through(cast_on_each: Cast) -> None:
    """Two transactions, of which neither sees the other's row: one of them is refused."""
    from django.db import IntegrityError, connection, transaction

    from zhamen.office.people.models import Seat

    person, outcomes = somebody("G9"), []
    barrier = threading.Barrier(2)

    def sit(role: Role) -> None:
        barrier.wait()
        try:
            with transaction.atomic():
                Seat.objects.create(person=person, role=role, way="direct" if role == "audit" else
                                    "group")  # fmt: skip
            outcomes.append("seated")
        except IntegrityError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=sit, args=(role,)) for role in (Role.AUDIT, Role.SYSTEM)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "seated"]


def test_nobody_decides_on_himself_in_the_database_either(cast_on_each: Cast) -> None:
    """Two constraints hold it, whatever the program does."""
    from django.db import IntegrityError, transaction

    one, other = cast_on_each.system, cast_on_each.security
    for people in (
        {"person": somebody("G1"), "made_by": one, "decided_by": one},
        {"person": other, "made_by": one, "decided_by": other},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wish("seat", **people, role="audit", outcome="confirmed").save()
