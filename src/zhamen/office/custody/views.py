"""Pages of custody: what is where, what is late, and every deed that the rules know."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zhamen.custody.alarms import alarms
from zhamen.custody.document import Document as State
from zhamen.custody.ledger import LEDGER
from zhamen.custody.terms import ENDED
from zhamen.deeds.deed import Deed
from zhamen.errors import DeedError
from zhamen.office.acting import act, me
from zhamen.office.custody import reading
from zhamen.office.custody.forms import DeedForm, PlaceForm
from zhamen.office.custody.keeping import deeds_of, do
from zhamen.office.custody.models import Copy, Place
from zhamen.office.custody.offering import offered
from zhamen.office.custody.words import ALARMS, LEVELS, STATUSES
from zhamen.office.doors import role_of
from zhamen.office.house import OfficeHouse
from zhamen.office.journal.keeping import record
from zhamen.office.people.forms import posted
from zhamen.office.people.models import Person
from zhamen.office.people.naming import names_of
from zhamen.office.roles import Role, open_to
from zhamen.office.signing import is_signed, people_behind, unsigned
from zhamen.office.telling import details, people_in
from zhamen.office.words import in_english, say

_PAGE = 50
_READERS = open_to(Role.PERSON, Role.AUDIT)


def _seen(request: HttpRequest) -> QuerySet[Copy]:
    return reading.seen(me(request), role_of(request))


@_READERS
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """List copies: who has which, since it left store, and until when."""
    found = _seen(request).order_by("document_id", "number")
    status = request.GET.get("status", "")
    if status in STATUSES:
        found = found.filter(status=status)
    elif status == "late":
        found = found.filter(reading.crying(timezone.localtime()))
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    return render(request, "custody/copies.html", {
        "page": page, "statuses": STATUSES.items(), "status": status, "levels": LEVELS,
        "words": STATUSES, "names": names_of(copy.holder for copy in page),
        "places": reading.places(), "today": timezone.localdate(), "ended": ENDED,
        "all": reading.sees_all(me(request), role_of(request)),
        "begins": _titles(kind for kind in LEDGER.kinds.values() if kind.begins),
    })  # fmt: skip


def _titles(kinds: Iterable[type[Deed[State]]]) -> list[tuple[str, str]]:
    """Return (name, words) of kinds of deeds."""
    return [(kind.name, say(kind.title, kind.title_en)) for kind in kinds]


@_READERS
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Show a document: its copies, what is wrong with them, and all that was done."""
    if not _seen(request).filter(document_id=number).exists():
        raise Http404
    deeds = list(deeds_of(number))
    state = LEDGER.replay(deeds)
    assert state is not None
    held = sorted(state.copies.values(), key=lambda copy: copy.number)
    names = names_of({copy.holder for copy in held} | people_in(deeds)) | reading.places()
    late = [(ALARMS[alarm.kind], alarm) for alarm in alarms(state, timezone.localtime())]
    may = offered(state, f"person:{me(request).pk}") if role_of(request) is Role.PERSON else []
    return render(request, "custody/document.html", {
        "number": number, "state": state, "copies": held, "alarms": late, "words": STATUSES,
        "levels": LEVELS, "names": names, "places": names, "today": timezone.localdate(),
        "ended": ENDED,
        "history": [(each, say(each.title, each.title_en), details(each, names))
                    for each in reversed(deeds)],
        "kinds": _titles(may),
    })  # fmt: skip


@open_to(Role.PERSON)
def perform(request: HttpRequest, name: str, number: str = "") -> HttpResponse:
    """Fill in a deed, see why the rules refuse it, or have it signed by all who must."""
    kind = LEDGER.kinds.get(name)
    if kind is None or kind.begins == bool(number):
        raise Http404
    if number and not _seen(request).filter(document_id=number).exists():
        raise Http404
    form = DeedForm(kind, posted(request))
    signers: list[Person] = []
    if request.method == "POST" and form.is_valid():
        by = f"person:{me(request).pk}"
        target = number or str(form.cleaned_data["document"])
        deed = form.deed(timezone.now(), by)
        refused = _refused(target, deed)
        for words in refused:
            form.add_error(None, words)
        signers = [] if refused else people_behind(deed.signers())
        if is_signed(request, signers) and not _unsigned(request, form, signers):
            return _done(request, form, target, deed, signers)
    return render(request, "custody/deed.html", {
        "form": form, "title": say(kind.title, kind.title_en), "number": number,
        "signers": signers,
    })  # fmt: skip


def _refused(number: str, deed: Deed[State]) -> list[str]:
    """Return why the rules refuse a deed, signatures left aside."""
    thing = LEDGER.replay(deeds_of(number))
    found = dict.fromkeys(LEDGER.refusals(thing, deed, OfficeHouse()))
    language = "en" if in_english() else "zh"
    return [LEDGER.in_words(each, language) for each in found if each.code != "unsigned"]


def _unsigned(request: HttpRequest, form: DeedForm, signers: list[Person]) -> bool:
    words = unsigned(request, signers)
    for each in words:
        form.add_error(None, each)
    return bool(words)


def _done(
    request: HttpRequest, form: DeedForm, number: str, deed: Deed[State], signers: list[Person]
) -> HttpResponse:
    signed = frozenset(f"person:{person.pk}" for person in signers)
    try:
        do(number, form.deed(deed.at, deed.by, signed), role_of(request))
    except DeedError as error:
        # Somebody was faster: the rules are asked again in the turn itself.
        messages.error(request, str(error))
        return redirect("copies")
    messages.success(request, say("已办，已记入日志。", "Done, and on record."))
    return redirect("document", number=number)


@open_to(Role.SECURITY)
def places(request: HttpRequest) -> HttpResponse:
    """List places and add one."""
    form = PlaceForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            place = form.save()
            record(act(request, "custody.place.added", f"place:{place.pk}"))
        return redirect("places")
    return render(request, "custody/places.html", {"form": form, "rows": Place.objects.all()})
