"""An issue to be edited in a word processor: DOCX made of ordinary paragraphs and tables."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from zhamen.errors import StudyError
from zhamen.study.issue import Case, Issue
from zhamen.study.seven import SEVEN
from zhamen.study.sheet import ASKED, drawing

_RED, _DARK, _INK, _GREY = "B3271B", "8F1C12", "211D1A", "6D655E"
_CREAM, _GOLD, _WHITE = "F8F2E7", "E2B65C", "FFFFFF"
_SERIF, _SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
_WIDE = 176
"""Millimetres between the margins."""


def docx(issue: Issue) -> bytes:
    """Return the issue as DOCX. Raises StudyError where python-docx is missing."""
    try:
        import docx as library
    except ModuleNotFoundError as error:
        raise StudyError(
            "没有安装 python-docx / python-docx is not installed",
            advice="pip install 'zhamen[study]'",
        ) from error
    document = library.Document()
    _prepare(document, issue)
    pen = _Pen(document)
    _cover(pen, issue)
    _grounds(pen, issue)
    _cases(pen, issue.cases)
    _lists(pen, issue)
    _foot(pen, issue)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


class _Pen:
    """Writes runs and tables in the look of the sheet."""

    def __init__(self, document: Any) -> None:
        self.document = document

    def say(self, paragraph: Any, text: str, size: float, **look: Any) -> None:
        """Add words to a paragraph: size in points, colour, bold, sans."""
        from docx.oxml.ns import qn
        from docx.shared import Pt, RGBColor

        run = paragraph.add_run(text)
        family = _SANS if look.get("sans") else _SERIF
        run.font.size, run.font.name, run.font.bold = Pt(size), family, look.get("bold", False)
        run.font.color.rgb = RGBColor.from_string(look.get("colour", _INK))
        run._element.rPr.rFonts.set(qn("w:eastAsia"), family)

    def paragraph(self, place: Any, text: str, size: float, **look: Any) -> Any:
        """Add a paragraph to a cell or to the document; a cell's empty first one is used."""
        from docx.shared import Pt

        first = getattr(place, "_tc", None) is not None and not place.paragraphs[-1].text
        made = place.paragraphs[-1] if first else place.add_paragraph()
        form = made.paragraph_format
        form.space_before, form.space_after = Pt(look.get("before", 0)), Pt(look.get("after", 3))
        form.line_spacing = look.get("leading", 1.15)
        self.say(made, text, size, **look)
        return made

    def table(self, widths: Sequence[float], fill: str = "") -> Any:
        """Add a row of cells, in millimetres, and return the cells."""
        from docx.shared import Mm

        table = self.document.add_table(rows=1, cols=len(widths))
        table.autofit = False
        for column, cell, width in zip(table.columns, table.rows[0].cells, widths, strict=True):
            column.width = cell.width = Mm(width)
            if fill:
                shade(cell, fill)
        return table.rows[0].cells

    def gap(self, points: float) -> None:
        """Leave room between two tables, which would grow together otherwise."""
        from docx.shared import Pt

        form = self.document.add_paragraph().paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing = Pt(points)


