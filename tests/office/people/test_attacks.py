"""What a browser may be made to send: every page, by whoever may open it, stays as it is."""

import time
from typing import Any
from urllib.parse import quote

import pytest
from office_cast import Cast, browser_of, opened
from test_doors import concrete

from zhamen.office.places import Places
from zhamen.office.roles import Role

SPLITTING = "x\r\nSet-Cookie: evil=1\r\nX-Evil: 1\r\n\r\n<script>evil</script>"
STRANGE = (
    "\0", "9" * 40, "-1", "%", "'\"\\", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "[]", "{{ x }}", "★" * 5000, SPLITTING,
)  # fmt: skip
ASKED = ("q", "page", "act", "actor", "on", "decision", "clause", "unread", "state", "clearance",
         "platform", "whose", "alarms", "status", "next", "at", "sender", "form", "since",
         "until")  # fmt: skip


@pytest.fixture
def everywhere(office: Places) -> Cast:
    """Three administrators, on each database."""
    return opened()


def whoever_may(cast: Cast, view: Any) -> Any:
    """Return somebody to whom a page opens."""
    role = Role.SYSTEM if view.open_to is None else sorted(view.open_to)[0]
    return cast.of(role)


def test_no_form_is_taken_from_elsewhere(cast: Cast) -> None:
    """Each page that may be posted to refuses a form without this session's token."""
    from django.test import Client

    taken = []
    for way, view in concrete():
        client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
        client.cookies = browser_of(whoever_may(cast, view)).cookies
        for token in ({}, {"csrfmiddlewaretoken": "a" * 64}):
            status = client.post(way, token, secure=True).status_code
            # 405: a page that is only looked at.
            if status not in (403, 405):
                taken.append((way, status))

    assert taken == []


def test_no_question_breaks_a_page(everywhere: Cast) -> None:
    """NUL, huge numbers, halves of letters, templates, headers: no page answers 500."""
    broken = []
    for way, view in concrete():
        client = browser_of(whoever_may(everywhere, view))
        for value in STRANGE:
            query = "&".join(f"{name}={quote(value)}" for name in ASKED)
            answer = client.get(f"{way}?{query}", secure=True)
            told = f"{answer.headers}"
            if answer.status_code >= 500 or "X-Evil" in told or "evil=1" in told:
                broken.append((way, value[:20], answer.status_code))

    assert broken == []


def test_no_form_breaks_a_page(everywhere: Cast) -> None:
    """The same in the fields of every form, whatever they are called."""
    from django.urls import reverse

    assert reverse("login") == "/login"
    broken = []
    for way, view in concrete():
        client = browser_of(whoever_may(everywhere, view))
        for value in STRANGE[:3] + STRANGE[-2:]:
            answer = client.post(way, dict.fromkeys((*ASKED, *FIELDS), value), secure=True)
            if answer.status_code >= 500 or "X-Evil" in f"{answer.headers}":
                broken.append((way, value[:20], answer.status_code))

    assert broken == []


FIELDS = (
    "number", "name", "password", "code", "unit", "parent", "kind", "clearance", "step", "person",
    "role", "group", "principal", "reason", "outcome", "text", "channel", "purpose", "expires",
    "document", "level", "copies", "place", "reading", "lang", "theme", "people", "signature",
)  # fmt: skip


def test_no_number_breaks_a_page(everywhere: Cast) -> None:
    """Things of any number at all are found or are not there."""
    broken = []
    for way, view in concrete():
        client = browser_of(whoever_may(everywhere, view))
        for number in ("0", "9" * 18, "9" * 30):
            other = way.replace("/1", f"/{number}").replace("/0", f"/{number}")
            if other != way and client.get(other, secure=True).status_code >= 500:
                broken.append(other)

    assert broken == []


def test_a_session_known_before_opens_nothing_after(cast: Cast) -> None:
    """Whoever planted a session in somebody's browser holds an empty one when that signs in."""
    from django.test import Client
    from office_running import code_of

    from zhamen.office.people import access

    seed = access.new_seed()
    person = cast.security
    person.set_password("示例：一句很长的口令 2026")
    person.seed = access.seal_seed(person, seed)
    person.save()
    known = []
    client = Client(headers={"host": "localhost"})
    for way, fields in (
        ("/login", {"number": "S2", "password": "wrong"}),
        ("/login", {"number": "S2", "password": "示例：一句很长的口令 2026"}),
        ("/login/code", {"code": code_of(access_secret(seed))}),
    ):
        client.post(way, fields, secure=True)
        cookie = client.cookies.get("__Host-zhamen")
        known.append(cookie.value if cookie else "")
    opens = []
    for planted in [each for each in known if each]:
        other = Client(headers={"host": "localhost"})
        other.cookies["__Host-zhamen"] = planted
        opens.append(other.get("/account", secure=True).status_code)

    assert len(set(known)) == len(known)
    assert opens[-1] == 200 and set(opens[:-1]) <= {302}


def access_secret(seed: bytes) -> str:
    """Return a seed as an authenticator takes it."""
    import base64

    return base64.b32encode(seed).decode().rstrip("=")


def test_a_stranger_meets_the_same_wall_at_any_speed(cast: Cast) -> None:
    """A number that does not exist and a wrong password answer alike."""
    client = browser_of(None)
    pages = [
        client.post(
            "/login",
            {"number": number, "password": "falsch" * 3},
            secure=True,
            REMOTE_ADDR="192.0.2.77",
        ).content
        for number in ("S2", "nobody")
    ]
    texts = [page.decode().replace("S2", "").replace("nobody", "") for page in pages]

    assert time is not None and len(texts[0]) == len(texts[1])
