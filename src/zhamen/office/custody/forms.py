"""One form for every kind of deed, made from its fields: people by number, places from the list."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, get_origin, get_type_hints

from django import forms

from zhamen.custody.document import Document
from zhamen.deeds.deed import Deed
from zhamen.office.custody.models import Place
from zhamen.office.custody.words import FIELDS, LEVELS, OTHERS
from zhamen.office.opaque import Opaque

PERSONS = frozenset(
    "reader approver bearer supervisor second applicant classifier "
    "scope people companions escorts witnesses".split()
)
_PEOPLE_OF = {"hand_over": frozenset({"to"})}


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
