"""The three administrators: who they are, what is proposed, and who confirms it."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhamen.office.acting import act, me
from zhamen.office.doors import role_of
from zhamen.office.journal.keeping import record
from zhamen.office.people import seats
from zhamen.office.people.forms import GroupForm, ProposalForm, posted
from zhamen.office.people.kinds import Outcome
from zhamen.office.people.models import Group, Person, Proposal, Seat
from zhamen.office.people.seats import Refused
from zhamen.office.roles import DUTIES, THREE, Role, open_to
from zhamen.office.words import say

_THREE = open_to(Role.SYSTEM, Role.SECURITY, Role.AUDIT)


@_THREE
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """Show seats, open proposals and the last decisions."""
    held = Seat.objects.select_related("person__unit", "principal", "group").order_by("since")
    proposals = Proposal.objects.select_related(
        "person", "made_by", "decided_by", "group", "principal"
    ).order_by("-made_at")
    return render(request, "people/seats.html", {
        "columns": [(role, DUTIES[role], [s for s in held if s.role == role]) for role in THREE],
        "open": proposals.filter(outcome=Outcome.OPEN),
        "decided": proposals.exclude(outcome=Outcome.OPEN)[:12],
        "groups": Group.objects.order_by("name"),
    })  # fmt: skip


@open_to(Role.SYSTEM, Role.SECURITY)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a change of rights."""
    form = ProposalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            seats.propose(me(request), form.save(commit=False))
        except Refused as refused:
            _note_refusal(request, form.cleaned_data["person"], refused)
            form.add_error(None, str(refused))
        else:
            messages.success(request, say("已提出，等另一种管理员同意。", "Proposed."))
            return redirect("seats")
    return render(request, "people/propose.html", {"form": form})


@_THREE
@require_POST
def decide(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    """Confirm, decline or withdraw a proposal."""
    proposal = get_object_or_404(Proposal.objects.select_related("person", "made_by"), pk=pk)
    if answer == "withdraw":
        seats.withdraw(me(request), proposal)
        return redirect("seats")
    try:
        code = seats.decide(me(request), proposal, confirmed=answer == "confirm")
    except Refused as refused:
        _note_refusal(request, proposal.person, refused)
        messages.error(request, str(refused))
        return redirect("seats")
    if code:
        person = proposal.person
        slip = {"role": person.role, "number": person.number, "name": person.name, "code": code}
        return render(request, "people/slips.html", {"slips": [slip]})
    return redirect("seats")


@open_to(Role.SECURITY)
def add_group(request: HttpRequest) -> HttpResponse:
    """Add a group; it gives nobody anything until somebody joins it by proposal."""
    form = GroupForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            group = form.save()
            facts = {"seat": str(group.role)}
            record(act(request, "people.group.added", f"group:{group.pk}", **facts))
        return redirect("seats")
    return render(request, "people/group_form.html", {"form": form})


def _note_refusal(request: HttpRequest, person: Person, refused: Refused) -> None:
    """Put an attempt on record, refused or not."""
    on, why = f"person:{person.pk}", refused.refusal.name.lower()
    with transaction.atomic():
        record(act(request, "people.seat.refused", on, by=str(role_of(request)), why=why))
