"""Every page, every role: who may, who may not, and what every answer carries."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from office_cast import Cast, browser_of

from zhamen.office.roles import EVERYBODY, Role

SAMPLES = {
    "digest": "0", "name": "receive", "token": "x", "pk": "1", "deed": "unlock", "number": "0",
    "answer": "withdraw", "form": "pdf", "step": "close",
}  # fmt: skip


def pages() -> Iterator[tuple[str, Any]]:
    """Yield (address, view) of every page of the office."""
    from django.urls import get_resolver
    from django.urls.resolvers import URLPattern, URLResolver

    def walk(resolver: Any, before: str) -> Iterator[tuple[str, Any]]:
        for each in resolver.url_patterns:
            way = before + str(each.pattern)
            if isinstance(each, URLResolver):
                yield from walk(each, way)
            elif isinstance(each, URLPattern):
                yield way, each.callback

    for pattern, view in walk(get_resolver(), "/"):
        filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: SAMPLES.get(found[1], "1"), pattern)
        filled = re.sub(r"\(\?P(\w)\)|\(\?P<?(\w+)>?[^)]*\)", "?", filled)
        yield filled, view


def concrete() -> list[tuple[str, Any]]:
    """Return every page at an address that can be asked for."""
    found = []
    for way, view in pages():
        if "?" in way or "^" in way:
            way = {
                "act_on": "/people/1/unlock",
                "decide": "/people/seats/1/withdraw",
                "settle": "/desk/false/1/end",
            }[view.__name__]
        found.append((way, view))
    return found


def test_every_page_says_to_whom_it_opens(cast: Cast) -> None:
    """One that says nothing opens to nobody; there is none."""
    silent = [way for way, view in pages() if not hasattr(view, "open_to")]

    assert silent == []
    assert len(list(pages())) > 25


def test_each_role_meets_just_its_own_pages(cast: Cast) -> None:
    """The whole matrix, by GET and by POST: refused is 403, and a stranger is sent to sign in."""
    wrong = []
    people = {role: cast.of(role) for role in Role}
    for way, view in concrete():
        for role, person in people.items():
            allowed = view.open_to is None or role in view.open_to
            for method in ("get", "post"):
                status = getattr(browser_of(person), method)(way, secure=True).status_code
                if (status != 403) != allowed or status >= 500:
                    wrong.append((way, method, role, status))
        stranger = browser_of(None)
        answer = stranger.get(way, secure=True)
        sent = answer.status_code == 302 and answer["Location"].startswith("/login")
        if view.open_to is not None and not sent:
            wrong.append((way, "get", "stranger", answer.status_code))

    assert wrong == []


def test_the_auditor_changes_nothing(cast: Cast) -> None:
    """No page that opens to him alone writes anything but the journal and a kept checkpoint."""
    theirs = {view.__name__ for _, view in pages() if view.open_to == {Role.AUDIT}}

    assert theirs == {"anchor", "check", "download"}


def test_nobody_sees_anothers_entries(cast: Cast) -> None:
    """The auditor excepted: to the others another's entry does not exist."""
    from zhamen.office.journal.reading import entries, lines

    line = next(line for line in lines(entries()) if line.record.actor == "office")
    way = f"/journal/entry/{line.record.number}"
    statuses = {
        role: browser_of(cast.of(role)).get(way, secure=True).status_code for role in EVERYBODY
    }

    assert statuses == {role: 200 if role is Role.AUDIT else 404 for role in EVERYBODY}


def test_every_answer_is_fenced_in(cast: Cast) -> None:
    """Nothing from elsewhere, nothing kept, no frames; errors and refusals too."""
    client = browser_of(cast.system)
    for way in ("/", "/login", "/nowhere", "/journal/anchor", "/people/"):
        answer = client.get(way, secure=True)
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "way", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "evil"]
)
def test_no_way_leads_out(cast: Cast, way: str) -> None:
    """What comes back from a form leads within, or home."""
    answer = browser_of(None).post("/choose", {"lang": "en", "back": way}, secure=True)

    assert answer["Location"] == "/"


def test_a_form_from_elsewhere_is_refused(cast: Cast) -> None:
    """Without the token that belongs to the page nothing is done."""
    from django.test import Client

    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    client.cookies = browser_of(cast.system).cookies
    answer = client.post(f"/people/{cast.audit.pk}/unlock", secure=True)

    assert answer.status_code == 403 and "没有做任何改动" in answer.content.decode()


def test_a_strange_host_is_refused(cast: Cast) -> None:
    """Links in pages are never made from what a request claims."""
    answer = browser_of(None).get("/login", secure=True, headers={"host": "evil.example"})

    assert answer.status_code == 400


def test_no_superuser_exists(cast: Cast) -> None:
    """No flag, no table of permissions, no admin site."""
    from django.apps import apps

    names = {model._meta.label_lower for model in apps.get_models()}
    fields = {field.name for field in type(cast.system)._meta.get_fields()}

    assert not {"is_superuser", "is_staff", "user_permissions", "groups"} & fields
    assert not {name for name in names if name.startswith(("auth.", "admin."))}
