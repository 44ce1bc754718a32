"""Pages of the journal: the auditor reads everything, everybody reads what he did himself."""

from collections.abc import Iterator

from django.conf import settings
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from zhamen.journal.checkpoint import opened
from zhamen.journal.faults import WORDS
from zhamen.journal.head_file import read_head
from zhamen.journal.sources import export, open_source
from zhamen.journal.verifying import verify
from zhamen.office.acting import act
from zhamen.office.doors import role_of
from zhamen.office.journal.keeping import keep_checkpoint, record, signing_key
from zhamen.office.journal.models import Entry
from zhamen.office.journal.reading import entries, lines
from zhamen.office.journal.titles import TITLES
from zhamen.office.roles import Role, open_to, signed_in
from zhamen.office.words import say

_PAGE = 50


@signed_in
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """List entries, newest first; who is no auditor sees his own."""
    everything = role_of(request) is Role.AUDIT
    actor = request.GET.get("actor", "").strip() if everything else f"person:{request.user.pk}"
    chosen = request.GET.get("act", "") if request.GET.get("act") in TITLES else ""
    found = Paginator(entries(actor, chosen, request.GET.get("on", "").strip()), _PAGE)
    page = found.get_page(request.GET.get("page"))
    return render(request, "journal/browse.html", {
        "page": page, "lines": lines(page.object_list), "everything": everything,
        "acts": TITLES.items(), "act": chosen, "actor": actor if everything else "",
        "on": request.GET.get("on", ""),
    })  # fmt: skip


@signed_in
@require_safe
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """Show one entry as it stands in the journal."""
    found = Entry.objects.filter(number=number).first()
    if found is None:
        raise Http404
    (line,) = lines([found])
    # Somebody else's entry does not exist, for whoever may not read it.
    if role_of(request) is not Role.AUDIT and line.record.actor != f"person:{request.user.pk}":
        raise Http404
    return render(request, "journal/entry.html", {"line": line, "raw": found.record})


@open_to(Role.AUDIT)
def anchor(request: HttpRequest) -> HttpResponse:
    """Keep the head as a checkpoint and show it as a sheet to be printed and signed."""
    if request.method == "POST":
        with transaction.atomic():
            record(act(request, "journal.anchor.printed"))
            kept = keep_checkpoint()
        assert kept is not None
        checkpoint = opened(kept.note, signing_key().public)
        return render(request, "journal/anchor.html", {"checkpoint": checkpoint, "note": kept.note})
    return render(request, "journal/anchor.html", {})


@open_to(Role.AUDIT)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Read the whole journal and show what the check found."""
    key, places = signing_key().public, settings.ZHAMEN_PLACES
    head = read_head(places.head, key)
    # By a connection of its own, as off line: it sees one state and holds nobody up.
    with open_source(places.journal) as source:
        report = verify(source, key, [head] if head else [])
    with transaction.atomic():
        record(act(request, "journal.checked", size=report.size, faults=len(report.faults)))
    faults = [(fault, say(*WORDS[fault.kind])) for fault in report.faults[:100]]
    return render(request, "journal/check.html", {"report": report, "faults": faults})


@open_to(Role.AUDIT)
@require_POST
def download(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the whole journal as a file, to be checked elsewhere."""
    with transaction.atomic():
        record(act(request, "journal.exported"))
    response = StreamingHttpResponse(_exported(), content_type="application/jsonl")
    response["Content-Disposition"] = 'attachment; filename="office.journal"'
    return response


def _exported() -> Iterator[bytes]:
    with open_source(settings.ZHAMEN_PLACES.journal) as source:
        yield from export(source)
