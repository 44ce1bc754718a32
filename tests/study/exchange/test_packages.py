"""Packages for learning systems: SCORM played in a frame, QTI and xAPI by their rules."""

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from zhamen.errors import StudyError
from zhamen.study.exchange._format import load_exchanges
from zhamen.study.issue import Issue
from zhamen.study.shipped import shipped

CHROMIUM = Path("/usr/bin/chromium")
QTI = {"q": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"}
EVERY = pytest.mark.parametrize("issue", shipped(), ids=lambda issue: issue.name)

# What a learning system puts around a package: SCORM 1.2's API, and a note of every call.
LMS = """<!doctype html><meta charset="utf-8"><title>LMS</title><script>
const calls = [], data = {"cmi.core.lesson_status": "not attempted"};
const note = (name, ...words) => { calls.push([name, ...words]); return "true"; };
window.API = {
  LMSInitialize: (x) => note("LMSInitialize", x), LMSFinish: (x) => note("LMSFinish", x),
  LMSGetValue: (key) => data[key] ?? "", LMSCommit: (x) => note("LMSCommit", x),
  LMSSetValue: (key, value) => { data[key] = value; return note("LMSSetValue", key, value); },
  LMSGetLastError: () => "0", LMSGetErrorString: () => "", LMSGetDiagnostic: () => "",
};
</script><iframe src="package/index.html" width="700" height="900" title="SCO"></iframe>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser that lets files from one folder see each other."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="the extra browser is not installed"
    )
    if not CHROMIUM.exists():
        pytest.skip("no browser: apt install chromium")
    with playwright.sync_playwright() as made:
        browser = made.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--allow-file-access-from-files"]
        )
        yield browser
        browser.close()


@pytest.mark.parametrize(("wrong", "score", "status"), [(0, "100", "passed"), (1, "67", "failed")])
def test_scorm_is_played(
    browser: Any, tmp_path: Path, wrong: int, score: str, status: str
) -> None:  # fmt: skip
    """Score, status, an interaction for each answer, and one finish."""
    issue = shipped()[0]
    package = zipfile.ZipFile(BytesIO(load_exchanges()["scorm"].write(issue)))
    package.extractall(tmp_path / "package")
    (tmp_path / "lms.html").write_text(LMS, "utf-8")
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((tmp_path / "lms.html").as_uri())
    frame = page.frame_locator("iframe")
    for number, question in enumerate(issue.questions, 1):
        right = question.answer if number > wrong else question.answer % 4 + 1
        frame.locator(f".quiz > li:nth-child({number}) button:nth-of-type({right})").click()
    calls, data = page.evaluate("[calls, data]")
    names = [call[0] for call in calls]

    assert (data["cmi.core.score.raw"], data["cmi.core.lesson_status"]) == (score, status)
    assert [data[f"cmi.interactions.{n}.result"] for n in range(3)] == [
        "wrong" if n < wrong else "correct" for n in range(3)
    ]
    assert (names[0], names[-1], names.count("LMSFinish")) == ("LMSInitialize", "LMSFinish", 1)
    assert complaints == []


def test_scorm_without_a_system_is_just_a_page(browser: Any, tmp_path: Path) -> None:
    """Opened by itself it answers and says nothing to anybody."""
    package = zipfile.ZipFile(BytesIO(load_exchanges()["scorm"].write(shipped()[0])))
    package.extractall(tmp_path)
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((tmp_path / "index.html").as_uri())
    page.click(".quiz > li:nth-child(1) button >> nth=0")

    assert page.locator(".why").first.is_visible() and complaints == []


@EVERY
def test_scorm_names_what_it_holds(issue: Issue) -> None:
    """Every file of the manifest is in the package; the same issue is the same package."""
    form = load_exchanges()["scorm"]
    package = zipfile.ZipFile(BytesIO(form.write(issue)))
    manifest = etree.fromstring(package.read("imsmanifest.xml"))
    held = {each.get("href") for each in manifest.iter("{*}file")}

    assert held | {"imsmanifest.xml"} == set(package.namelist())
    assert manifest.findtext(".//{*}schemaversion") == "1.2"
    assert form.write(issue) == form.write(issue)


@EVERY
def test_qti_items_say_the_right_one(issue: Issue) -> None:
    """Each item's correct response is one of its choices, and the one that we mean."""
    package = zipfile.ZipFile(BytesIO(load_exchanges()["qti"].write(issue)))
    manifest = etree.fromstring(package.read("imsmanifest.xml"))
    items = [each.get("href") for each in manifest.iter("{*}resource")][1:]
    for path, question in zip(items, issue.questions, strict=True):
        item = etree.fromstring(package.read(path))
        choices = {each.get("identifier"): each.text for each in
                   item.iterfind(".//q:qti-simple-choice", QTI)}  # fmt: skip
        right = item.findtext(".//q:qti-correct-response/q:qti-value", None, QTI)
        assert tuple(choices.values()) == question.options
        assert choices[right] == question.options[question.answer - 1]

    test = etree.fromstring(package.read("test.xml"))
    assert [each.get("href") for each in test.iter("{*}qti-assessment-item-ref")] == items


@pytest.mark.parametrize("form", ["qti", "scorm", "xapi"])
def test_what_goes_one_way_says_so(form: str) -> None:
    """It is written, and not read."""
    with pytest.raises(StudyError):
        load_exchanges()[form].read(b"", 1)


@EVERY
def test_activities_are_valid_json(issue: Issue) -> None:
    """The issue and its questions, each with an id of its own."""
    made = json.loads(load_exchanges()["xapi"].write(issue))

    assert len({each["id"] for each in made}) == 1 + len(issue.questions)
    for activity, question in zip(made[1:], issue.questions, strict=True):
        asked = activity["definition"]
        assert [each["description"]["zh-CN"] for each in asked["choices"]] == list(question.options)
        assert asked["correctResponsesPattern"] == ["abcde"[question.answer - 1]]
