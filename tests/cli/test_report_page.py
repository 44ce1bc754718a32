"""The report in a browser: as wide as a phone and as wide as a desk, nothing is squeezed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from running import run

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = Path("/usr/bin/chromium")
NARROWEST = """() => Math.min(...[...document.querySelectorAll('article h5, article .way')]
    .map(each => each.parentElement.clientWidth))"""
OVER = "() => document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's browser."""
    if not CHROMIUM.exists():
        pytest.skip("no browser: apt install chromium")
    with sync_api.sync_playwright() as made:
        opened = made.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on a file with a long name deep in a messenger's folder."""
    home = tmp_path_factory.mktemp("home")
    folder = home / "Documents/xwechat_files/wxid_shili0002_3f7a/msg/file/2026-03"
    folder.mkdir(parents=True)
    (folder / f"{'很长的名字' * 8}（示例）.txt").write_text("机密★10年（示例）", "utf-8")
    run(home, "scan", "Documents", "--report", "report.html", "--jobs", "1")
    return home / "report.html"


@pytest.mark.parametrize("width", [390, 1280])
def test_entries_have_room(browser: Any, report: Path, width: int) -> None:
    """What is to be handled takes most of the width, and nothing stands beyond the page."""
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto(report.as_uri())

    assert page.evaluate(NARROWEST) > 0.5 * width
    assert page.evaluate(OVER) <= 0
    page.close()
