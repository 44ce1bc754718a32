"""Seats: who sits in one of the three, by proposal of one and consent of another."""

from datetime import datetime, time
from typing import cast

from django.db import transaction
from django.utils import timezone

from zhamen.errors import OfficeError
from zhamen.journal.appending import Act
from zhamen.office.journal.keeping import record
from zhamen.office.people import rules
from zhamen.office.people.access import issue_code
from zhamen.office.people.kinds import Outcome, State, Step, Way
from zhamen.office.people.models import Group, Person, Proposal, Seat
from zhamen.office.people.rules import Refusal
from zhamen.office.roles import Role


class Refused(OfficeError):
    """A change of rights was refused."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


def _demand(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def propose(proposer: Person, wish: Proposal) -> Proposal:
    """Write a proposal down. Raises Refused for what could not be confirmed anyhow."""
    role = proposer.role
    _demand(rules.may_propose(role))
    _demand(_hindrance(wish))
    with transaction.atomic():
        wish.made_by = proposer
        wish.save()
        record(_act("people.proposal.made", proposer, role, wish))
    return wish


def decide(decider: Person, proposal: Proposal, *, confirmed: bool) -> str:
    """Confirm or decline; return the one-time code that a confirmed reissue brings, else nothing.

    Raises Refused.
    """
    role = decider.role
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if proposal.outcome != Outcome.OPEN:
            return ""
        _demand(rules.may_decide(
            decider=decider.pk, role=role, proposer=proposal.made_by_id,
            proposer_role=proposal.made_by.role, concerned=proposal.person_id,
        ))  # fmt: skip
        proposal.decided_by, proposal.decided_at = decider, timezone.now()
        proposal.outcome = Outcome.CONFIRMED if confirmed else Outcome.DECLINED
        proposal.save()
        record(_act(f"people.proposal.{proposal.outcome}", decider, role, proposal))
        return _carry_out(decider, role, proposal) if confirmed else ""


def withdraw(proposer: Person, proposal: Proposal) -> None:
    """Take back a proposal of one's own that nobody has decided on."""
    with transaction.atomic():
        found = Proposal.objects.filter(pk=proposal.pk, made_by=proposer, outcome=Outcome.OPEN)
        if found.update(outcome=Outcome.WITHDRAWN, decided_at=timezone.now()):
            record(_act("people.proposal.withdrawn", proposer, proposer.role, proposal))


def _hindrance(wish: Proposal) -> Refusal | None:
    if wish.person.state == State.CLOSED:
        return Refusal.NOT_ACTIVE
    if wish.step == Step.LEAVE:
        return _last(wish.person)
    if wish.step == Step.REISSUE:
        return None
    return rules.may_sit(_held(wish.person), role_wanted(wish))


def role_wanted(wish: Proposal) -> Role:
    """Return the role that a proposal would bring, by whichever way."""
    if wish.step == Step.MEMBER:
        return Role(cast(Group, wish.group).role)
    if wish.step == Step.DEPUTY:
        return cast(Person, wish.principal).role
    return Role(wish.role)


def _held(person: Person) -> list[Role]:
    """Return the roles in whose seats somebody sits, or will sit, or sat till they are cleared."""
    clear_expired()
    return [Role(seat.role) for seat in person.seats.all()]


def _last(person: Person) -> Refusal | None:
    seats = Seat.objects.filter(until=None, person__state=State.ACTIVE)
    others = seats.filter(role=person.role).exclude(person=person)
    return rules.may_leave(1 + others.values("person").distinct().count())


def clear_expired() -> None:
    """Take away seats whose time has run out."""
    for seat in Seat.objects.filter(until__lte=timezone.now()).select_related("person"):
        with transaction.atomic():
            if Seat.objects.filter(pk=seat.pk).delete()[0]:
                record(_seat_act("people.seat.left", "office", Role.PERSON, seat))


def _carry_out(decider: Person, role: Role, proposal: Proposal) -> str:
    person = Person.objects.select_for_update().get(pk=proposal.person_id)
    proposal.person = person
    _demand(_hindrance(proposal))
    if proposal.step == Step.REISSUE:
        code = issue_code(person)
        record(Act("people.access.issued", f"person:{decider.pk}", role, f"person:{person.pk}"))
        return code
    if proposal.step == Step.LEAVE:
        leave(person, decider, role)
        return ""
    sit(_seat_of(proposal), f"person:{decider.pk}", role)
    return ""


def _seat_of(proposal: Proposal) -> Seat:
    way = {Step.MEMBER: Way.GROUP, Step.DEPUTY: Way.DEPUTY}.get(Step(proposal.step), Way.DIRECT)
    until = None
    if proposal.until:
        day = datetime.combine(proposal.until, time.max)
        until = timezone.make_aware(day)
    return Seat(
        person=proposal.person, role=role_wanted(proposal), way=way, group=proposal.group,
        principal=proposal.principal, until=until,
    )  # fmt: skip


def sit(seat: Seat, actor: str, role: str) -> None:
    """Put somebody into a seat. Raises Refused if he sits in another role's; within a transaction.

    The database refuses it as well, should this line ever be wrong.
    """
    _demand(rules.may_sit(_held(seat.person), Role(seat.role)))
    seat.save()
    record(_seat_act("people.seat.taken", actor, role, seat))


def leave(person: Person, decider: Person, role: Role) -> None:
    """Take all seats from somebody, and those of his deputies with them; within a transaction."""
    for seat in [*person.seats.all(), *Seat.objects.filter(principal=person)]:
        seat_act = _seat_act("people.seat.left", f"person:{decider.pk}", role, seat)
        seat.delete()
        record(seat_act)


def _seat_act(name: str, actor: str, role: str, seat: Seat) -> Act:
    by = "office" if actor == "office" else str(role)
    facts = {"seat": str(seat.role), "way": str(seat.way)}
    if seat.principal_id:
        facts["principal"] = f"person:{seat.principal_id}"
    return Act(name, actor, by, f"person:{seat.person_id}", facts)


def _act(name: str, actor: Person, role: Role, proposal: Proposal) -> Act:
    facts: dict[str, str] = {"proposal": f"proposal:{proposal.pk}", "step": str(proposal.step)}
    if proposal.step in (Step.SEAT, Step.MEMBER, Step.DEPUTY):
        facts["seat"] = str(role_wanted(proposal))
    return Act(name, f"person:{actor.pk}", role, f"person:{proposal.person_id}", facts)
