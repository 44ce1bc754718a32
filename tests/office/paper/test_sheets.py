"""A sheet on paper and in a workbook says what the table says, and nothing in it does anything."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from zhamen.errors import OfficeError
from zhamen.office.paper import pdf
from zhamen.office.paper.pdf import set_as_pdf
from zhamen.office.paper.sheet import Sheet
from zhamen.office.paper.workbook import set_as_workbook
from zhamen.office.places import Places

HEADS = ("借阅日期", "内部编号", "借阅人", "签字")
ANCHOR = "日志检查点 187 3f5a 09c1 77de 20b4"
EVIL = ["#panic()", '#read("/etc/passwd")', "$x$ *b* _i_ @a <b>", "=HYPERLINK(1)", "\\u{41}"]


def sheet(rows: list[list[str]], **changes: Any) -> Sheet:
    """Return a sheet with these rows."""
    values: dict[str, Any] = {
        "name": "loan", "title": "涉密文件借阅登记簿", "period": "2026-01-01 至 2026-03-31",
        "heads": HEADS, "rows": rows, "signatures": ("保密员签字", "检查人签字", "日期"),
        "unit": "青崖钢铁保密办（示例）& 某科", "anchor": ANCHOR,
        "printed": datetime(2026, 4, 1, 9, tzinfo=UTC), **changes,
    }  # fmt: skip
    return Sheet(**values)


@pytest.fixture
def setter(desk: Places) -> None:
    """Skip where there is nothing to set with."""
    pytest.importorskip("typst", reason="the extra paper is not installed")
    try:
        pdf._family()
    except OfficeError as error:
        pytest.skip(str(error))


def pages(data: bytes) -> list[str]:
    """Return the text of each page."""
    with PdfDocument(data) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_every_page_has_its_heads_and_feet(setter: None) -> None:
    """A hundred rows run over pages; each says what, whose, of when, which page, which journal."""
    rows = [["2026-01-02", f"D-{number}", "示例甲", ""] for number in range(100)]
    texts = pages(set_as_pdf(sheet(rows)))

    assert len(texts) > 3
    for number, text in enumerate(texts, 1):
        assert all(head in text for head in (*HEADS, "2026-01-01", "青崖钢铁保密办（示例）& 某科"))
        assert f"第 {number} 页，共 {len(texts)} 页" in text and ANCHOR in text
    assert [f"D-{n}" for n in range(100) if f"D-{n}" not in "".join(texts)] == []
    assert "检查人签字" in texts[-1]


def test_it_is_across_and_its_letters_are_within(setter: None) -> None:
    """A4 landscape; every font is embedded, as archives ask for."""
    data = set_as_pdf(sheet([["2026-01-02", "D-1", "示例甲", ""]]))
    with PdfDocument(data) as document:
        width, height = document[0].get_size()

    assert (round(width), round(height)) == (842, 595)
    assert data.count(b"/FontFile") >= 1 and b"pdfaid" in data


@pytest.mark.parametrize("words", EVIL)
def test_nothing_in_a_cell_is_done(setter: None, words: str) -> None:
    """What looks like markup or a formula is printed as it stands."""
    import openpyxl

    table = sheet([["2026-01-02", words, "示例甲", ""]])
    (text,) = pages(set_as_pdf(table))
    book = openpyxl.load_workbook(io.BytesIO(set_as_workbook(table)))
    cell = book.active["B4"]

    assert "".join(words.split()) in "".join(text.split())
    assert (cell.value, cell.data_type) == (words, "s")


def test_a_letter_that_no_font_has_is_not_left_out(setter: None) -> None:
    """Rather no sheet than one on which a name is wrong; the reason quotes nothing."""
    with pytest.raises(OfficeError, match="排不出来") as refused:
        set_as_pdf(sheet([["2026-01-02", "D-1", "\U0010fffd", ""]]))

    assert "\U0010fffd" not in str(refused.value) and refused.value.__cause__ is None


def test_where_it_cannot_be_set_it_is_said(setter: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, without a font, and beyond what a person waits for."""
    table = sheet([["", "", "", ""]] * (pdf.MOST_ROWS + 1))
    with pytest.raises(OfficeError, match="3000 行"):
        set_as_pdf(table)
    monkeypatch.setattr(pdf, "_FAMILIES", ("No Such Font",))
    with pytest.raises(OfficeError, match="字体"):
        set_as_pdf(sheet([]))
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)
    with pytest.raises(OfficeError, match="paper"):
        set_as_pdf(sheet([]))


def test_a_workbook_prints_the_same_way(desk: Places) -> None:
    """Across, its heads on every page, page numbers and the checkpoint in its foot."""
    import openpyxl

    rows = [["2026-01-02", "D-1", "示例甲", ""]] * 3
    page = openpyxl.load_workbook(io.BytesIO(set_as_workbook(sheet(rows)))).active
    lines = [[cell or "" for cell in row] for row in page.iter_rows(values_only=True)]

    assert page.page_setup.orientation == "landscape" and page.print_title_rows == "$3:$3"
    assert "&P" in page.oddFooter.right.text and ANCHOR in page.oddFooter.left.text
    assert page.oddHeader.left.text.replace("&&", "&") == "青崖钢铁保密办（示例）& 某科"
    assert tuple(lines[2]) == HEADS and lines[3:6] == rows
    assert lines[6] == [""] * 4


def test_a_workbook_leaves_nothing_out(desk: Places) -> None:
    """A cell with the members of a very large group is whole, or there is no workbook."""
    import openpyxl

    whole, beyond = ([["", "", "示" * size, ""]] for size in (32_767, 32_768))
    book = openpyxl.load_workbook(io.BytesIO(set_as_workbook(sheet(whole))))
    with pytest.raises(OfficeError, match="放不下"):
        set_as_workbook(sheet(beyond))

    assert book.active["C4"].value == whole[0][2]


def test_a_cell_longer_than_a_page_goes_on_behind_it(setter: None) -> None:
    """On paper there is no such limit: the last of many names stands there as well."""
    names = "、".join(f"示例{number}" for number in range(5000))
    texts = pages(set_as_pdf(sheet([["2026-01-02", names, "", ""]])))

    assert len(texts) > 3
    assert "示例4999" in "".join("".join(texts).split())


def test_long_names_of_units_are_no_fault(desk: Places) -> None:
    """Excel's heads take 255 letters; what is longer is cut and not refused."""
    unit = "青崖钢铁集团保密办公室（示例）& " * 20

    assert set_as_workbook(sheet([], unit=unit)).startswith(b"PK")
