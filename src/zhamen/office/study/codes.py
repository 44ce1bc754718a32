"""The code on the leader's screen: another every twenty seconds, worthless to pass on.

A photo of it that reaches somebody after forty seconds opens nothing. Whoever scans in time has ten
minutes to sign in on that phone, held by a signed cookie that does not travel in a chat.
"""

import base64
import hmac
import secrets
import time
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse

from zhamen.office.study.models import Session

SECONDS = 20
GRACE = 600
_REMEMBERED = 24 * 3600
"""Seconds that a phone stays the same device: longer than a session, or patience makes it two."""
_COOKIE = "__Host-zhamen-study"
_SALT = "zhamen.study.grace"


@dataclass(frozen=True, slots=True)
class Grace:
    """A phone that scanned in time: for which session, and which phone."""

    session: int
    device: str


def code_of(session: Session, now: float | None = None) -> str:
    """Return the code that is shown now: the session and fifteen letters."""
    return f"{session.pk}-{_letters(session, _slot(now))}"


def session_of(code: str, now: float | None = None) -> Session | None:
    """Return the session whose code this is, shown now or just before; None for any other."""
    number, _, letters = code.partition("-")
    if not number.isascii() or not number.isdecimal() or len(number) > 12:
        return None
    session = Session.objects.filter(pk=int(number), closed_at=None).first()
    if session is None or not letters.isascii():
        return None
    slots = (_slot(now), _slot(now) - 1)
    fits = [hmac.compare_digest(_letters(session, slot), letters) for slot in slots]
    return session if any(fits) else None


def grant(request: HttpRequest, response: HttpResponse, session: Session) -> None:
    """Bind the grace of a session to this phone; a phone keeps its device for that session."""
    before = _remembered(request, _REMEMBERED)
    same = before is not None and before.session == session.pk
    device = before.device if before and same else secrets.token_hex(12)
    value = signing.dumps([session.pk, device], salt=_SALT)
    response.set_cookie(
        _COOKIE, value, max_age=_REMEMBERED, httponly=True, secure=True, samesite="Strict"
    )


def grace_of(request: HttpRequest) -> Grace | None:
    """Return the grace that this phone has."""
    return _remembered(request, GRACE)


def _remembered(request: HttpRequest, seconds: int) -> Grace | None:
    """Return what this phone was given within so many seconds."""
    try:
        session, device = signing.loads(
            request.COOKIES.get(_COOKIE, ""), salt=_SALT, max_age=seconds
        )  # fmt: skip
    except signing.BadSignature:
        return None
    return Grace(session, device)


def _slot(now: float | None) -> int:
    return int((time.time() if now is None else now) // SECONDS)


def _letters(session: Session, slot: int) -> str:
    digest = hmac.digest(bytes.fromhex(session.secret), b"%d" % slot, "sha256")
    return base64.b32encode(digest)[:15].decode().lower()
