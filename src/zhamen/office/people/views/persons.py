"""Persons: found, added, changed, closed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhamen.errors import OfficeError
from zhamen.office.doors import role_of
from zhamen.office.people import staff
from zhamen.office.people.forms import DutyForm, PersonForm, posted
from zhamen.office.people.kinds import Clearance, State
from zhamen.office.people.models import Duty, Person
from zhamen.office.roles import Role, open_to
from zhamen.office.words import say

_PAGE = 50


@open_to(Role.SYSTEM, Role.SECURITY, Role.AUDIT)
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """List persons, by words, clearance and state."""
    page = Paginator(_found(request), _PAGE).get_page(request.GET.get("page"))
    return render(request, "people/persons.html", {
        "page": page, "words": request.GET.get("q", ""), "clearances": Clearance.choices,
        "states": State.choices, "clearance": request.GET.get("clearance", ""),
        "state": request.GET.get("state", ""),
    })  # fmt: skip


def _found(request: HttpRequest) -> QuerySet[Person]:
    words = request.GET.get("q", "").strip()
    current = Prefetch("duties", Duty.objects.filter(until=None).select_related("unit"))
    found = Person.objects.select_related("unit__parent__parent").prefetch_related("seats", current)
    if words:
        found = found.filter(
            Q(name__icontains=words) | Q(number__icontains=words) | Q(unit__name__icontains=words)
        )
    for field, known in (("clearance", Clearance), ("state", State)):
        if (value := request.GET.get(field)) in known.values:
            found = found.filter(**{field: value})
    return found


@open_to(Role.SYSTEM)
def add(request: HttpRequest) -> HttpResponse:
    """Add somebody and show the one-time code."""
    form = PersonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        person = form.save(commit=False)
        return _slip(request, person, staff.add_person(request, person))
    return render(request, "people/person_form.html", {"form": form})


def _slip(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Show a one-time code, once."""
    slip = {"role": Role.PERSON, "number": person.number, "name": person.name, "code": code}
    return render(request, "people/slips.html", {"slips": [slip]})


@open_to(Role.SYSTEM, Role.SECURITY, Role.AUDIT)
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show somebody."""
    person = get_object_or_404(Person.objects.select_related("unit"), pk=pk)
    return render(request, "people/person.html", {
        "person": person, "seats": person.seats.select_related("principal", "group"),
        "duties": person.duties.select_related("unit").order_by("until", "-since"),
        "duty_form": DutyForm() if role_of(request) is Role.SECURITY else None,
    })  # fmt: skip


@open_to(Role.SYSTEM)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change somebody's particulars."""
    person = get_object_or_404(Person, pk=pk)
    form = PersonForm(posted(request), instance=person)
    if request.method == "POST" and form.is_valid():
        staff.change_person(request, form.save(commit=False), form.changed_data)
        return redirect("person", pk=pk)
    return render(request, "people/person_form.html", {"form": form, "person": person})


@open_to(Role.SYSTEM)
@require_POST
def act_on(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Close, reopen, unlock, or give a new one-time code."""
    person = get_object_or_404(Person, pk=pk)
    try:
        if deed == "close":
            staff.close_person(request, person)
        elif deed == "reopen" and person.state == State.CLOSED:
            return _slip(request, person, staff.reopen_person(request, person))
        elif deed == "reissue" and person.state != State.CLOSED:
            return _slip(request, person, staff.reissue(request, person))
        elif deed == "unlock":
            staff.unlock(request, person)
    except OfficeError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, say("已办。", "Done."))
    return redirect("person", pk=pk)


@open_to(Role.SECURITY)
@require_POST
def give_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a duty."""
    person = get_object_or_404(Person.objects.exclude(state=State.CLOSED), pk=pk)
    form = DutyForm(request.POST)
    if form.is_valid():
        duty = form.save(commit=False)
        duty.person = person
        if person.duties_now.filter(kind=duty.kind, unit=duty.unit).exists():
            messages.error(request, say("这项职责已经有了。", "The duty is given already."))
        else:
            staff.give_duty(request, duty)
    return redirect("person", pk=pk)


@open_to(Role.SECURITY)
@require_POST
def end_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """End a duty."""
    duty = get_object_or_404(Duty, pk=pk)
    staff.end_duty(request, duty)
    return redirect("person", pk=duty.person_id)
