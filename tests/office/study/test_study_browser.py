"""A real browser: an issue is written and published, the leader's code is scanned, phones answer.

Everything comes from the office itself, nothing complains, and axe-core has nothing to say.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from office_cast import browser_of
from office_running import Office, served
from office_setting import Setting
from study_cast import Team

from zhamen.errors import StudyError
from zhamen.study.fonts import find_fonts

if TYPE_CHECKING:
    from zhamen.office.people.models import Person

CHROMIUM = Path("/usr/bin/chromium")


class Trip:
    """A browser at a running office, in which somebody may be signed in beforehand."""

    def __init__(self, browser: Any, office: Office) -> None:
        self._browser, self.office = browser, office
        self.complaints: list[str] = []
        self.asked: set[str] = set()

    def page(self, person: "Person", width: int = 1280) -> Any:
        """Return a page of somebody's own browser."""
        context = self._browser.new_context(viewport={"width": width, "height": 850})
        proof = browser_of(person).cookies["__Host-zhamen"].value
        context.add_cookies([{"name": "__Host-zhamen", "value": proof, "secure": True,
                              "url": self.office.address.replace("http:", "https:")}])  # fmt: skip
        page = context.new_page()
        page.on("request", lambda request: self.asked.add(request.url.partition("?")[0]))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text)
                if said.type in ("error", "warning") else None)  # fmt: skip
        return page


@pytest.fixture(scope="module")
def trip(
    sqlite_setting: Setting, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Trip, Team]]:
    """A team in an office that runs in a process of its own, and a browser."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="the extra browser is not installed"
    )
    if not CHROMIUM.exists():
        pytest.skip("no browser: apt install chromium")
    try:
        find_fonts()
    except StudyError:
        pytest.skip("no fonts: apt install fonts-noto-cjk")
    folder = tmp_path_factory.mktemp("study")
    with sqlite_setting.copied(folder / "office"), pytest.MonkeyPatch.context() as patch:
        # Playwright has a loop of its own in this thread, which Django takes for ours.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        team = Team()
        with served(folder) as office, playwright.sync_playwright() as made:
            browser = made.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            yield Trip(browser, office), team
            browser.close()


@pytest.fixture(scope="module")
def published(trip: tuple[Trip, Team]) -> int:
    """An issue that an officer wrote and the security administrator published, page by page."""
    made, team = trip
    writer = made.page(team.officer)
    writer.goto(made.office.address + "/study/issues/")
    writer.fill("#id_name", "first")
    writer.select_option("#id_like", "must-not-4")
    writer.click("main button.primary")
    sheet = writer.get_attribute("[data-sheet]", "src")
    writer.fill("#id_intro", "长" * 200)
    writer.wait_for_selector("output[data-part=intro].over")
    assert writer.get_attribute("[data-sheet]", "src") != sheet
    assert int(writer.inner_text("output[data-part=intro]")) < 0
    writer.reload()
    writer.fill("#id_credit", "示例：案例为虚构。")
    writer.click("main button.primary")
    number = int(writer.url.rsplit("/", 2)[1])
    writer.goto(f"{made.office.address}/study/issues/{number}")
    writer.click("button:text-is('提交审看')")
    assert writer.locator("button:text-is('看过，出版')").count() == 0
    second = made.page(team.cast.security)
    second.goto(f"{made.office.address}/study/issues/{number}")
    second.click("button:text-is('看过，出版')")
    assert "已出版" in second.inner_text("h1")
    return number


def test_a_team_meets_with_codes_that_change(trip: tuple[Trip, Team], published: int) -> None:
    """Two phones scan and sign in; the leader's screen counts them by itself."""
    from zhamen.office.study import codes
    from zhamen.office.study.models import Session

    made, team = trip
    leader = made.page(team.leader)
    leader.goto(made.office.address + "/study/sessions/")
    leader.select_option("#id_due", index=1)
    leader.fill("#id_place", "班前室（示例）")
    leader.click("form.panel button.primary >> nth=0")
    session = Session.objects.get()
    for person in team.people[1:3]:
        phone = made.page(person, width=390)
        phone.goto(f"{made.office.address}/study/in/{codes.code_of(session)}")
        phone.click("a.button.primary")
        phone.click("button:text-is('我到了')")
        assert "/study/read/" in phone.url
    leader.wait_for_selector("[data-there]:text-is('2')")

    assert session.attended.count() == 2


def test_a_phone_answers(trip: tuple[Trip, Team], published: int) -> None:
    """At 390 pixels, without sideways scrolling, each answer with its reason."""
    made, team = trip
    phone = made.page(team.people[5], width=390)
    phone.goto(f"{made.office.address}/study/read/{published}")
    for number in (1, 2, 3):
        phone.click(f"#q{number} label >> nth=1")
        phone.click(f"#q{number} button")

    assert phone.locator(".why").count() == 3
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


PAGES = {
    "leader": ["/study/", "/study/sessions/", "/study/sessions/1", "/study/sessions/1/paper",
               "/study/board", "/study/letter", "/study/in"],
    "officer": ["/study/issues/", "/study/issues/1", "/study/board/1", "/study/read/1"],
}  # fmt: skip


@pytest.mark.parametrize("who", PAGES)
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_in_reach_of_everybody(
    trip: tuple[Trip, Team], published: int, who: str, width: int, theme: str
) -> None:
    """No violation for axe-core, no sideways scrolling, nothing from elsewhere, no complaint."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    made, team = trip
    page = made.page(getattr(team, who), width)
    page.context.add_cookies([{"name": "theme", "value": theme, "url": made.office.address}])
    found = {}
    made.complaints.clear()
    for way in PAGES[who]:
        page.goto(made.office.address + way)
        wide = page.evaluate("document.documentElement.scrollWidth")
        violations = [each["id"] for each in axe.Axe().run(page).response["violations"]]
        if violations or wide > width:
            found[way] = (violations, wide)

    assert found == {}
    # A page that says that something is over answers 410, and the browser notes it.
    assert [each for each in made.complaints if "410" not in each] == []
    assert all(url.startswith((made.office.address, "data:")) for url in made.asked)


def test_the_editor_is_in_reach_of_everybody(trip: tuple[Trip, Team], published: int) -> None:
    """Fifty fields, each with its label."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    made, team = trip
    page = made.page(team.officer)
    page.goto(made.office.address + "/study/issues/")
    page.fill("#id_name", "second")
    page.click("main button.primary")

    assert page.url.endswith("/edit")
    assert [each["id"] for each in axe.Axe().run(page).response["violations"]] == []