def shade(cell: Any, fill: str) -> None:
    """Fill a cell with a colour."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    form = cell._tc.get_or_add_tcPr()
    for old in form.findall(qn("w:shd")):
        form.remove(old)
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shading.set(qn(f"w:{name}"), value)
    form.append(shading)


def _prepare(document: Any, issue: Issue) -> None:
    from datetime import datetime

    from docx.shared import Mm

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(17)
    page.top_margin = page.bottom_margin = Mm(12)
    said = document.core_properties
    said.title, said.author, said.comments = issue.title, issue.publisher, ""
    # The same issue gives the same file, whenever it is made.
    said.created = said.modified = datetime(issue.year, 1, 1)


def _cover(pen: _Pen, issue: Issue) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    left, right = pen.table((116, 60), _RED)
    pen.paragraph(left, "班组五分钟", 16, bold=True, colour=_WHITE, before=6)
    numbers = f"{issue.year} 年第 {issue.number} 期　总第 {issue.total} 期"
    pen.paragraph(left, f"{issue.publisher}　{numbers}", 7.5, sans=True, colour="E6DAC6", after=14)
    pen.paragraph(left, issue.kicker, 9.5, sans=True, bold=True, colour=_GOLD)
    for line in issue.headline.split("\n"):
        pen.paragraph(left, line, 31, bold=True, colour=_WHITE, leading=1.0, after=0)
    for line in issue.deck.split("\n"):
        pen.paragraph(left, line, 11.5, colour=_CREAM, after=1, before=1)
    pen.paragraph(left, "", 4)
    picture = pen.paragraph(right, "", 4, before=40)
    picture.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    picture.add_run().add_picture(BytesIO(drawing(issue.motif)), width=Mm(54))
    pen.gap(12)


def _grounds(pen: _Pen, issue: Issue) -> None:
    left, right = pen.table((112, 64))
    pen.paragraph(left, issue.intro, 11, leading=1.25)
    shade(right, _CREAM)
    pen.paragraph(right, issue.law.title, 8.5, sans=True, bold=True, colour=_RED, after=0)
    pen.paragraph(right, issue.law.articles, 7.5, sans=True, colour=_GREY)
    pen.paragraph(right, issue.law.gist, 9.2)
    pen.gap(10)


def _cases(pen: _Pen, cases: Sequence[Case]) -> None:
    size = 9.5 if len(cases) == 3 else 10.5
    widths = [_WIDE / len(cases)] * len(cases)
    for number, (case, cell) in enumerate(zip(cases, pen.table(widths), strict=True)):
        label = f"案例{'一二三'[number]}　{case.label}"
        pen.paragraph(cell, label, 8, sans=True, bold=True, colour=_RED)
        pen.paragraph(cell, case.title, size + 3, bold=True)
        pen.paragraph(cell, case.story, size, leading=1.2)
        made = pen.paragraph(cell, "分析　", 8.4, sans=True, bold=True, colour=_RED, leading=1.2)
        pen.say(made, case.analysis, size)
    for case, cell in zip(cases, pen.table(widths, _CREAM), strict=True):
        made = pen.paragraph(
            cell, "警示　", 8, sans=True, bold=True, colour=_RED, before=4, after=4
        )
        pen.say(made, case.warning, size + 1, bold=True, colour=_DARK)
    pen.gap(8)


def _lists(pen: _Pen, issue: Issue) -> None:
    left, right = pen.table((_WIDE / 2, _WIDE / 2))
    asked = [question.text for question in issue.questions[:ASKED]]
    for cell, title, items in ((left, "这样做", issue.doing), (right, "问一问", asked)):
        pen.paragraph(cell, title, 9.4, sans=True, bold=True, colour=_RED)
        for number, text in enumerate(items, 1):
            made = pen.paragraph(cell, f"{number}　", 11, bold=True, colour=_RED, leading=1.0)
            pen.say(made, text, 9.2)
    pen.gap(6)


def _foot(pen: _Pen, issue: Issue) -> None:
    cells = pen.table([_WIDE / 7] * 7, _CREAM)
    for number, (cell, name) in enumerate(zip(cells, SEVEN, strict=True), 1):
        chosen = number in issue.clauses
        if chosen:
            shade(cell, _RED)
        colours = (_GOLD, _WHITE) if chosen else (_RED, _INK)
        made = pen.paragraph(cell, f"{number} ", 11, bold=True, colour=colours[0], before=2)
        pen.say(made, name, 7.6, sans=True, bold=True, colour=colours[1])
    blanks = "班组＿＿＿＿＿＿＿　主持人＿＿＿＿＿　应到＿＿＿　实到＿＿＿　日期＿＿＿＿＿＿"
    pen.paragraph(pen.document, blanks, 8, sans=True, before=8)
    pen.paragraph(pen.document, issue.credit, 6.8, sans=True, colour=_GREY)
