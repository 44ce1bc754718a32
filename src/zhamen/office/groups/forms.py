"""Forms of groups: an application, and one small form for each kind of deed."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from zhamen.groups.book import BOOK
from zhamen.groups.group import Group, Platform
from zhamen.office.groups.kinds import PlatformKind
from zhamen.office.groups.wording import Texts
from zhamen.office.opaque import Opaque
from zhamen.office.people.kinds import DutyKind, State
from zhamen.office.people.models import Duty
from zhamen.office.people.naming import names_of
from zhamen.office.words import both

SIGNED = frozenset(
    name for name, kind in BOOK.kinds.items() if "signers" in vars(kind) or name == "sign_letter"
)
"""What is signed, by one or by two: each gives a code for it. The others are noted."""
_YEAR = timedelta(days=365)
_YES = ((True, both("是", "Yes")), (False, both("还没有", "Not yet")))


class _Texts(forms.Form):
    """What a group is called and for, and until when."""

    name = forms.CharField(
        label=both("群名称", "Name"), max_length=60,
        help_text=both("用中性名称，不写业务和任务。", "A neutral name that gives nothing away."),
    )  # fmt: skip
    purpose = forms.CharField(
        label=both("用途", "Purpose"),
        max_length=200,
        help_text=both("只写用来做什么，不写涉密内容。", "What it is for; nothing secret."),
    )
    expires = forms.DateField(
        label=both("用到哪天", "Needed until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=both("事毕即散。", "It is dissolved when its purpose is over."),
    )  # fmt: skip


class ApplyForm(_Texts):
    """An application; the applicant will be the builder."""

    platform = forms.TypedChoiceField(
        label=both("平台", "Platform"), choices=PlatformKind.choices, coerce=Platform
    )
    field_order = ("platform", "name", "purpose", "expires")


class DeedForm(forms.Form):
    """The fields of one kind of deed, with the people of the group to choose from."""

    def __init__(
        self, name: str, group: Group, texts: Texts, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, prefix=name)
        self.deed = name
        self.is_signed = name in SIGNED
        for each in fields(BOOK.kinds[name]):
            if each.name == "wording":
                self._ask_for(texts, group)
            elif each.name not in ("at", "by", "signed", "expires"):
                self.fields[each.name] = _field(each.name, name, group)

    def _ask_for(self, texts: Texts, group: Group) -> None:
        shown = _Texts(initial={"expires": group.expires})
        for name, asked in shown.fields.items():
            asked.initial = getattr(texts, name, group.expires)
            self.fields[name] = asked

    def values(self) -> dict[str, Any]:
        """Return what was filled in, as the deed's fields."""
        values = dict(self.cleaned_data)
        if "people" in values:
            people = values["people"]
            values["people"] = frozenset([people] if isinstance(people, str) else people)
        return values


def _field(name: str, deed: str, group: Group) -> forms.Field:
    if name == "until":
        return forms.DateField(
            label=both("有效期至", "Good until"), initial=timezone.localdate() + _YEAR,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )  # fmt: skip
    if name in ("noticed", "in_order"):
        label = {
            "noticed": both("群公告已经发到群里", "The notice is posted in the group"),
            "in_order": both(
                "人员、责任书、用途都属实", "People, letters and purpose are in order"
            ),
        }[name]
        return forms.TypedChoiceField(
            label=label, choices=_YES, coerce=lambda value: value == "True"
        )
    if deed == "admit":
        return Opaque(many=True, people=True, label=both("入群的人", "Who joins"))
    return forms.ChoiceField(label=_LABELS[name], choices=_choices(_people(name, deed, group)))


_LABELS = {
    "people": both("离群的人", "Who leaves"),
    "manager": both("管理员", "Manager"),
    "to": both("新群主", "New builder"),
    "leader": both("审批的分管领导", "Leader who approves"),
}


def _people(name: str, deed: str, group: Group) -> Iterable[str]:
    members = frozenset(group.members)
    if name == "leader":
        found = Duty.objects.filter(kind=DutyKind.LEADER, until=None, person__state=State.ACTIVE)
        return [f"person:{pk}" for pk in found.values_list("person", flat=True)]
    if name == "manager":
        return group.managers if deed == "dismiss" else members - group.answerable
    return members - {group.builder}


def _choices(people: Iterable[str]) -> list[tuple[str, str]]:
    return sorted(names_of(people).items(), key=lambda pair: pair[1])
