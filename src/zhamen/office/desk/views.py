"""Pages of the desk."""

from typing import TypeVar, cast

from django.apps import apps
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhamen.errors import OfficeError
from zhamen.inspection.inspector import load_detectors
from zhamen.office.acting import me
from zhamen.office.desk import deciding, reading
from zhamen.office.desk.apps import DeskConfig
from zhamen.office.desk.forms import DecideForm
from zhamen.office.desk.kinds import TROUBLES, DecisionKind, Outcome
from zhamen.office.desk.models import Event, FalseAlarm, Hold
from zhamen.office.doors import role_of
from zhamen.office.roles import Role, open_to
from zhamen.office.words import in_english, say
from zhamen.policy.loader import load_clauses
from zhamen.policy.reasons import reason_in_words

Thing = TypeVar("Thing", Hold, Event, FalseAlarm)
_PAGE = 50
_READERS = (Role.SECURITY, Role.AUDIT, Role.PERSON)


def _worker(request: HttpRequest) -> bool:
    """Tell whether the person decides here; nobody but them and the auditor may look."""
    works = deciding.works_here(me(request))
    if not works and role_of(request) is not Role.AUDIT:
        # To others the desk does not exist.
        raise Http404
    return works


@open_to(*_READERS)
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """List verdicts by filter, with the last two weeks above."""
    _worker(request)
    asked = request.GET
    found = reading.listed(
        asked.get("decision", ""), asked.get("clause", ""), asked.get("q", "").strip(), _PAGE,
        unread=asked.get("unread") == "1",
    )  # fmt: skip
    page = found.get_page(asked.get("page"))
    return render(request, "desk/events.html", {
        "page": page, "days": reading.last_days(), "clauses": reading.by_clause(),
        "titles": _titles(), "decisions": DecisionKind.choices, "asked": asked,
        "waiting": reading.waiting().count(), "troubles": _troubles(),
    })  # fmt: skip


@open_to(*_READERS)
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one verdict: its masked evidence, its hold, what was said of it."""
    works = _worker(request)
    event = get_object_or_404(Event, pk=pk)
    hold = Hold.objects.filter(event=event).select_related("by").first()
    return render(request, "desk/event.html", {
        "event": event, "hold": hold, "works": works, "form": DecideForm(), "titles": _titles(),
        "rules": _rules(), "missed": _missed(event), "named": _named(event),
        "alarms": FalseAlarm.objects.filter(event=event, ended_at=None),
    })  # fmt: skip


@open_to(*_READERS)
@require_safe
def holds(request: HttpRequest) -> HttpResponse:
    """List what waits for a second person, the most urgent first."""
    works = _worker(request)
    page = Paginator(reading.waiting(), _PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/holds.html", {
        "page": page, "works": works, "titles": _titles(), "troubles": _troubles(),
    })  # fmt: skip


@open_to(Role.SECURITY, Role.PERSON)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Release a hold, or keep it."""
    hold = _mine(request, Hold, pk)
    form = DecideForm(request.POST)
    if form.is_valid():
        outcome = Outcome(form.cleaned_data["outcome"])
        try:
            deciding.decide(request, hold, outcome, form.cleaned_data["reason"])
            messages.success(request, str(outcome.label))
        except OfficeError as error:
            messages.error(request, str(error))
    else:
        messages.error(request, say("请写明理由。", "Give a reason, please."))
    return redirect("event", hold.event_id)


@open_to(Role.SECURITY, Role.PERSON)
@require_POST
def report(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """Report a finding as a false alarm."""
    event = _mine(request, Event, pk)
    try:
        deciding.report_false(request, event, index)
        messages.success(request, say("已报，等第二人核定。", "Reported; another confirms."))
    except OfficeError as error:
        messages.error(request, str(error))
    return redirect("event", pk)


@open_to(*_READERS)
@require_safe
def false_alarms(request: HttpRequest) -> HttpResponse:
    """List false alarms: reported, confirmed, in force."""
    works = _worker(request)
    found = FalseAlarm.objects.filter(ended_at=None).select_related("by", "confirmed_by", "event")
    page = Paginator(found.order_by("-at"), _PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/false_alarms.html", {
        "page": page, "works": works, "rules": _rules(), "me": me(request),
    })  # fmt: skip


@open_to(Role.SECURITY, Role.PERSON)
@require_POST
def settle(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    """Confirm a false alarm, or take it back."""
    alarm = _mine(request, FalseAlarm, pk)
    try:
        (deciding.confirm_false if answer == "confirm" else deciding.end_false)(request, alarm)
    except OfficeError as error:
        messages.error(request, str(error))
    return redirect("false_alarms")


def _mine(request: HttpRequest, model: type[Thing], pk: int) -> Thing:
    """Return a thing that the person may decide on."""
    if not _worker(request):
        raise Http404
    return get_object_or_404(model, pk=pk)


def _troubles() -> list[tuple[str, str]]:
    """Return (words, kind of error) of what the desk fails to do in the background."""
    found = cast(DeskConfig, apps.get_app_config("desk")).troubles
    return [(TROUBLES[step], kind) for step, kind in dict(found).items()]


def _titles() -> dict[int, str]:
    english = in_english()
    return {
        number: clause.title_en if english else clause.title
        for number, clause in load_clauses().items()
    }


def _rules() -> dict[str, str]:
    english = in_english()
    return {d.name: d.title_en if english else d.title for d in load_detectors()}


def _missed(event: Event) -> list[tuple[str, str]]:
    language = "en" if in_english() else "zh"
    return [(each["part"], reason_in_words(each["reason"], language)) for each in event.missed]


def _named(event: Event) -> list[tuple[int, dict[str, object], bool]]:
    """Return (index, finding, whether it can be a false alarm) of each finding."""
    return [
        (index, finding, bool(finding.get("digest")) and finding.get("decision") == "hold")
        for index, finding in enumerate(event.findings)
    ]
