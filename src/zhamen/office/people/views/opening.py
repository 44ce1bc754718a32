"""The first page of all: who the three administrators are."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhamen.office.people import opening
from zhamen.office.people.forms import SetupForm, posted
from zhamen.office.roles import DUTIES, THREE, anybody


@anybody
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the three; show their codes once."""
    if not opening.admits(token):
        raise Http404
    form = SetupForm(posted(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        people = {r: (values[f"{r}_number"], values[f"{r}_name"]) for r in THREE}
        slips = opening.open_office(values["unit"], people)
        return render(request, "people/slips.html", {"slips": slips, "first": True})
    trios = [(role, DUTIES[role], form[f"{role}_number"], form[f"{role}_name"]) for role in THREE]
    return render(request, "people/opening.html", {"form": form, "trios": trios})
