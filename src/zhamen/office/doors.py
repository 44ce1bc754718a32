"""What every request passes: headers, language, and the doorkeeper."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import urlencode

from zhamen.office.refusals import missing, refused
from zhamen.office.roles import Role

Answer = Callable[[HttpRequest], HttpResponse]
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def headers(answer: Answer) -> Answer:
    """Let a page load nothing from elsewhere and be kept nowhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # Refuses a name that is not ours before anything can be made of it.
        request.get_host()
        # No database of ours keeps NUL, and one of them breaks over being asked for it.
        nul = "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path
        response = missing(request) if nul else answer(request)
        response["Content-Security-Policy"] = CSP
        response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        response["X-Frame-Options"] = "DENY"
        response.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def language(answer: Answer) -> Answer:
    """Speak the language that the person chose, else the installation's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get("lang", "")
        code = {"zh": "zh-hans", "en": "en"}.get(chosen, settings.LANGUAGE_CODE)
        with translation.override(code):
            return answer(request)

    return middleware


class Doorkeeper:
    """Opens a page to those whom it names, and to nobody if it names none."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request go on."""
        return self._answer(request)

    def process_view(
        self, request: HttpRequest, view: Any, words: Any, options: Any
    ) -> HttpResponse | None:
        """Answer in the page's place where it must stay closed."""
        allowed: frozenset[Role] | None = getattr(view, "open_to", frozenset())
        if allowed is None:
            return None
        if not request.user.is_authenticated:
            way = f"?{urlencode({'next': request.path})}" if request.method == "GET" else ""
            return redirect(f"/login{way}")
        return None if role_of(request) in allowed else refused(request)


def role_of(request: HttpRequest) -> Role:
    """Return the role in which the person of a request acts."""
    if not hasattr(request, "_zhamen_role"):
        request._zhamen_role = request.user.role  # type: ignore[attr-defined, union-attr]
    role: Role = request._zhamen_role  # type: ignore[attr-defined]
    return role


def for_every_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame of a page shows."""
    signed = bool(getattr(request, "user", None) and request.user.is_authenticated)
    theme = request.COOKIES.get("theme", "")
    return {
        "office": settings.ZHAMEN,
        "role": role_of(request) if signed else None,
        "at_desk": signed and _is_at_desk(request),
        "theme": theme if theme in ("light", "dark") else "",
        "here": request.path,
    }


def _is_at_desk(request: HttpRequest) -> bool:
    """Tell whether the desk is shown: to administrators of security and audit, and to 保密员."""
    role = role_of(request)
    if role is not Role.PERSON:
        return role is not Role.SYSTEM
    found: bool = request.user.duties_now.filter(kind="officer").exists()  # type: ignore[union-attr]
    return found
