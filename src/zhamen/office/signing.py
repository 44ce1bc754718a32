"""Signatures: whoever signs gives the code of his own authenticator, for this one deed."""

from collections.abc import Iterable

from django.http import HttpRequest

from zhamen.office.people.entering import by_code
from zhamen.office.people.models import Person
from zhamen.office.words import say


def people_behind(ids: Iterable[str]) -> list[Person]:
    """Return the persons who must sign, by number."""
    keys = [each.removeprefix("person:") for each in ids]
    return list(Person.objects.filter(pk__in=keys).order_by("number"))


def is_signed(request: HttpRequest, signers: list[Person]) -> bool:
    """Tell whether a code came with the form for everybody, right or not."""
    return bool(signers) and all(_code(request, person) for person in signers)


def unsigned(request: HttpRequest, signers: list[Person]) -> list[str]:
    """Return why not everybody has signed, in words; codes that are right are used up by this."""
    if not is_signed(request, signers):
        return [say("签字还不全：签字的人都要输入动态码。", "Everybody who signs gives a code.")]
    bad = [person for person in signers if not by_code(person, _code(request, person))]
    return [say(f"{p.name} 的动态码不对。", f"Wrong code: {p.name}.") for p in bad]


def _code(request: HttpRequest, person: Person) -> str:
    return "".join(request.POST.get(f"sign_{person.pk}", "").split())
