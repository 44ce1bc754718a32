"""A real browser goes through the office: opening, accounts, roles, two people for a right.

Everything comes from the office itself, nothing complains, and nothing is out of reach for somebody
who does not see the screen.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from office_browser import Trip, travelling
from office_running import code_of

PASSWORD = "示例：一句很长的口令 2026"
THREE = {"system": ("示例甲", "S001"), "security": ("示例乙", "S002"), "audit": ("示例丙", "S003")}


@pytest.fixture(scope="module")
def trip(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trip]:
    """A running office and a browser."""
    with travelling(tmp_path_factory.mktemp("office")) as made:
        yield made


@pytest.fixture(scope="module")
def three(trip: Trip) -> dict[str, Any]:
    """The three administrators, each signed in in a browser of his own."""
    page = trip.page()
    page.goto(trip.office.opening)
    page.fill("#id_unit", "青崖钢铁集团（示例）")
    for role, (name, number) in THREE.items():
        page.fill(f"#id_{role}_name", name)
        page.fill(f"#id_{role}_number", number)
    page.click("button.primary")
    codes = [code.inner_text() for code in page.query_selector_all(".slip code.secret")]
    pairs = zip(THREE.items(), codes, strict=True)
    return {role: taken_up(trip, number, code) for (role, (_, number)), code in pairs}


def taken_up(trip: Trip, number: str, code: str) -> Any:
    """Take up an account and return its page; the secret is kept beside it."""
    page = trip.page()
    trip.go(page, "/welcome")
    page.fill("#id_number", number)
    page.fill("#id_code", code)
    page.click("button.primary")
    page.secret = page.locator("code.secret").text_content()
    page.fill("#id_first", PASSWORD)
    page.fill("#id_second", PASSWORD)
    page.fill("#id_code", code_of(page.secret))
    page.click("button.primary")
    return page


def test_each_of_the_three_is_let_in(trip: Trip, three: dict[str, Any]) -> None:
    """With his own role at the head of the page."""
    roles = {role: page.locator(".masthead .role").inner_text() for role, page in three.items()}

    assert roles == {"system": "系统管理员", "security": "安全保密管理员", "audit": "安全审计员"}


def test_the_office_opens_once(trip: Trip, three: dict[str, Any]) -> None:
    """Its first page is gone, and a one-time code opens nothing a second time."""
    page = trip.page()

    assert page.goto(trip.office.opening).status == 404
    trip.complaints.clear()


def test_out_and_in_again_with_two_things(trip: Trip, three: dict[str, Any]) -> None:
    """A wrong code does not open, the right one leads to where one wanted to go."""
    page = trip.page()
    trip.go(page, "/people/seats")
    page.fill("#id_number", "S001")
    page.fill("#id_password", PASSWORD)
    page.click("button.primary")
    page.fill("#id_code", "000000")
    page.click("button.primary")
    refused = page.locator(".notice-error").inner_text()
    # The code of the running step was used up when the account was taken up.
    page.fill("#id_code", code_of(three["system"].secret, ahead=1))
    page.click("button.primary")

    assert "动态码不对" in refused
    assert page.locator("h1").inner_text() == "三员与授权"
    page.click("button:text-is('退出')")
    assert page.url.endswith("/login")


@pytest.fixture(scope="module")
def listed(trip: Trip, three: dict[str, Any]) -> tuple[str, int]:
    """Thirty people, imported: how many the preview showed, and how many slips came."""
    page = three["system"]
    trip.go(page, "/people/import")
    rows = "工号,姓名,部门,班组,涉密类别\n" + "".join(
        f"G{n},示例{n},炼铁总厂/高炉作业区,{'甲乙'[n % 2]}班,一般\n" for n in range(100, 130)
    )
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    page.set_input_files("#id_file", file)
    page.click("main button.primary")
    shown = page.locator(".tile b").first.inner_text()
    page.click("main button.primary")
    return shown, page.locator(".slip").count()


def test_a_list_comes_in_after_a_look(
    trip: Trip, three: dict[str, Any], listed: tuple[str, int]
) -> None:
    """The preview shows what would change; then everybody is there, with units and teams."""
    page = three["system"]
    trip.go(page, "/people/?q=甲班")

    assert listed == ("30", 30)
    assert "15 人" in page.locator(".deck").inner_text()


@pytest.mark.usefixtures("listed")
def test_a_right_takes_two(trip: Trip, three: dict[str, Any]) -> None:
    """Proposed by one, confirmed by another; what would combine two roles is refused."""
    system, security = three["system"], three["security"]
    for number, role in (("S003", "system"), ("G100", "audit")):
        trip.go(system, "/people/seats/propose")
        system.select_option("#id_step", "seat")
        system.fill("#id_person", number)
        system.select_option("#id_role", role)
        system.click("main button.primary")
        if number == "S003":
            assert "不得由一人兼任" in system.locator(".notice-error").inner_text()
    trip.go(security, "/people/seats")
    security.click("button:text-is('同意')")

    assert "示例100" in security.locator(".seat-audit").inner_text()


def test_the_auditor_checks_and_prints(trip: Trip, three: dict[str, Any]) -> None:
    """The whole journal is sound, and its anchor goes to paper."""
    page = three["audit"]
    trip.go(page, "/journal/anchor")
    page.click("main button.primary")
    short = page.locator(".big").inner_text()
    trip.go(page, "/journal/")
    page.click("button:text-is('逐条核对')")

    assert len(short.split()) == 5
    assert page.locator("h1").inner_text() == "日志完好"


A_FILE = """(size) => {
  const given = new DataTransfer();
  given.items.add(new File(["机密★5年（示例）".padEnd(size)], "a.txt"));
  return given;
}"""


def test_before_sending_a_file_is_dropped_and_a_notice_copied(
    trip: Trip, three: dict[str, Any]
) -> None:
    """What is too large is told before it is sent; the answer's notice goes to the clipboard."""
    page = three["audit"]
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    trip.go(page, "/selfcheck/")
    for size, valid in ((9 << 20, False), (100, True)):
        handle = page.evaluate_handle(A_FILE, size)
        page.dispatch_event("form.ask", "drop", {"dataTransfer": handle})
        assert page.evaluate("document.querySelector('#files').checkValidity()") is valid
    page.click("form.ask button.primary")
    page.click("[data-copy]")
    page.wait_for_selector("[data-copy]:has-text('已复制')")

    assert "不能发" in page.locator("#decision").inner_text()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#ready").inner_text() and "机密" not in copied


