"""Looking back and ahead: who was inside at a moment and answers for a message, what falls due."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zhamen.groups.book import Answers, as_it_was, chain
from zhamen.groups.group import LIVING
from zhamen.groups.group import Group as Value
from zhamen.office.acting import me
from zhamen.office.doors import role_of
from zhamen.office.groups import reading
from zhamen.office.groups.keeping import deeds_of
from zhamen.office.groups.kinds import ALARMS, PARTS, StateKind
from zhamen.office.groups.papers import handed
from zhamen.office.groups.views import seen_one
from zhamen.office.groups.wording import texts_of
from zhamen.office.people.naming import names_of, people_of
from zhamen.office.roles import signed_in
from zhamen.office.telling import people_in
from zhamen.office.words import both, say

_MINUTE = "%Y-%m-%dT%H:%M"


class MomentForm(forms.Form):
    """Which moment, and who posted."""

    at = forms.DateTimeField(
        label=both("什么时候", "When"), input_formats=[_MINUTE, f"{_MINUTE}:%S", "%Y-%m-%d"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MINUTE),
    )  # fmt: skip
    sender = forms.ChoiceField(label=both("谁发的", "Who posted"), required=False)

    def __init__(self, people: dict[str, str], data: dict[str, Any]) -> None:
        super().__init__(data)
        choices = [("", say("不问", "not asked")), *sorted(people.items(), key=lambda p: p[1])]
        self.fields["sender"].choices = choices  # type: ignore[attr-defined]


@signed_in
@require_safe
def then(request: HttpRequest, number: str) -> HttpResponse:
    """Show a group as it was at a moment: its people, and who answers for a message of then."""
    group = seen_one(request, number)
    deeds = list(deeds_of(group.pk))
    names = names_of(people_in(deeds))
    now = f"{timezone.localtime():{_MINUTE}}"
    form = MomentForm(names, {"at": now, **request.GET.dict()})
    shown: dict[str, Any] = {"group": group, "form": form, "names": names, "words": PARTS}
    if form.is_valid():
        value = as_it_was(deeds, form.cleaned_data["at"])
        shown |= {"at": form.cleaned_data["at"], **_as_told(value, form.cleaned_data["sender"])}
    return render(request, "groups/then.html", shown)


def _as_told(value: Value | None, sender: str) -> dict[str, Any]:
    if value is None:
        return {"value": None}
    answers: list[Answers] = chain(value, sender) if sender else []
    return {
        "value": value, "texts": texts_of([value.wording])[value.wording],
        "state": StateKind(value.state).label, "people": people_of(value.members),
        "answers": answers, "outside": bool(sender) and sender not in value.members,
    }  # fmt: skip


@signed_in
def reviews(request: HttpRequest) -> HttpResponse:
    """List living groups by the day on which their yearly review is due; hand the list out."""
    if not reading.sees_all(me(request), role_of(request)):
        raise Http404
    groups = reading.seen(me(request), role_of(request)).filter(state__in=LIVING)
    lines = sorted(reading.listed(groups), key=lambda line: line.value.review_due or date.max)
    names = names_of(who for line in lines for who in line.value.answerable)
    if request.method == "POST":
        title = say("工作群年度复核清单", "Yearly reviews of groups")
        rows = [_row(line, names) for line in lines]
        return handed(request, "reviews", title, _heads(), rows)
    return render(request, "groups/reviews.html", {
        "lines": lines, "names": names, "today": timezone.localdate(), "words": ALARMS,
        "due": sum(bool(line.value.review_due and line.value.review_due < timezone.localdate())
                   for line in lines),
    })  # fmt: skip


def _heads() -> list[str]:
    return [
        say("复核期限", "Due"), say("编号", "Number"), say("群名称", "Name"),
        say("平台", "Platform"), say("群主、管理员", "Who answers"), say("成员", "Members"),
        say("责任书至", "Letters until"), say("告警", "Alarms"), say("复核结果", "Result"),
        say("签字", "Signature"),
    ]  # fmt: skip


def _row(line: reading.Line, names: dict[str, str]) -> list[str]:
    value, comma = line.value, say("、", ", ")
    letters = [value.letters.get(who) for who in value.answerable]
    until = min((day for day in letters if day), default=None) if all(letters) else None
    return [
        f"{value.review_due or ''}", line.group.pk, line.texts.name,
        line.group.get_platform_display(),
        comma.join(names.get(who, who) for who in (value.builder, *sorted(value.managers))),
        str(len(value.members)), f"{until or ''}",
        comma.join(str(ALARMS[alarm.kind]) for alarm in line.alarms), "", "",
    ]  # fmt: skip
