"""One sheet: one page, PDF/UA-1, fonts embedded, the same bytes again; too long is said exactly."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pypdfium2 as pdfium
import pytest
from PIL import Image

from zhamen.errors import StudyError
from zhamen.study import fonts
from zhamen.study.checking import overflows
from zhamen.study.issue import Issue
from zhamen.study.pictures import motif, motifs
from zhamen.study.sheet import Imprint, Sheet, drawing
from zhamen.study.shipped import shipped

IMPRINT = Imprint("https://study.example/i/1", "日志锚点 1204 · 3f9c81aa07de5b42")
ISSUES = pytest.mark.parametrize("issue", shipped(), ids=lambda issue: issue.name)


@pytest.fixture(autouse=True)
def _typesetting() -> None:
    pytest.importorskip("typst", reason="the extra study is not installed")
    try:
        fonts.find_fonts()
    except StudyError:
        pytest.skip("no fonts: apt install fonts-noto-cjk")


@ISSUES
def test_every_issue_fits_on_its_sheet(issue: Issue) -> None:
    """With a code and a checkpoint, and without."""
    for imprint in (Imprint(), IMPRINT):
        assert list(overflows(Sheet(issue, imprint).rooms())) == []


@ISSUES
def test_a_sheet_is_one_tagged_page_with_its_fonts_inside(issue: Issue) -> None:
    """PDF/UA-1 by its own word, a title shown, a language, a structure, no font left outside."""
    data = Sheet(issue, IMPRINT).pdf()
    document = pdfium.PdfDocument(data)
    structure = pdfium.raw.FPDF_StructTree_GetForPage(document[0])

    assert len(document) == 1 and document[0].get_size() == pytest.approx((595.3, 841.9), abs=0.1)
    assert document.get_metadata_value("Title") == issue.title
    assert b"pdfuaid:part>1<" in data.replace(b"\n", b"") and b"/Lang(zh-CN)" in squeezed(data)
    assert b"/DisplayDocTitletrue" in squeezed(data) and document.is_tagged()
    assert pdfium.raw.FPDF_StructTree_CountChildren(structure) > 0
    assert {b"H1", b"H2", b"Figure", b"P"} <= set(re.findall(rb"/S\s*/(\w+)", data)) | tags(data)
    assert fonts_outside(document[0]) == []


def squeezed(data: bytes) -> bytes:
    """Return the bytes without spaces."""
    return data.replace(b" ", b"").replace(b"\n", b"")


def tags(data: bytes) -> set[bytes]:
    """Return the kinds of elements in object streams, which are packed."""
    import zlib

    found: set[bytes] = set()
    for begin in re.finditer(rb"stream\r?\n", data):
        try:
            body = zlib.decompressobj().decompress(data[begin.end() :])
        except zlib.error:
            continue
        found |= set(re.findall(rb"/S\s*/(\w+)", body))
    return found


def fonts_outside(page: pdfium.PdfPage) -> list[str]:
    """Return the names of fonts on a page that are not embedded."""
    missing = []
    for each in letters(page):
        font = pdfium.raw.FPDFTextObj_GetFont(each)
        if not pdfium.raw.FPDFFont_GetIsEmbedded(font):
            name = ctypes.create_string_buffer(100)
            pdfium.raw.FPDFFont_GetBaseFontName(font, name, 100)
            missing.append(name.value.decode())
    return missing


def letters(page: pdfium.PdfPage) -> Iterator[object]:
    """Yield the text objects of a page."""
    for each in page.get_objects(max_depth=5):
        if each.type == pdfium.raw.FPDF_PAGEOBJ_TEXT:
            yield each.raw


def test_the_same_issue_is_the_same_file() -> None:
    """It can be hashed and signed."""
    issue = shipped()[0]

    assert Sheet(issue, IMPRINT).pdf() == Sheet(issue, IMPRINT).pdf()
    assert Sheet(issue).png(72) == Sheet(issue).png(72)


def test_the_text_of_a_sheet_can_be_copied() -> None:
    """What is printed is letters: another program reads the warning and the foot."""
    text = pdfium.PdfDocument(Sheet(shipped()[0], IMPRINT).pdf())[0].get_textpage().get_text_range()

    assert shipped()[0].cases[0].warning in text and "3f9c81aa07de5b42" in text


@pytest.mark.parametrize(
    ("part", "longer"),
    [
        ("intro", lambda issue, text: replace(issue, intro=issue.intro + text)),
        ("deck", lambda issue, text: replace(issue, deck=issue.deck + text)),
        ("kicker", lambda issue, text: replace(issue, kicker=issue.kicker + text)),
        ("publisher", lambda issue, text: replace(issue, publisher=issue.publisher + text)),
        ("cases.2.label", lambda issue, text: replace(issue, cases=(
            issue.cases[0], replace(issue.cases[1], label=issue.cases[1].label + text)))),
        ("law.gist", lambda issue, text: replace(
            issue, law=replace(issue.law, gist=issue.law.gist + text))),
        ("cases.2.warning", lambda issue, text: replace(issue, cases=(
            issue.cases[0], replace(issue.cases[1], warning=issue.cases[1].warning + text)))),
        ("doing.1", lambda issue, text: replace(
            issue, doing=(issue.doing[0] + text, *issue.doing[1:]))),
    ],
)  # fmt: skip
def test_what_is_too_long_is_told_to_the_character(part: str, longer: object) -> None:
    """As many more as there is room for still fit; seven beyond them are seven too many."""
    assert callable(longer)
    issue = shipped()[0]
    room = Sheet(issue).rooms()[part]
    full = Sheet(longer(issue, "国" * room)).rooms()[part]
    over = Sheet(longer(issue, "国" * (room + 7))).rooms()[part]

    assert (room > 0, full, over) == (True, 0, -7)


@pytest.mark.parametrize("cases", [1, 2, 3])
def test_every_text_on_paper_is_measured(cases: int) -> None:
    """Whatever a reader sees there has a room of its own: no part can grow over its neighbour."""
    issue = next(each for each in shipped() if len(each.cases) >= cases)
    issue = replace(issue, cases=issue.cases[:cases])
    printed = {
        part for part, _ in issue.texts() if not re.match(r"questions\.\d\.|motif_alt", part)
    }

    assert set(Sheet(issue, IMPRINT).rooms()) == {
        part for part in printed if part not in ("questions.4", "questions.5")
    } | {"checkpoint"}


def test_a_checkpoint_too_long_is_told() -> None:
    """It stands in one line at the foot, or not at all."""
    found = list(overflows(Sheet(shipped()[0], Imprint(checkpoint="锚" * 90)).rooms()))

    assert [each.part for each in found] == ["checkpoint"] and "日志锚点" in found[0].chinese


def test_an_address_that_no_code_holds_is_refused() -> None:
    """By its length, without repeating it."""
    with pytest.raises(StudyError, match="3000"):
        Sheet(shipped()[0], Imprint("x" * 3000))


def test_a_story_too_long_names_the_case() -> None:
    """Story and analysis share a place: both are told how much shorter they would have to be."""
    issue = shipped()[0]
    long = replace(issue.cases[0], story=issue.cases[0].story * 2)
    found = {each.part: each for each in overflows(
        Sheet(replace(issue, cases=(long, issue.cases[1]))).rooms())}  # fmt: skip

    assert "cases.1.story" in found and "案例一·经过" in found["cases.1.story"].chinese


@pytest.mark.parametrize("name", motifs())
def test_every_motif_is_drawn(name: str) -> None:
    """As a picture that is not empty, in our own vectors alone."""
    picture = Image.open(BytesIO(drawing(name, 40)))

    assert len(picture.getcolors(1 << 16) or ()) > 5
    assert "href" not in motif(name) and "<image" not in motif(name)


def test_an_unknown_motif_is_refused() -> None:
    """By name, with those that there are."""
    with pytest.raises(StudyError, match="rocket"):
        Sheet(replace(shipped()[0], motif="rocket"))


def test_without_the_font_it_says_which(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """No sheet in a font that happened to be there."""
    monkeypatch.setenv("ZHAMEN_FONTS", str(tmp_path))

    with pytest.raises(StudyError, match="Noto Serif CJK SC"):
        Sheet(shipped()[0])


def test_markup_in_a_text_is_text() -> None:
    """Whoever writes `#panic()` in an introduction gets just that on paper."""
    issue = replace(shipped()[0], intro='#panic("x") *粗* $x$ \\ <b>')
    text = pdfium.PdfDocument(Sheet(issue).pdf())[0].get_textpage().get_text_range()

    assert '#panic("x") *粗* $x$ \\ <b>' in text
