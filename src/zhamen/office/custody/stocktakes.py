"""Pages of stocktaking: begin, scan or type copy by copy, see what is missing, close together."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhamen.errors import DeedError, OfficeError
from zhamen.office.acting import me
from zhamen.office.custody import counting, reading, scanning
from zhamen.office.custody.models import Copy, Stocktake
from zhamen.office.custody.words import LEVELS, STATUSES
from zhamen.office.doors import role_of
from zhamen.office.opaque import Opaque
from zhamen.office.people.forms import posted
from zhamen.office.people.kinds import DutyKind
from zhamen.office.people.models import Person
from zhamen.office.people.naming import names_of
from zhamen.office.roles import Role, open_to
from zhamen.office.signing import unsigned
from zhamen.office.words import both, say

_NOTHING = (
    "没有认出识别码。拍照靠近一点、对准页边，一张不超过 8 MB；或者直接输入。",
    "No code was made out. Closer, with the margin, 8 MB at most; or type it.",
)
_ALL = "all"
_SHOWN = 200
"""Rows of each list on the page; a count may be of twenty thousand copies."""


class CountForm(forms.Form):
    """With whom, and of what."""

    place = forms.ChoiceField(label=both("盘点范围", "What is counted"))
    second = Opaque(many=False, people=True, label=both("第二人工号", "Second person's number"))

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        self.fields["second"].help_text = ""
        everything = (_ALL, say("全部文件", "All documents"))
        self.fields["place"].choices = [everything, *reading.places().items()]  # type: ignore[attr-defined]


@open_to(Role.PERSON, Role.AUDIT)
def stocktakes(request: HttpRequest) -> HttpResponse:
    """List counts; a secrecy officer begins one."""
    person, role = me(request), role_of(request)
    officer = person.duties_now.filter(kind=DutyKind.OFFICER).exists()
    if request.method == "POST" and not officer:
        raise Http404
    form = CountForm(posted(request))
    if request.method == "POST" and form.is_valid():
        second = Person.objects.get(pk=form.cleaned_data["second"].removeprefix("person:"))
        place = reading.place_of(form.cleaned_data["place"])
        try:
            count = counting.begin(person, second, place)
        except OfficeError as error:
            form.add_error(None, str(error))
        else:
            return redirect("stocktake", count.pk)
    found = Stocktake.objects.select_related("by", "second", "place")
    if not reading.sees_all(person, role):
        found = found.filter(by=person) | found.filter(second=person)
    return render(request, "custody/stocktakes.html", {
        "form": form if officer else None, "counts": found[:50],
    })  # fmt: skip


def _one(request: HttpRequest, pk: int, *, acting: bool = False) -> Stocktake:
    """Return a count that somebody sees; with `acting`, one in which he counts himself."""
    count = get_object_or_404(Stocktake.objects.select_related("by", "second", "place"), pk=pk)
    counts = me(request) in (count.by, count.second)
    if not counts and (acting or not reading.sees_all(me(request), role_of(request))):
        raise Http404
    return count


@open_to(Role.PERSON, Role.AUDIT)
@require_safe
def stocktake(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a count has come: found, elsewhere, astray, missing and where it should be."""
    count = _one(request, pk)
    shown: dict[str, Any] = {"count": count, "places": reading.places()}
    if count.closed_at:
        # Ledgers have gone on since: what was found stands in the journal.
        return render(request, "custody/counted.html", {
            **shown, "facts": counting.told(count), "sightings": counting.seen_in(count),
        })  # fmt: skip
    report = counting.report(count)
    missing, unseen = report.missing[:_SHOWN], report.missing.count()
    return render(request, "custody/stocktake.html", {
        **shown, "report": report, "unseen": unseen, "total": report.sighted + unseen,
        "counts": me(request) in (count.by, count.second),
        "place": request.GET.get("place", f"place:{count.place.pk}" if count.place else ""),
        "missing": missing, "last": report.last[:8], "more": unseen > _SHOWN,
        "names": names_of(copy.holder for copy in missing),
        "levels": LEVELS, "words": STATUSES, "signers": [count.by, count.second],
    })  # fmt: skip


@open_to(Role.PERSON)
@require_POST
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the copies that were typed, scanned or photographed; then the page is ready again."""
    count = _one(request, pk, acting=True)
    place = request.POST.get("place", "")
    place = place if place in reading.places() else ""
    for text in _texts(request):
        try:
            copy = scanning.copy_of(text)
            first = counting.sight(count, copy, place)
            messages.success(request, _seen(copy, first=first))
        except OfficeError as error:
            messages.error(request, str(error))
    response = redirect("stocktake", count.pk)
    response["Location"] += f"?place={place}"
    return response


def _texts(request: HttpRequest) -> list[str]:
    """Return what was typed and what a picture shows; say so where that is nothing."""
    texts = [line for line in request.POST.get("code", "").splitlines() if line.strip()]
    picture = request.FILES.get("picture")
    # What was too large is dropped on its way in, and is not here at all.
    texts += scanning.codes_in(picture.read()) if picture else []
    if not texts:
        messages.error(request, say(*_NOTHING))
    return texts


def _seen(copy: Copy, *, first: bool) -> str:
    if not first:
        return say(f"{copy.document_id} 第 {copy.number} 份已经点过。",
                   f"{copy.document_id} copy {copy.number} was seen before.")  # fmt: skip
    return say(f"见到 {copy.document_id} 第 {copy.number} 份。",
               f"Seen: {copy.document_id} copy {copy.number}.")  # fmt: skip


@open_to(Role.PERSON)
@require_POST
def settle_stocktake(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    """Close a count with both signatures, or give it up."""
    count = _one(request, pk, acting=True)
    if me(request) != count.by or answer not in ("close", "abandon"):
        raise Http404
    try:
        if answer == "abandon":
            counting.abandon(count, count.by)
            messages.success(request, say("已作废，台账没有变。", "Given up; no ledger changed."))
            return redirect("stocktakes")
        _close(request, count)
    except (DeedError, OfficeError) as error:
        messages.error(request, str(error))
    return redirect("stocktake", count.pk)


def _close(request: HttpRequest, count: Stocktake) -> None:
    if refused := unsigned(request, [count.by, count.second]):
        raise OfficeError(" ".join(refused))
    seen, gaps = counting.close(count, role_of(request))
    messages.add_message(
        request, messages.ERROR if gaps else messages.SUCCESS,
        say(f"盘点已记入日志：{seen} 份见到，{gaps} 份账物不符。",
            f"On record: {seen} seen, {gaps} that do not agree."),
    )  # fmt: skip
