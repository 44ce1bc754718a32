"""Pages of the office itself: the first page, language and theme."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from zhamen.office.overview import overview
from zhamen.office.refusals import safe_way
from zhamen.office.roles import anybody, signed_in

_YEAR = 31_536_000


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Show what the person's role has to do now."""
    return render(request, "home.html", overview(request))


@anybody
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the language and theme that were chosen, in cookies of this browser."""
    response = HttpResponse(status=303)
    response["Location"] = safe_way(request, request.POST.get("back", "/"))
    for name, known in (("lang", ("zh", "en")), ("theme", ("light", "dark", "auto"))):
        if request.POST.get(name) in known:
            response.set_cookie(
                name, request.POST[name], max_age=_YEAR, httponly=True, samesite="Strict",
                secure=True,
            )  # fmt: skip
    return response
