"""Chinese and English are both whole."""

import re
from pathlib import Path

import pytest
from office_cast import Cast, browser_of

from zhamen.office.roles import Role

OFFICE = Path(__file__).parents[3] / "src" / "zhamen" / "office"
PAGES = {
    Role.SYSTEM: [
        "/", "/people/", "/people/add", "/people/1", "/people/1/change", "/people/units",
        "/people/units/add", "/people/import", "/people/seats", "/people/seats/propose", "/account",
        "/selfcheck/", "/study/", "/study/letter", "/study/in", "/study/in/x", "/study/sessions/",
    ],
    Role.SECURITY: ["/people/seats/group", "/people/2", "/journal/", "/custody/places",
                    "/study/board", "/study/issues/"],
    Role.PERSON: ["/", "/custody/", "/custody/do/receive", "/custody/do/make"],
    Role.AUDIT: ["/journal/", "/journal/entry/3", "/journal/anchor", "/people/add",
                 "/custody/ledgers", "/custody/stocktakes"],
}  # fmt: skip
ROOMS, ENDINGS = (
    "office|journal|people|custody|desk|groups|selfcheck|study",
    "ed|en|left|made|withdrawn",
)
ACT = re.compile(rf'"((?:{ROOMS})\.[a-z_.]*(?:{ENDINGS}))"')
CHINESE = re.compile("[\u4e00-\u9fff]+")


def test_every_act_has_words() -> None:
    """What the program records is told in words, and no words are for nothing."""
    from zhamen.office.journal.titles import TITLES

    told = OFFICE / "journal" / "titles.py"
    source = "".join(p.read_text("utf-8") for p in OFFICE.rglob("*.py") if p != told)
    written = set(ACT.findall(source)) | {
        *(f"people.unit.{verb}" for verb in ("added", "changed")),
        *(f"people.proposal.{outcome}" for outcome in ("confirmed", "declined")),
        *(f"custody.stocktake.{how}" for how in ("begun", "closed", "abandoned")),
        *(f"groups.proposal.{how}" for how in ("made", "confirmed", "declined", "withdrawn")),
        *(f"study.issue.{how}" for how in ("added", "changed", "proposed", "published")),
        *(f"desk.hold.{outcome}" for outcome in ("released", "kept")),
    }

    assert written == set(TITLES)


@pytest.mark.parametrize("role", PAGES)
def test_english_pages_are_english(cast: Cast, role: Role) -> None:
    """Names, the brand and the switch to Chinese are all that is not."""
    client = browser_of(cast.of(role))
    client.cookies["lang"] = "en"
    left = {}
    for way in PAGES[role]:
        page = client.get(way, secure=True).content.decode()
        page = re.sub(r"闸门|中文|保密办|示例\w*|青崖钢铁（示例）|（示例）", "", page)
        # Study material and what is signed are Chinese, and say so.
        page = re.sub(r'<(\w+)[^>]* lang="zh-Hans".*?</\1>', "", page, flags=re.S)
        page = re.sub(r'<pre.*?</pre>|placeholder="[^"]*"', "", page, flags=re.S)
        if words := CHINESE.findall(page):
            left[way] = words

    assert left == {}


@pytest.mark.parametrize("role", PAGES)
def test_chinese_pages_are_chinese(cast: Cast, role: Role) -> None:
    """No label of a form and no heading is left in English."""
    client = browser_of(cast.of(role))
    for way in PAGES[role]:
        page = client.get(way, secure=True).content.decode()
        labels = re.findall(r"<(?:label|h1|h2|th|dt)[^>]*>([^<]+)<", page)
        assert [word for word in labels if re.fullmatch(r"\s*[A-Za-z][A-Za-z ,.]+\s*", word)] == []
