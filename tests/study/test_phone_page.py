"""The phone page: nothing from elsewhere, no sideways scrolling, answers at once."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zhamen.study.issue import Issue
from zhamen.study.phone import page
from zhamen.study.shipped import shipped

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="the extra browser is not installed"
    )
    if not CHROMIUM.exists():
        pytest.skip("no browser: apt install chromium")
    with playwright.sync_playwright() as made:
        browser = made.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def phone(browser: Any) -> Iterator[tuple[Any, list[str]]]:
    """A phone of 390 pixels, and what it complained of or asked for."""
    noise: list[str] = []
    context = browser.new_context(viewport={"width": 390, "height": 844})
    made = context.new_page()
    made.on("console", lambda said: noise.append(said.text))
    made.on("pageerror", lambda error: noise.append(str(error)))
    made.on("request", lambda request: noise.append(request.url)
            if not request.url.startswith("file:") else None)  # fmt: skip
    yield made, noise
    context.close()


@pytest.mark.parametrize("issue", shipped(), ids=lambda issue: issue.name)
def test_a_page_fits_a_phone(
    issue: Issue, phone: tuple[Any, list[str]], tmp_path: Path
) -> None:  # fmt: skip
    """No sideways scrolling at 390 pixels and at 320, nothing asked for, nothing complained of."""
    shown, noise = phone
    (tmp_path / "page.html").write_text(page(issue), "utf-8")
    shown.goto((tmp_path / "page.html").as_uri())
    widths = [shown.evaluate("document.documentElement.scrollWidth")]
    shown.set_viewport_size({"width": 320, "height": 600})
    widths.append(shown.evaluate("document.documentElement.scrollWidth"))

    assert widths == [390, 320] and noise == []


def test_an_answer_is_explained_at_once(phone: tuple[Any, list[str]], tmp_path: Path) -> None:
    """Right and wrong are told, with the reason; the score comes with the last one."""
    shown, noise = phone
    issue = shipped()[0]
    (tmp_path / "page.html").write_text(page(issue), "utf-8")
    shown.goto((tmp_path / "page.html").as_uri())
    for number, question in enumerate(issue.questions, 1):
        chosen = question.answer if number > 1 else question.answer % len(question.options) + 1
        shown.click(f".quiz > li:nth-child({number}) button:nth-of-type({chosen})")
    told = shown.locator(".why").all_inner_texts()

    assert told[0].startswith("再想想") and issue.questions[0].explanation in told[0]
    assert told[1].startswith("答对了")
    assert shown.inner_text(".score") == "答对 2 / 3 题" and noise == []


def test_it_is_in_reach_of_everybody(phone: tuple[Any, list[str]], tmp_path: Path) -> None:
    """axe-core has nothing to say, before an answer and after."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    shown, _ = phone
    (tmp_path / "page.html").write_text(page(shipped()[1]), "utf-8")
    shown.goto((tmp_path / "page.html").as_uri())
    found = [axe.Axe().run(shown).response["violations"]]
    for number in (1, 2, 3):
        shown.click(f".quiz > li:nth-child({number}) button:nth-of-type(1)")
    found.append(axe.Axe().run(shown).response["violations"])

    assert found == [[], []]


def test_markup_stays_text() -> None:
    """What an editor writes is never markup."""
    made = page(replace(shipped()[0], intro="<script>alert(1)</script>", headline='"><b>x'))

    assert "<script>alert" not in made and "<b>x" not in made
    assert len(re.findall("<script>", made)) == 1
