"""Bringing a list of people in: upload, look, apply."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from zhamen.errors import OfficeError
from zhamen.office.acting import me
from zhamen.office.people import importing
from zhamen.office.people.forms import UploadForm, posted
from zhamen.office.people.listing import read_list
from zhamen.office.people.models import ImportDraft, Person
from zhamen.office.roles import Role, open_to
from zhamen.office.words import say

_SHOWN = 500


@open_to(Role.SYSTEM)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a list and show what it would change; nothing is changed yet."""
    form = UploadForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = importing.draft(request, read_list(form.cleaned_data["file"]))
            return redirect("import_draft", pk=made.pk)
        except OfficeError as error:
            form.add_error("file", str(error))
    return render(request, "people/upload.html", {"form": form})


@open_to(Role.SYSTEM)
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft, and apply it when asked to."""
    made = get_object_or_404(ImportDraft, pk=pk, made_by=me(request))
    if request.method == "POST":
        codes = importing.apply(request, made)
        if codes is not None:
            people = Person.objects.filter(number__in=codes).order_by("number")
            slips = [
                {"role": Role.PERSON, "number": p.number, "name": p.name, "code": codes[p.number]}
                for p in people
            ]
            messages.success(request, say("已导入。", "The list is applied."))
            return render(request, "people/slips.html", {"slips": slips})
        made = importing.draft(request, importing.rows_of(made))
        messages.warning(request, say(
            "预演之后又有人改过数据，请重新看一遍。", "Something changed meanwhile; look again.",
        ))  # fmt: skip
        return redirect("import_draft", pk=made.pk)
    plan = importing.plan(importing.rows_of(made))
    order = {"wrong": 0, "changed": 1, "added": 2, "same": 3}
    changes = sorted(plan.changes, key=lambda change: (order[change.deed], change.row.line))
    return render(request, "people/draft.html", {
        "plan": plan, "changes": changes[:_SHOWN], "more": max(0, len(changes) - _SHOWN),
        "made": made, "paths": [" / ".join(path) for path in plan.units],
    })  # fmt: skip
