"""Pages of those who write: issues, the editor with its sheet beside it, what waits, the files."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from zhamen.errors import OfficeError, StudyError
from zhamen.journal.checkpoint import opened
from zhamen.office.acting import me
from zhamen.office.doors import role_of
from zhamen.office.groups.reading import is_officer
from zhamen.office.journal.keeping import signing_key
from zhamen.office.journal.reading import head
from zhamen.office.people.forms import posted
from zhamen.office.roles import Role, open_to
from zhamen.office.study import issues, proposing
from zhamen.office.study.forms import BeginForm, IssueForm
from zhamen.office.study.kinds import IssueState
from zhamen.office.study.models import Issue
from zhamen.office.words import say
from zhamen.study.issue import Issue as Value
from zhamen.study.issue import from_dict
from zhamen.study.phone import page
from zhamen.study.sheet import Imprint, Sheet
from zhamen.study.shipped import shipped, shipped_issue
from zhamen.study.word import docx

_WRITERS = open_to(Role.SECURITY, Role.PERSON)
_LATEST = 12
_KINDS = {
    "pdf": "application/pdf", "png": "image/png", "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


def writes(request: HttpRequest) -> bool:
    """Tell whether somebody writes issues: the security administrator and every 保密员."""
    return role_of(request) is Role.SECURITY or is_officer(me(request))


def _writer(request: HttpRequest) -> None:
    if not writes(request):
        raise Http404


@_WRITERS
def browse(request: HttpRequest) -> HttpResponse:
    """List issues, and begin one like another."""
    _writer(request)
    likes = [(each.name, each.title) for each in shipped()]
    own = [(f"own:{each.pk}", each.value.title) for each in Issue.objects.all()[:50]]
    form = BeginForm([*likes, *own], posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            value = _like(form.cleaned_data["like"])
            row = issues.begin(me(request), from_dict(form.cleaned_data["name"], value.to_dict()))
        except OfficeError as error:
            form.add_error("name", str(error))
        else:
            return redirect("edit_issue", row.pk)
    now, out = timezone.now(), Issue.objects.filter(state=IssueState.PUBLISHED)
    return render(request, "study/issues.html", {
        "issues": Issue.objects.all(), "form": form, "proposals": proposing.proposals(now),
        "effects": proposing.effects(out[:_LATEST], now),
    })  # fmt: skip


def _like(name: str) -> Value:
    kind, _, number = name.partition("own:")
    return shipped_issue(kind) if kind else get_object_or_404(Issue, pk=number).value


@_WRITERS
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every part with how much room it has, and the sheet beside; keep what is written."""
    _writer(request)
    issue = get_object_or_404(Issue, pk=pk)
    if issue.state == IssueState.PUBLISHED:
        return redirect("show_issue", pk)
    form = IssueForm(issue.value, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            issues.save(me(request), issue, form.data_of())
        except (OfficeError, StudyError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, say("已保存。", "Saved."))
            return redirect("edit_issue", pk)
    return render(request, "study/edit.html", {
        "issue": issue, "form": form, "rooms": _rooms(issue.value),
    })  # fmt: skip


def _rooms(value: Value) -> dict[str, int]:
    try:
        return dict(Sheet(value).rooms())
    except StudyError:
        return {}


@_WRITERS
@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the sheet of what is being written, as a picture, and the room of every part."""
    import base64

    _writer(request)
    issue = get_object_or_404(Issue, pk=pk)
    form = IssueForm(issue.value, request.POST)
    try:
        if not form.is_valid():
            wrong = "、".join(str(form[name].label) for name in form.errors)
            raise StudyError(say(f"这些栏填得不对：{wrong}", f"Not right: {wrong}"))
        sheet = Sheet(from_dict(issue.name, form.data_of()))
        rooms, picture = dict(sheet.rooms()), base64.b64encode(sheet.png(72)).decode()
    except StudyError as error:
        return JsonResponse({"error": str(error)})
    return JsonResponse({"rooms": rooms, "picture": f"data:image/png;base64,{picture}"})


@_WRITERS
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an issue before it goes out: its sheet, what keeps it back, what to look at."""
    _writer(request)
    issue = get_object_or_404(Issue, pk=pk)
    found: list[Any] = []
    try:
        if issue.state != IssueState.PUBLISHED:
            found = issues.objections(me(request), issue)
    except OfficeError as error:
        messages.error(request, str(error))
    return render(request, "study/issue.html", {
        "issue": issue, "value": issue.value, "found": found,
        "firm": any(each.firm for each in found),
        "own": issue.edited_by_id == me(request).pk,
    })  # fmt: skip


@_WRITERS
@require_POST
def send(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Propose an issue, or publish what another proposed."""
    _writer(request)
    issue = get_object_or_404(Issue, pk=pk)
    steps = {"propose": issues.propose, "publish": issues.publish}
    if step not in steps:
        raise Http404
    try:
        steps[step](me(request), issue)
    except (OfficeError, StudyError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, say("已办，已记入日志。", "Done, and on record."))
    return redirect("show_issue", pk)


@_WRITERS
@require_safe
def file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Hand out an issue as PDF, picture, phone page or DOCX; the journal's anchor is on paper."""
    _writer(request)
    issue = get_object_or_404(Issue, pk=pk)
    if form not in _KINDS:
        raise Http404
    try:
        data = _made(request, issue, form)
    except StudyError as error:
        messages.error(request, str(error))
        return redirect("show_issue", pk)
    response = HttpResponse(data, content_type=_KINDS[form])
    how = "inline" if form == "png" else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{issue.name}.{form}"'
    return response


def _made(request: HttpRequest, issue: Issue, form: str) -> bytes:
    if form == "html":
        return page(issue.value).encode()
    if form == "docx":
        return docx(issue.value)
    address = request.build_absolute_uri(f"/study/read/{issue.pk}")
    sheet = Sheet(issue.value, Imprint(address, _checkpoint()))
    return sheet.pdf() if form == "pdf" else sheet.png(100)


def _checkpoint() -> str:
    last = head()
    return f"日志锚点 {opened(last.note, signing_key().public).short}" if last else ""
