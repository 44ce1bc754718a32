"""What goes to paper: letter of responsibility, notice, and the register in every form."""

import csv
import io
from collections.abc import Iterable

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from zhamen.errors import OfficeError
from zhamen.groups.book import BOOK
from zhamen.groups.group import Group as Value
from zhamen.office.acting import act, me
from zhamen.office.doors import role_of
from zhamen.office.groups import doing, reading
from zhamen.office.groups.keeping import deeds_of
from zhamen.office.groups.models import Group
from zhamen.office.groups.views import found, seen_one
from zhamen.office.groups.wording import texts_of
from zhamen.office.journal.keeping import record
from zhamen.office.paper.handing import FORMS, handed_out, made
from zhamen.office.people.models import Person
from zhamen.office.people.naming import names_of, people_of
from zhamen.office.roles import signed_in
from zhamen.office.words import in_english, say
from zhamen.policy.loader import load_clauses

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@signed_in
@require_safe
def letter(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Show the letter of responsibility of the builder or a member, to be printed and signed."""
    group, person = seen_one(request, number), get_object_or_404(Person, pk=pk)
    value, who = _value(group), doing.identity(person)
    if who not in {value.builder, *value.members}:
        raise Http404
    return render(request, "groups/letter.html", {
        **_particulars(group, value), "person": person, "who": who,
        "until": value.letters.get(who),
    })  # fmt: skip


@signed_in
@require_safe
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """Show the notice that is posted in the group: its rules and who answers."""
    group = seen_one(request, number)
    return render(request, "groups/notice.html", _particulars(group, _value(group)))


def _value(group: Group) -> Value:
    """Return a group by its deeds: what is signed does not rest on a view."""
    value = BOOK.replay(deeds_of(group.pk))
    assert value is not None
    return value


def _particulars(group: Group, value: Value) -> dict[str, object]:
    english = in_english()
    return {
        "group": group, "texts": texts_of([value.wording])[value.wording],
        "names": names_of(value.answerable), "builder": value.builder,
        "managers": sorted(value.managers), "today": timezone.localdate(),
        "clauses": [(number, clause.title_en if english else clause.title)
                    for number, clause in load_clauses().items()],
    }  # fmt: skip


@signed_in
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """Show the register as the table that is printed and inspected."""
    return render(request, "groups/sheet.html", {
        "heads": _heads(), "rows": _rows(found(request)[:]), "today": timezone.localdate(),
        "all": reading.sees_all(me(request), role_of(request)),
    })  # fmt: skip


@signed_in
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Hand out the register as CSV, PDF or XLSX, to those who see all of it."""
    if not reading.sees_all(me(request), role_of(request)):
        raise Http404
    rows = _rows(reading.listed(reading.seen(me(request), role_of(request))))
    title = say("工作群登记册", "Register of groups")
    return handed(request, "groups", title, _heads(), rows)


def handed(
    request: HttpRequest, name: str, title: str, heads: list[str], rows: list[list[str]]
) -> HttpResponse:
    """Hand out a table in the form that was asked for, CSV if none was, and put it on record."""
    form, today = request.POST.get("form", "csv"), timezone.localdate()
    if form in FORMS:
        period = say(f"截至 {today}", f"as of {today}")
        try:
            response = handed_out(made(f"{name}-{today}", title, period, heads, rows), form)
        except OfficeError as error:
            messages.error(request, str(error))
            return redirect("groups")
    else:
        response = _as_csv(name, [heads, *(map(_harmless, row) for row in rows)])
    with transaction.atomic():
        record(act(request, "groups.register.exported", rows=len(rows), form=form, ledger=name))
    return response


def _as_csv(name: str, rows: list[Iterable[str]]) -> HttpResponse:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    # A spreadsheet takes a file without this mark for the machine's own encoding.
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _heads() -> list[str]:
    return [
        say("编号", "Number"), say("群名称", "Name"), say("平台", "Platform"),
        say("用途", "Purpose"), say("群主", "Builder"), say("管理员", "Managers"),
        say("成员", "Members"), say("批准", "Approved"), say("启用", "Opened"),
        say("用到", "Until"), say("复核", "Review due"), say("解散", "Dissolved"),
        say("状态", "State"),
    ]  # fmt: skip


def _rows(lines: list[reading.Line]) -> list[list[str]]:
    days = reading.milestones(line.group for line in lines)
    people = people_of(who for line in lines for who in (line.value.builder, *line.value.members))
    named = {who: _named(person) for who, person in people.items()}
    return [_row(line, days.get(line.group.pk, {}), named) for line in lines]


def _named(person: Person) -> str:
    return f"{person.name}（{person.unit.name}）" if person.unit else person.name


def _row(line: reading.Line, days: dict[str, str], named: dict[str, str]) -> list[str]:
    group, value, texts = line.group, line.value, line.texts
    changed = "" if texts.sound else say("〔与批准的不符〕", "[not what was approved]")
    comma = say("、", ", ")
    return [
        group.pk, texts.name + changed, group.get_platform_display(), texts.purpose,
        named.get(value.builder, value.builder),
        comma.join(named.get(who, who) for who in sorted(value.managers)),
        comma.join(named.get(who, who) for who in sorted(value.members)),
        days.get("approve", ""), days.get("open", ""), f"{value.expires:%Y-%m-%d}",
        f"{value.review_due:%Y-%m-%d}" if value.review_due else "", days.get("dissolve", ""),
        group.get_state_display(),
    ]  # fmt: skip
