"""Pages for what is not to be had: refused, out of date, missing, broken; and safe ways out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.http import url_has_allowed_host_and_scheme

from zhamen.office.roles import anybody


def safe_way(request: HttpRequest, way: str) -> str:
    """Return a way within this office; anything else leads home."""
    if way.startswith("/") and url_has_allowed_host_and_scheme(
        way, allowed_hosts=None, require_https=request.is_secure()
    ):
        return way
    return "/"


def refused(request: HttpRequest) -> HttpResponse:
    """Say that the page is not for this role."""
    return render(request, "refused.html", status=403)


@anybody
def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form came too late, or from elsewhere."""
    return render(request, "stale.html", status=403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page."""
    return render(request, "missing.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that something broke, without a word of what was being done."""
    return HttpResponse(get_template("broken.html").render({}), status=500)
