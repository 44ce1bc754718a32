"""Signing in and out, and taking up an account with its one-time code."""

import time
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhamen.journal.appending import Act
from zhamen.office.acting import act
from zhamen.office.journal.keeping import record
from zhamen.office.people import access
from zhamen.office.people.entering import THROTTLE, address_of, by_code, by_password
from zhamen.office.people.forms import CodeForm, EnterForm, NewPasswordForm, WelcomeForm, posted
from zhamen.office.people.kinds import State
from zhamen.office.people.models import Person
from zhamen.office.people.session import sign_in, sign_out
from zhamen.office.refusals import safe_way
from zhamen.office.roles import anybody, signed_in
from zhamen.office.words import say

_HALFWAY = "halfway"
_WELCOME = "welcome"
_HALFWAY_SECONDS = 300
_WELCOME_SECONDS = 1800


@anybody
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for number and password."""
    form = EnterForm(posted(request))
    way = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "POST":
        if refusal := _too_often(request):
            return refusal
        person = None
        if form.is_valid():
            person = by_password(form.cleaned_data["number"], form.cleaned_data["password"])
        if person is not None:
            request.session.cycle_key()
            _remember(request, _HALFWAY, person, {"next": safe_way(request, way)})
            return redirect("code")
        THROTTLE.count(address_of(request))
        form.add_error(None, say(
            "工号或口令不对，或者账号已锁定。",
            "Wrong number or password, or the account is locked.",
        ))  # fmt: skip
    return render(request, "people/enter.html", {"form": form, "next": way})


@anybody
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the time-based code of whoever gave the right password."""
    person, kept = _remembered(request, _HALFWAY, _HALFWAY_SECONDS)
    if person is None:
        return redirect("login")
    form = CodeForm(posted(request))
    if request.method == "POST":
        if refusal := _too_often(request):
            return refusal
        if form.is_valid() and by_code(person, form.cleaned_data["code"], entering=True):
            return _let_in(request, person, kept["next"])
        THROTTLE.count(address_of(request))
        form.add_error(None, say(
            "动态码不对、已用过，或者账号已锁定。", "Wrong or used code, or the account is locked.",
        ))  # fmt: skip
    return render(request, "people/code.html", {"form": form})


def _let_in(request: HttpRequest, person: Person, way: str) -> HttpResponse:
    sign_in(request, person)
    with transaction.atomic():
        record(act(request, "people.login.entered"))
    return redirect(way)


def _too_often(request: HttpRequest) -> HttpResponse | None:
    if THROTTLE.closed(address_of(request)):
        return render(request, "people/too_often.html", status=429)
    return None


@signed_in
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the session."""
    with transaction.atomic():
        record(act(request, "people.login.left"))
    sign_out(request)
    return redirect("login")


@anybody
def welcome(request: HttpRequest) -> HttpResponse:
    """Ask for the one-time code of a new account."""
    form = WelcomeForm(posted(request))
    if request.method == "POST":
        if refusal := _too_often(request):
            return refusal
        if form.is_valid():
            values = form.cleaned_data
            person = Person.objects.filter(number=values["number"], state=State.NEW).first()
            if person is not None and access.code_opens(person, values["code"]):
                request.session.cycle_key()
                _remember(request, _WELCOME, person, {"seed": access.new_seed().hex()})
                return redirect("take_up")
        THROTTLE.count(address_of(request))
        form.add_error(None, say(
            "工号或一次性码不对，或者已过期、已用过。", "Wrong, used up or out of date.",
        ))  # fmt: skip
    return render(request, "people/welcome.html", {"form": form})


@anybody
def take_up(request: HttpRequest) -> HttpResponse:
    """Set the password and tie the authenticator app; the one-time code is used up by that."""
    person, kept = _remembered(request, _WELCOME, _WELCOME_SECONDS)
    if person is None or person.state != State.NEW:
        return redirect("welcome")
    seed = bytes.fromhex(kept["seed"])
    password = NewPasswordForm(person, posted(request))
    code = CodeForm(posted(request))
    del code.fields["code"].widget.attrs["autofocus"]
    if request.method == "POST" and password.is_valid() and code.is_valid():
        person.seed = access.seal_seed(person, seed)
        step = access.code_of_now(person, code.cleaned_data["code"])
        if step:
            return _taken_up(request, person, password.cleaned_data["first"], step)
        code.add_error("code", say("动态码不对，再看一眼手机。", "Wrong code; look again."))
    address = access.address_of_seed(person, seed)
    return render(request, "people/take_up.html", {
        "person": person, "password": password, "code": code,
        "drawing": access.drawing_of(address), "secret": address.partition("secret=")[2][:32],
    })  # fmt: skip


def _taken_up(request: HttpRequest, person: Person, password: str, step: int) -> HttpResponse:
    person.set_password(password)
    person.step, person.state, person.code, person.code_until = step, State.ACTIVE, "", None
    on = f"person:{person.pk}"
    with transaction.atomic():
        person.save()
        record(Act("people.access.taken", on, "person", on))
    # Who just showed code, password and authenticator need not show them again.
    return _let_in(request, person, "/")


def _remember(request: HttpRequest, key: str, person: Person, more: dict[str, Any]) -> None:
    request.session[key] = {"person": person.pk, "at": int(time.time()), **more}


def _remembered(
    request: HttpRequest, key: str, seconds: int
) -> tuple[Person | None, dict[str, Any]]:
    """Return who is half-way, while that is fresh."""
    kept = request.session.get(key)
    if not kept or time.time() - kept["at"] > seconds:
        return None, {}
    return Person.objects.filter(pk=kept["person"]).first(), kept
