"""The ledgers on paper: one page to choose ledger and period, which are printed or saved."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhamen.custody.forms import Ledger, Line, load_ledgers
from zhamen.errors import OfficeError
from zhamen.office.acting import act, me
from zhamen.office.custody.reading import entered, places, sees_all
from zhamen.office.doors import role_of
from zhamen.office.journal.keeping import record
from zhamen.office.paper.handing import FORMS, handed_out, made
from zhamen.office.paper.sheet import Sheet
from zhamen.office.people.naming import names_of
from zhamen.office.roles import Role, open_to
from zhamen.office.telling import in_words, people_in
from zhamen.office.words import both, say

_SHOWN = 50
"""Rows that the page itself shows; the files have all."""


def _title(ledger: Ledger) -> str:
    return say(ledger.title, ledger.title_en)


class PeriodForm(forms.Form):
    """Which ledger, from which day to which."""

    ledger = forms.ChoiceField(label=both("台账", "Ledger"))
    since = forms.DateField(
        label=both("从", "From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=both("到", "To"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        choices = [(name, _title(ledger)) for name, ledger in load_ledgers().items()]
        self.fields["ledger"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or {}
        if cleaned.get("since", date.min) > cleaned.get("until", date.max):
            raise forms.ValidationError(say("期间的头尾反了。", "It ends before it begins."))
        return cleaned


@open_to(Role.PERSON, Role.AUDIT)
def ledgers(request: HttpRequest) -> HttpResponse:
    """Show a ledger of a period; hand it out as PDF or XLSX, which is put on record."""
    if not sees_all(me(request), role_of(request)):
        raise Http404
    asked = request.POST or request.GET
    form = PeriodForm({**_this_year(), **asked.dict()})
    if not form.is_valid() or "ledger" not in asked:
        return render(request, "custody/ledgers.html", {"form": form})
    ledger = load_ledgers()[form.cleaned_data["ledger"]]
    since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    found = entered(ledger, since, until)
    wanted = request.POST.get("form", "")
    if wanted in FORMS:
        try:
            return _printed(request, wanted, _sheet(ledger, since, until, _rows(ledger, found)))
        except OfficeError as error:
            messages.error(request, str(error))
    return render(request, "custody/ledgers.html", {
        "form": form, "title": _title(ledger), "heads": _heads(ledger),
        "rows": _rows(ledger, found[:_SHOWN]), "count": len(found), "more": len(found) > _SHOWN,
    })  # fmt: skip


def _this_year() -> dict[str, str]:
    today = timezone.localdate()
    return {"ledger": "holdings", "since": f"{today.year}-01-01", "until": f"{today}"}


def _printed(request: HttpRequest, form: str, sheet: Sheet) -> HttpResponse:
    # Set first and recorded then: setting takes seconds, in which nobody else need wait.
    response = handed_out(sheet, form)
    with transaction.atomic():
        facts = {"ledger": sheet.name, "form": form}
        record(act(request, "custody.ledger.printed", rows=len(sheet.rows), **facts))
    return response


def _sheet(ledger: Ledger, since: date, until: date, rows: list[list[str]]) -> Sheet:
    if ledger.begins:
        name, period = (
            f"{ledger.name}-{since}-{until}",
            say(f"{since} 至 {until}", f"{since} to {until}"),
        )
    else:
        name, period = f"{ledger.name}-{until}", say(f"截至 {until}", f"as of {until}")
    return made(name, _title(ledger), period, _heads(ledger), rows)


def _heads(ledger: Ledger) -> list[str]:
    return [say(column.head, column.head_en) for column in ledger.columns]


def _rows(ledger: Ledger, found: list[Line]) -> list[list[str]]:
    names = names_of(_people(found)) | places()
    return [[_cell(line.value(column), names) for column in ledger.columns] for line in found]


def _cell(value: Any, names: dict[str, str]) -> str:
    return "" if value is None else in_words(value, names)


def _people(found: list[Line]) -> set[str]:
    people = people_in(deed for line in found for deed in line.deeds.values())
    for line in found:
        if line.document and line.held:
            people |= {*line.document.scope, line.held.holder}
    return people
