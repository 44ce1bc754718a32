"""A real browser walks through custody and groups, in the office of the demonstration.

Signed in with password and time-based code: a document is received, three copies leave, one is lent
and one comes back late, one is destroyed before two; shortcuts are refused; a count is closed.
"""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from office_browser import Trip, travelling
from office_running import code_of

NUMBERS = ["B1", "B2", "L1", "T1", "G1", "S3"]


@dataclass
class House:
    """The people of the demonstration, each signed in in a browser of his own."""

    trip: Trip
    password: str
    secret: str
    pages: dict[str, Any] = field(default_factory=dict)

    def page(self, number: str) -> Any:
        """Return somebody's page, signed in if it is the first time."""
        if number not in self.pages:
            self.pages[number] = page = self.trip.page()
            self.trip.go(page, "/login")
            page.fill("#id_number", number)
            page.fill("#id_password", self.password)
            page.click("button.primary")
            page.fill("#id_code", self.code())
            page.click("button.primary")
        return self.pages[number]

    def code(self) -> str:
        """Return a code that serves; no test waits half a minute for each."""
        with sqlite3.connect(self.trip.office.folder / "office" / "office.sqlite3") as database:
            database.execute("UPDATE people_person SET step = 0")
        return code_of(self.secret)

    def fill(self, number: str, way: str, **fields: str) -> Any:
        """Fill a deed in and go on to its signatures, or to what the rules say; return the page."""
        page = self.page(number)
        self.trip.go(page, way)
        for name, value in fields.items():
            control = page.locator(f"#id_{name}")
            if control.evaluate("e => e.tagName") == "SELECT":
                control.select_option(label=value)
            elif control.get_attribute("type") == "checkbox":
                control.set_checked(bool(value))
            else:
                control.fill(value)
        page.click("main button.primary")
        return page

    def do(self, number: str, way: str, **fields: str) -> str:
        """Do a deed with everybody's signature and return what the page says then."""
        page = self.fill(number, way, **fields)
        signatures = page.locator("fieldset input.code")
        assert signatures.count(), page.locator("main").inner_text()
        code = self.code()
        for at in range(signatures.count()):
            signatures.nth(at).fill(code)
        page.click("main button.primary")
        said: str = page.locator("main").inner_text()
        assert "已办，已记入日志" in said, said
        return said

    def refused(self, number: str, way: str, **fields: str) -> str:
        """Return why a deed is refused; nobody is asked to sign it."""
        page = self.fill(number, way, **fields)
        assert page.locator("fieldset input.code").count() == 0
        words: str = page.locator(".notice-error").all_inner_texts().__str__()
        return words

    def states(self, document: str) -> list[str]:
        """Return the state of each copy, as the officer sees it."""
        page = self.page("B1")
        self.trip.go(page, f"/custody/document/{document}")
        found: list[str] = page.locator("main table").first.locator(".state").all_inner_texts()
        return found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demonstration, served, and a browser."""
    with travelling(tmp_path_factory.mktemp("house"), "--demo") as trip:
        said = "".join(trip.office.said.split())
        found = re.search(r"口令([\w-]+)；把密钥(\w+)输入", said)
        assert found, said
        yield House(trip, found[1], found[2])


D = "/custody/document/D-7"
LENDING = {
    "reader": "G1", "approver": "L1", "place": "保密柜一（示例）", "due": "2099-01-01",
}  # fmt: skip


def test_a_document_from_its_parcel_to_its_end(house: House) -> None:
    """Received, entered, distributed, lent, given back, destroyed: each deed signed by all."""
    house.do("B1", "/custody/do/receive", document="D-7", level="秘密", issuer="U-9",
             copies="1,2,3,4,5,6", intact="yes")  # fmt: skip
    early = house.refused("B1", f"{D}/do/lend", copy="1", **LENDING)
    house.do("B1", f"{D}/do/enter", copies="1,2,3,4,5,6", place="保密柜一（示例）")
    house.do("B1", f"{D}/do/distribute", copies="1,2,3", to="U-5", channel="机要交通",
             receipt_due="2099-01-01")  # fmt: skip
    house.do("B1", f"{D}/do/lend", copy="4", **LENDING)
    lent = house.refused("B1", f"{D}/do/propose_destruction", copies="4", listing="Q-7")
    house.do(
        "B1", f"{D}/do/give_back", copy="4", reader="G1", place="保密柜一（示例）", whole="yes"
    )
    house.do("B1", f"{D}/do/propose_destruction", copies="5", listing="Q-7")
    unapproved = house.refused(
        "B1", f"{D}/do/destroy", copies="5", at_unit="X-1", witnesses="B2 D1"
    )
    house.do("L1", f"{D}/do/approve_destruction", copies="5")
    alone = house.refused("B1", f"{D}/do/destroy", copies="5", at_unit="X-1", witnesses="B2")
    house.do("B1", f"{D}/do/destroy", copies="5", at_unit="X-1", witnesses="B2 D1")

    assert "先登记入库" in early and "先归还" in lent
    assert "没有批准" in unapproved or "审批" in unapproved
    assert "监销人必须是两个人" in alone
    assert house.states("D-7") == ["在途", "在途", "在途", "在库", "已销毁", "在库"]


def test_what_comes_back_late_was_late(house: House) -> None:
    """Twenty days overdue it stands on the overview; back in store it does so no more."""
    page = house.page("B1")
    house.trip.go(page, "/")
    before = page.locator(".notice-error").inner_text()
    house.do("B1", "/custody/document/DEMO-001/do/give_back", copy="1", reader="T1",
             place="保密柜一（示例）", whole="yes")  # fmt: skip
    house.trip.go(page, "/")
    after = page.locator(".notice-error").inner_text()
    overdue = [re.search(r"逾期未归 (\d+)", words) for words in (before, after)]

    assert overdue[0] and int(overdue[0][1]) == 1 + int(overdue[1][1] if overdue[1] else 0)


def test_a_wrong_code_signs_nothing(house: House) -> None:
    """The page says whose it was."""
    page = house.fill("B1", f"{D}/do/lend", copy="6", **LENDING)
    for at in range(2):
        page.locator("fieldset input.code").nth(at).fill("000000")
    page.click("main button.primary")

    assert "动态码不对" in page.locator("main").inner_text()
    assert house.states("D-7")[5] == "在库"


def test_copies_are_counted_by_the_keyboard_alone(house: House) -> None:
    """As a scanner types: the field is ready, Enter counts, and it is ready again."""
    page = house.fill("B1", "/custody/stocktakes", second="B2")
    for text in ("D-7/4", "D-7/6", "D-7/4", "D-7/5", "nonsense"):
        assert page.evaluate("document.activeElement.id") == "code"
        page.keyboard.type(text)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    said = page.locator("main").inner_text()
    code = house.code()
    for at in range(2):
        page.locator("fieldset input.code").nth(at).fill(code)
    page.click("button:text-is('签字结束')")
    closed = page.locator("main").inner_text()
    house.trip.go(page, "/")

    assert "不是份号识别码" in said and "账上已离开或已销毁" in said
    assert "账物不符" in closed
    assert "盘点未见" in page.locator(".notice-error").inner_text()


def test_ledgers_come_down_as_files(house: House) -> None:
    """A PDF and a workbook of the period, by name."""
    page = house.page("B1")
    house.trip.go(page, "/custody/ledgers?ledger=loan")
    kinds = {"XLSX": b"PK"} | (
        {"PDF": b"%PDF"} if pytest.importorskip("typst", reason="no extra paper") else {}
    )
    for kind, mark in kinds.items():
        with page.expect_download() as download:
            page.click(f"button:has-text('下载 {kind}')")
        assert download.value.path().read_bytes().startswith(mark)
        assert download.value.suggested_filename.startswith("loan-")


def test_a_group_is_registered(house: House) -> None:
    """Applied for by its builder, approved by officer and leader with a code each."""
    page = house.fill("T1", "/groups/apply", name="检修联络群（示例）", purpose="检修排班（示例）",
                      expires="2099-01-01", platform="微信")  # fmt: skip
    number = page.url.rpartition("/")[2]
    officer = house.page("B1")
    house.trip.go(officer, f"/groups/{number}")
    panel = officer.locator("details.panel", has=officer.locator("[action$='/approve']"))
    panel.locator("summary").click()
    panel.locator("input.code").fill(house.code())
    panel.locator("button.primary").click()
    proposed = officer.locator(".notice").first.inner_text()
    leader = house.page("L1")
    house.trip.go(leader, "/groups/waiting")
    line = leader.locator("li", has_text=number)
    line.locator("input.code").fill(house.code())
    line.locator("button:text-is('本人签字')").click()
    house.trip.go(officer, f"/groups/{number}")

    assert "本人签字才生效" in proposed
    assert officer.locator("h1 .state").inner_text() == "已批准，未启用"


PAGES = {
    "B1": [
        "/", "/custody/", "/custody/?status=late", "/custody/document/DEMO-001",
        "/custody/document/DEMO-005", "/custody/do/receive", "/custody/do/make",
        "/custody/document/DEMO-006/do/lend", "/custody/document/DEMO-006/do/duplicate",
        "/custody/ledgers", "/custody/ledgers?ledger=loan", "/custody/stocktakes",
        "/custody/stocktakes/1", "/custody/stocktakes/2", "/groups/", "/groups/reviews",
        "/groups/sheet", "/groups/waiting", "/groups/apply", "/groups/{group}",
        "/groups/{group}/then", "/groups/{group}/notice", "/groups/{group}/letter/{builder}",
    ],
    "G1": ["/custody/", "/groups/", "/custody/stocktakes"],
    "L1": ["/", "/groups/waiting"],
    "S3": ["/", "/custody/ledgers", "/groups/reviews"],
}  # fmt: skip


def addresses(house: House) -> list[tuple[Any, str]]:
    """Return every page of custody and groups with somebody who sees it, a count under way too."""
    page = house.fill("B2", "/custody/stocktakes", second="B1")
    page.fill("#code", "DEMO-006/2")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    officer = house.page("B1")
    house.trip.go(officer, "/groups/?state=open")
    way = officer.locator("main tbody a").first.get_attribute("href")
    house.trip.go(officer, way)
    letter = officer.locator("a[href*='/letter/']").first.get_attribute("href")
    known = {"group": way.rpartition("/")[2], "builder": letter.rpartition("/")[2]}
    return [(house.page(who), each.format(**known)) for who, ways in PAGES.items() for each in ways]


@pytest.fixture(scope="module")
def ways(house: House) -> list[tuple[Any, str]]:
    """Those pages."""
    return addresses(house)


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_fits_and_can_be_used_by_everybody(
    house: House, ways: list[tuple[Any, str]], width: int
) -> None:
    """No page is wider than the screen; axe finds nothing, on the page of signatures neither."""
    found: dict[str, object] = {}
    for page, way in ways:
        found |= house.trip.faults(page, way, width)
    signing = house.fill("B1", f"{D}/do/lend", copy="6", **LENDING)
    assert signing.locator("fieldset input.code").count() == 2
    found |= house.trip.faults_here(signing, "signing", width)
    refused = house.fill("B1", f"{D}/do/lend", copy="1", **LENDING)
    found |= house.trip.faults_here(refused, "refused", width)

    assert found == {}


def test_on_paper_there_is_only_the_matter(house: House, ways: list[tuple[Any, str]]) -> None:
    """No menu, no button and no form is printed; the table is."""
    left = {}
    for page, way in ways:
        if not re.search("ledgers|sheet|then|notice|letter", way):
            continue
        house.trip.go(page, way)
        page.emulate_media(media="print")
        shown = page.locator(".masthead, .rail, .foot, main button, main form").all()
        left[way] = [each.inner_text()[:40] for each in shown if each.is_visible()]
        page.emulate_media(media="screen")

    assert {way: rest for way, rest in left.items() if rest} == {}


def test_nothing_came_from_elsewhere_and_nothing_complained(house: House) -> None:
    """Not one request leaves; the browser's console and the office's log are empty."""
    outside = {url for url in house.trip.asked if not url.startswith(house.trip.office.address)}

    assert outside == set()
    assert house.trip.complaints == []
    assert house.trip.office.log().count("ERROR") == 0
