"""A real browser in a running office: what it asks for, what it complains of, what axe finds."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from office_running import Office, served

CHROMIUM = Path("/usr/bin/chromium")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass
class Trip:
    """A browser, what it asked for, and what it complained of."""

    browser: Any
    office: Office
    asked: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def page(self, width: int = 1280) -> Any:
        """Return a fresh page with a store of cookies of its own."""
        context = self.browser.new_context(viewport={"width": width, "height": 850})
        page = context.new_page()
        page.on("request", lambda request: self.asked.add(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text)
                if said.type in ("error", "warning") else None)  # fmt: skip
        return page

    def go(self, page: Any, way: str) -> Any:
        """Open a page of the office."""
        return page.goto(self.office.address + way)

    def faults(self, page: Any, way: str, width: int) -> dict[str, object]:
        """Return what is wrong with a page of the office: too wide, or against WCAG 2.2 AA."""
        self.go(page, way)
        return self.faults_here(page, way, width)

    def faults_here(self, page: Any, way: str, width: int) -> dict[str, object]:
        """Return the same of the page that is open."""
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        found: dict[str, object] = {}
        page.set_viewport_size({"width": width, "height": 850})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[way] = "too wide"
        for violation in axe.run(page, options={"runOnly": RULES}).response["violations"]:
            found[way + " " + violation["id"]] = [n["html"] for n in violation["nodes"]][:2]
        return found


@contextmanager
def travelling(folder: Path, *words: str) -> Iterator[Trip]:
    """Serve an office and open a browser until the block ends."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="the extra browser is not installed"
    )
    if not CHROMIUM.exists():
        pytest.skip("no browser: apt install chromium")
    with served(folder, *words) as office, playwright.sync_playwright() as made:
        browser = made.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield Trip(browser, office)
        browser.close()
