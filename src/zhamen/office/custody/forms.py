"""One form for every kind of deed, made from its fields: people by number, places from the list."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, get_origin, get_type_hints

from django import forms
from django.core.exceptions import ValidationError

from zhamen.custody.document import Document
from zhamen.deeds.deed import Deed
from zhamen.office.custody.models import Place
from zhamen.office.custody.words import FIELDS, LEVELS, OTHERS
from zhamen.office.people.kinds import State
from zhamen.office.people.models import Person
from zhamen.office.words import both, say

PERSONS = frozenset(
    "reader approver bearer supervisor second applicant classifier "
    "scope people companions escorts witnesses".split()
)
_PEOPLE_OF = {"hand_over": frozenset({"to"})}
_OPAQUE = re.compile(r"[\w.:〔〕-]{1,40}")
_MANY = re.compile(r"[\s,，、;；]+")


class Opaque(forms.CharField):
    """A number or code, or several; never a sentence, which could be a secret."""

    def __init__(self, *, many: bool, people: bool, **options: Any) -> None:
        super().__init__(max_length=400, **options)
        self._many, self._people = many, people
        hints = {
            (True, True): both("工号，可以几个，用逗号隔开", "Numbers of people, by commas"),
            (False, True): both("工号", "A person's number"),
            (True, False): both("可以几个，用逗号隔开", "Several, by commas"),
            (False, False): both("只填编号", "A number only"),
        }
        self.help_text = hints[many, people]

    def clean(self, value: Any) -> Any:
        """Return one id, or a tuple of them."""
        words = [word for word in _MANY.split(str(super().clean(value) or "")) if word]
        if not self._many and len(words) > 1:
            raise ValidationError(say("只填一个。", "One only."))
        if any(not _OPAQUE.fullmatch(word) for word in words):
            raise ValidationError(say("只填编号，不写文字。", "Numbers only, no words."))
        found = tuple(_person(word) if self._people else word for word in words)
        return found if self._many else (found[0] if found else "")


def _person(number: str) -> str:
    person = Person.objects.filter(number=number).exclude(state=State.CLOSED).first()
    if person is None:
        raise ValidationError(say(f"没有这个工号：{number}", f"No such number: {number}"))
    return f"person:{person.pk}"


class DeedForm(forms.Form):
    """The fields of one kind of deed."""

    def __init__(self, kind: type[Deed[Document]], data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        self._kind = kind
        hints = get_type_hints(kind)
        for each in fields(kind):
            if each.name not in ("at", "by", "signed"):
                made = _field(each.name, hints[each.name], kind.name)
                made.label = FIELDS.get(each.name, each.name)
                self.fields[each.name] = made

    def deed(self, at: datetime, by: str, signed: frozenset[str] = frozenset()) -> Deed[Document]:
        """Return the deed that was filled in."""
        hints = get_type_hints(self._kind)
        values = {
            name: frozenset(value) if get_origin(hints[name]) is frozenset else value
            for name, value in self.cleaned_data.items()
        }
        return self._kind(at=at, by=by, signed=signed, **values)


def _field(name: str, kind: Any, deed: str) -> forms.Field:
    many = get_origin(kind) in (frozenset, tuple)
    people = name in PERSONS or name in _PEOPLE_OF.get(deed, ())
    if kind is bool:
        return forms.BooleanField(required=False)
    if kind is int:
        return forms.IntegerField(min_value=1, max_value=999)
    if kind is date:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _choice(name, kind)
    if name == "place":
        places = [(f"place:{place.pk}", place.name) for place in Place.objects.order_by("name")]
        return forms.ChoiceField(choices=places)
    return Opaque(many=many, people=people, required=name not in ("permit", "consent", "escorts",
                  "companions", "scope"))  # fmt: skip


def _choice(name: str, kind: type[StrEnum]) -> forms.Field:
    words = LEVELS if name == "level" else {each.value: OTHERS[each.value] for each in kind}
    return forms.TypedChoiceField(choices=list(words.items()), coerce=kind)


class PlaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A place."""

    class Meta:
        """Which fields."""

        model = Place
        fields = ("name", "reading")
