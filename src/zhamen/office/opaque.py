"""The form field of deeds: numbers and codes, never a sentence, for what is done stays for good."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from zhamen.office.people.kinds import State
from zhamen.office.people.models import Person
from zhamen.office.words import both, say

_OPAQUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,39}")
"""Letters and digits alone: in Chinese forty signs are a title, and the journal forgets nothing."""
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
            raise ValidationError(
                say("只填编号：字母和数字，不写文字。", "Letters and digits only, no words.")
            )
        found = tuple(_person(word) if self._people else word for word in words)
        return found if self._many else (found[0] if found else "")


def _person(number: str) -> str:
    person = Person.objects.filter(number=number).exclude(state=State.CLOSED).first()
    if person is None:
        raise ValidationError(say(f"没有这个工号：{number}", f"No such number: {number}"))
    return f"person:{person.pk}"
