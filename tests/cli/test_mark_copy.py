"""A marked copy names itself: as a file, and in a photograph of any third of a page."""

import json
from pathlib import Path
from typing import Any

import numpy
import pypdfium2
import pytest
from running import run

cv2 = pytest.importorskip("cv2", reason="the extra `ocr` is not installed")
pytest.importorskip("zxingcpp", reason="the extra `ocr` is not installed")

from PIL import Image  # noqa: E402

from scenes import Picture, jpeg, photographed, sent  # noqa: E402
from zhamen.model.trace import Trace  # noqa: E402
from zhamen.reading.pictures.codes import codes  # noqa: E402
from zhamen.reading.pictures.copycode import code_of  # noqa: E402

WIDE, HIGH = 1654, 2339


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register of one text, and its copy no. 128 of two pages."""
    home = tmp_path_factory.mktemp("home")
    (home / "docs").mkdir()
    (home / "docs" / "D-1.txt").write_text(
        "示例文件：青崖钢铁集团三号高炉夜间点火的编造安排。" * 4, "utf-8"
    )
    paper = numpy.full((HIGH, WIDE), 252, numpy.uint8)
    for line in range(20):
        cv2.putText(paper, "SAMPLE SAMPLE SAMPLE", (230, 340 + line * 80), 0, 2.4, 20, 4)
    pages = [Image.fromarray(paper)] * 2
    pages[0].save(home / "D-1.pdf", save_all=True, append_images=pages[1:], resolution=200)
    run(home, "register", "keygen", "-o", "k")
    built = run(home, "register", "build", "docs", "--key", "k", "-o", "r.zmr", "--jobs", 1)
    assert built.status == 0, built.err
    done = run(home, "mark-copy", "D-1.pdf", "--copy", 128, "--key", "k", "-o", "128.pdf")
    assert done.status == 0 and "000128" in done.out, done.err
    return home


@pytest.fixture(scope="module")
def page(home: Path) -> Picture:
    """The second page of the copy, as printed."""
    document = pypdfium2.PdfDocument(home / "128.pdf")
    return numpy.asarray(document[1].render(scale=200 / 72).to_pil().convert("RGB")).copy()


def copies(picture: Picture) -> set[int]:
    """Return the numbers of the copies that a picture shows."""
    traces = [each for each in codes(picture) if isinstance(each, Trace)]
    found = [code_of(trace.value.decode()) for trace in traces]
    return {code.copy for code in found if code is not None}


ALL = slice(None)
ROWS = [(slice(at * HIGH // 3, (at + 1) * HIGH // 3), ALL) for at in range(3)]
COLUMNS = [(ALL, slice(at * WIDE // 3, (at + 1) * WIDE // 3)) for at in range(3)]


@pytest.mark.parametrize("third", ROWS + COLUMNS)
def test_every_third_of_a_page_names_the_copy(page: Picture, third: tuple[slice, slice]) -> None:
    """Sent on at 1,080 pixels, compressed hard."""
    assert copies(sent(numpy.ascontiguousarray(page[third]), 1080, 40)) == {128}


def test_a_photo_of_the_whole_page_names_it(page: Picture) -> None:
    """At an angle, blurred, with noise, at 1,440 pixels and turned on its head."""
    seen = photographed(page, side=1440)

    assert copies(seen) == {128}
    assert copies(numpy.ascontiguousarray(seen[::-1, ::-1])) == {128}


def check(home: Path, name: str, *more: object) -> Any:
    return json.loads(run(home, "check", "--json", "--attach", name, *more).out)


def copy_findings(verdict: Any) -> list[tuple[str, str]]:
    return sorted({
        (each["decision"], each.get("document", ""))
        for each in verdict["findings"] if each["detector"] == "copy_code"
    })  # fmt: skip


def test_a_photo_is_stopped_and_the_copy_named(home: Path, page: Picture) -> None:
    """With the register: which copy, of which document."""
    (home / "a.jpg").write_bytes(jpeg(photographed(page, side=1440)))
    verdict = check(home, "a.jpg", "--register", "r.zmr", "--key", "k")

    assert copy_findings(verdict) == [("block", "D-1")]
    assert any("000128" in each["why"] for each in verdict["findings"])


def test_the_file_itself_names_it(home: Path) -> None:
    """The code stands in its text, where nobody sees it; without a register it is held."""
    assert copy_findings(check(home, "128.pdf", "--register", "r.zmr", "--key", "k")) == [
        ("block", "D-1")
    ]
    assert copy_findings(check(home, "128.pdf")) == [("hold", "")]


def test_the_text_of_a_page_is_not_moved(home: Path, page: Picture) -> None:
    """What stood on it before stands there still: codes keep to the margins."""
    plain = pypdfium2.PdfDocument(home / "D-1.pdf")[1].render(scale=200 / 72).to_pil()
    before = numpy.asarray(plain.convert("RGB"))
    margin = int(27 / 25.4 * 200)
    inner = (slice(margin, HIGH - margin), slice(margin, WIDE - margin))

    assert numpy.abs(before[inner].astype(int) - page[inner]).max() < 40


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param(("D-1.pdf", "--copy", 0, "-o", "x.pdf"), "--copy", id="no number"),
        pytest.param(("D-1.pdf", "--copy", 10**6, "-o", "x.pdf"), "--copy", id="seven digits"),
        pytest.param(("docs/D-1.txt", "--copy", 1, "-o", "x.pdf"), "PDF", id="not a PDF"),
        pytest.param(("none.pdf", "--copy", 1, "-o", "x.pdf"), "none.pdf", id="no file"),
        pytest.param(("D-1.pdf", "--copy", 1, "-o", "128.pdf"), "128.pdf", id="there already"),
    ],
)
def test_what_cannot_be_marked_is_said(
    home: Path, arguments: tuple[object, ...], complaint: str
) -> None:
    """And nothing is written."""
    done = run(home, "mark-copy", *arguments, "--key", "k")

    assert done.status == 3 and complaint in done.err
    assert not (home / "x.pdf").exists()


def test_copies_are_made_with_the_master_key_only(home: Path) -> None:
    """A gate checks codes and is not asked to make any."""
    run(home, "register", "publish", "r.zmr", "--key", "k", "-o", "g.zmr", "--gate-key", "gk")
    done = run(home, "mark-copy", "D-1.pdf", "--copy", 1, "-o", "x.pdf", "--key", "gk")

    assert done.status == 3 and not (home / "x.pdf").exists()
