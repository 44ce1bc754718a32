"""What people do about groups: alone, or proposed by one and signed by another."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from zhamen.deeds.deed import Deed
from zhamen.errors import DeedError, OfficeError
from zhamen.groups.book import BOOK
from zhamen.groups.group import Group as Value
from zhamen.journal.appending import Act
from zhamen.office.groups import wording
from zhamen.office.groups.keeping import deed_of, deeds_of, do
from zhamen.office.groups.models import Group, Proposal
from zhamen.office.house import OfficeHouse
from zhamen.office.journal.keeping import record, take_turn
from zhamen.office.people.kinds import Outcome
from zhamen.office.people.models import Person
from zhamen.office.words import say


def apply(person: Person, name: str, purpose: str, **fields: Any) -> str:
    """Apply for a group and return its number. Raises DeedError."""
    with transaction.atomic():
        take_turn()
        now = timezone.localtime()
        number = _next_number(now.year)
        digest = wording.keep(name, purpose)
        deed = _made("apply", person, group=number, wording=digest, **fields)
        do(number, deed, person.role)
    return number


def _next_number(year: int) -> str:
    """Return the next number of a year; rows never go, so that counting them is enough."""
    return f"G{year}-{Group.objects.filter(number__startswith=f'G{year}-').count() + 1:03d}"


def act(person: Person, group: Group, name: str, /, **fields: Any) -> Proposal | None:
    """Do a deed in one's own name; one that another must sign, too, becomes a proposal.

    Raises DeedError with every rule that it breaks, OfficeError where it is proposed already.
    """
    with transaction.atomic():
        take_turn()
        if name == "reword":
            texts = fields.pop("name"), fields.pop("purpose")
            fields["wording"] = wording.keep(*texts, like=group.wording)
        deed = _made(name, person, **fields)
        others = deed.signers() - deed.signed
        if not others:
            do(group.number, deed, person.role)
            return None
        return _propose(person, group, deed, *others)


def _made(name: str, person: Person, **fields: Any) -> Deed[Value]:
    """Return a deed of now, signed by whoever does it."""
    by = identity(person)
    kind: Any = BOOK.kinds[name]
    made: Deed[Value] = kind(
        at=timezone.localtime(), by=by, signed=frozenset({by}), **fields
    )  # fmt: skip
    return made


def identity(person: Person) -> str:
    """Return a person's id in deeds."""
    return f"person:{person.pk}"


def _propose(person: Person, group: Group, deed: Deed[Value], other: str) -> Proposal:
    refused = [
        each for each in BOOK.refusals(BOOK.replay(deeds_of(group.number)), deed, OfficeHouse())
        if each.code != "unsigned"
    ]  # fmt: skip
    if refused:
        raise DeedError("\n".join(map(BOOK.in_words, refused)), refused)
    if Proposal.objects.filter(group=group, name=deed.name, outcome=Outcome.OPEN).exists():
        raise OfficeError(say("已经有人提出，等着签字。", "It is proposed already and waits."))
    proposal = Proposal.objects.create(
        group=group, name=deed.name, facts=deed.facts(), by=person, role=person.role,
        waits_for=Person.objects.get(pk=other.removeprefix("person:")),
    )  # fmt: skip
    _tell(proposal, person, "made")
    return proposal


def sign(person: Person, proposal: Proposal) -> None:
    """Sign a proposal that waits for this person: the deed is done now, if the rules still allow.

    Raises DeedError with every rule that it breaks: the proposal goes on waiting then.
    """
    with transaction.atomic():
        take_turn()
        proposal = _waiting(proposal)
        if proposal.waits_for_id != person.pk:
            raise OfficeError(say("等的是另一个人签字。", "It waits for another person."))
        _decide(proposal, Outcome.CONFIRMED)
        _tell(proposal, person, "confirmed")
        facts = {**proposal.facts, "signed": [identity(proposal.by), identity(person)]}
        now = timezone.localtime().isoformat()
        deed = deed_of(proposal.name, now, identity(proposal.by), facts)
        do(proposal.group_id, deed, proposal.role)


def refuse(person: Person, proposal: Proposal) -> None:
    """Decline to sign, or take one's own proposal back: nothing is done."""
    with transaction.atomic():
        take_turn()
        proposal = _waiting(proposal)
        own = proposal.by_id == person.pk
        if not own and proposal.waits_for_id != person.pk:
            raise OfficeError(say("等的是另一个人签字。", "It waits for another person."))
        outcome = Outcome.WITHDRAWN if own else Outcome.DECLINED
        _decide(proposal, outcome)
        _tell(proposal, person, outcome)


def _waiting(proposal: Proposal) -> Proposal:
    found = Proposal.objects.select_related("by").get(pk=proposal.pk)
    if found.outcome != Outcome.OPEN:
        raise OfficeError(say("已经办过了。", "It is decided already."))
    return found


def _decide(proposal: Proposal, outcome: Outcome) -> None:
    proposal.outcome, proposal.decided_at = outcome, timezone.now()
    proposal.save(update_fields=["outcome", "decided_at"])


def _tell(proposal: Proposal, person: Person, how: str) -> None:
    facts = {"proposal": f"proposal:{proposal.pk}", "step": proposal.name}
    on = f"group:{proposal.group_id}"
    record(Act(f"groups.proposal.{how}", identity(person), person.role, on, facts))