PAGES = {
    "system": ["/", "/people/", "/people/1", "/people/add", "/people/units", "/people/import",
               "/people/seats", "/people/seats/propose", "/account", "/groups/", "/groups/apply",
               "/groups/waiting", "/groups/sheet"],
    "security": ["/custody/places", "/people/2", "/people/seats/group", "/selfcheck/"],
    "audit": ["/custody/", "/journal/", "/journal/entry/3", "/journal/anchor"],
}  # fmt: skip


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_fits_and_can_be_used_by_everybody(
    trip: Trip, three: dict[str, Any], width: int
) -> None:
    """No page is wider than the screen; axe finds nothing against WCAG 2.2 AA."""
    found: dict[str, object] = {}
    visits = [(three[role], way) for role, ways in PAGES.items() for way in ways]
    stranger = trip.page(width)
    for page, way in [*visits, (stranger, "/login"), (stranger, "/welcome")]:
        found |= trip.faults(page, way, width)

    assert found == {}


def test_nothing_came_from_elsewhere_and_nothing_complained(
    trip: Trip, three: dict[str, Any]
) -> None:
    """Not one request leaves, under a policy that would forbid it; the log is empty too."""
    outside = {url for url in trip.asked if not url.startswith(trip.office.address)}

    assert outside == set()
    assert trip.complaints == []
    assert trip.office.log() == ""
