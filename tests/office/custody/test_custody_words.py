"""Custody speaks both languages on every page that an officer sees."""

import re

import pytest
from custody_staff import Staff, lending, staffed

from zhamen.custody.forms import load_ledgers
from zhamen.custody.ledger import LEDGER
from zhamen.office.places import Places

PATHS = [
    "/", "/custody/", "/custody/?status=late", "/custody/document/D-1", "/custody/stocktakes",
    "/custody/stocktakes/1", "/custody/stocktakes/2",
    *(f"/custody/ledgers?ledger={name}" for name in load_ledgers()),
    *(f"/custody/{'do' if kind.begins else 'document/D-1/do'}/{name}"
      for name, kind in LEDGER.kinds.items()),
]  # fmt: skip
OURS = re.compile("闸门|中文|保密办|保密室|示例\\w*|（示例）")
"""The brand, the switch to Chinese, and what people were called here."""


@pytest.fixture
def staff(desk: Places) -> Staff:
    """A document with a past, a count that is closed and one under way."""
    made = staffed()
    made.do("document/D-1/do/lend", **lending(made), **made.signatures("K1", "R1"))
    made.do("stocktakes", place="all", second="R1")
    made.do("stocktakes/1/close", **made.signatures("K1", "R1"))
    made.do("stocktakes", place="all", second="R1")
    made.do("stocktakes/2/scan", code="D-1/1")
    return made


def test_english_pages_are_english(staff: Staff) -> None:
    """Nothing but names is left in Chinese, signatures and refusals among it."""
    client = staff.browser("K1")
    client.cookies["lang"] = "en"
    pages = {way: client.get(way, secure=True).content.decode() for way in PATHS}
    for name, changes in (("signing", {"copy": "2"}), ("refused", {"copy": "9", "reader": "R2"})):
        way, fields = "/custody/document/D-1/do/lend", lending(staff, **changes)
        pages[name] = client.post(way, fields, secure=True).content.decode()
    left = {way: re.findall("[\u4e00-\u9fff]+", OURS.sub("", page)) for way, page in pages.items()}

    assert "sign_" in pages["signing"] and "notice-error" in pages["refused"]
    assert {way: words for way, words in left.items() if words} == {}


def test_chinese_pages_are_chinese(staff: Staff) -> None:
    """No label and no heading is left in English."""
    client, left = staff.browser("K1"), {}
    for way in PATHS:
        page = client.get(way, secure=True).content.decode()
        labels = re.findall(r"<(?:label|h1|h2|th|dt|option|summary|legend)[^>]*>([^<]+)<", page)
        left[way] = [word for word in labels if re.fullmatch(r"\s*[A-Za-z][a-z ,.]+\s*", word)]

    assert {way: words for way, words in left.items() if words} == {}
