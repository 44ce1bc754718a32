"""Makes the documents beside it, from invented texts, with LibreOffice: run it where it is at hand.

    python tests/reading/files/make.py

Each place holds the mark and the token that test_places.py looks for.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import olefile
import openpyxl
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from openpyxl.comments import Comment
from pptx import Presentation
from pptx.util import Inches

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from compounds import compound  # noqa: E402

MARK = "机密★10年（示例）"


def cut(paragraph: Paragraph, token: str, change: Callable[[Run], None]) -> None:
    """Write the mark with two letters in it that are not part of it."""
    paragraph.add_run(MARK[:2])
    between = paragraph.add_run("作废")
    paragraph.add_run(MARK[2:] + token)
    change(between)


def delete(run: Run) -> None:
    """Mark a run as deleted, as tracking changes does."""
    element = run._element
    around = OxmlElement("w:del")
    around.set(qn("w:id"), "9")
    around.set(qn("w:author"), "示例")
    around.set(qn("w:date"), "2024-01-01T00:00:00Z")
    element.addprevious(around)
    around.append(element)
    for text in element.findall(qn("w:t")):
        text.tag = qn("w:delText")


def word(path: Path) -> None:
    """Write a document with a mark in every place that LibreOffice carries over."""
    document = Document()
    document.add_paragraph("示例正文。" + MARK + "甲一")
    table = document.add_table(2, 3)
    for at, text in enumerate(["机密", "★", "10年（示例）甲二", "子", "丑", "寅"]):
        table.cell(at // 3, at % 3).text = text
    section = document.sections[0]
    section.header.paragraphs[0].text = MARK + "甲三"
    section.footer.paragraphs[0].text = MARK + "甲四"
    document.add_comment(document.paragraphs[0].runs, text=MARK + "甲五", author="示例")
    document.add_paragraph().add_run(MARK + "甲六").font.hidden = True
    document.core_properties.title = MARK + "甲七"
    cut(document.add_paragraph(), "甲八", lambda run: run.font.__setattr__("hidden", True))
    cut(document.add_paragraph(), "甲九", delete)
    deleted = document.add_paragraph().add_run(MARK + "甲甲")
    delete(deleted)
    document.save(str(path))


def sheets(path: Path) -> None:
    """Write a workbook: cells, a column, a note, hidden sheets, headers, formats, formulas."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表一"
    across, down = ["机密", "★", "10年（示例）乙一"], ["机密", "★", "10年（示例）乙二"]
    for row in (across, *zip("子丑寅", down, strict=True)):
        sheet.append(row)
    sheet["A1"].comment = Comment(MARK + "乙三", "示例")
    sheet.oddHeader.center.text = MARK + "乙四"
    sheet["F6"], sheet["F6"].number_format = 10, '"机密★"0"年（示例）乙五"'
    sheet["G7"] = '="机密"&"★10年（示例）乙六"'
    hidden = book.create_sheet("机密★10年 示例 乙七")
    hidden.sheet_state = "hidden"
    hidden["A1"] = MARK + "乙八"
    book.properties.title = MARK + "乙九"
    book.save(str(path))


def slides(path: Path) -> None:
    """Write a presentation: title, text box, notes."""
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = MARK + "丙一"
    box = slide.shapes.add_textbox(0, 0, Inches(3), Inches(1))
    box.text_frame.text = MARK + "丙二"
    slide.notes_slide.notes_text_frame.text = MARK + "丙三"
    for layout in list(show.slide_layouts):
        # Each would become a master of its own, of 50 KB.
        if layout is not slide.slide_layout:
            show.slide_layouts.remove(layout)
    show.save(str(path))


def convert(source: Path, kind: str, folder: Path) -> None:
    """Have LibreOffice write a file in another format."""
    command = ["soffice", "--headless", "--convert-to", kind, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True)


def lighten(path: Path) -> None:
    """Drop the picture of the first slide, of 600 KB, that LibreOffice keeps in the properties."""
    with olefile.OleFileIO(path) as file:
        names = [each[0] for each in file.listdir() if each != ["\x05SummaryInformation"]]
        streams = {name: file.openstream(name).read() for name in names}
    path.write_bytes(compound(streams))


def main() -> None:
    """Make all of them."""
    with tempfile.TemporaryDirectory() as folder:
        for write, stem, kinds in (
            (word, "word.docx", ("doc", "rtf", "odt")),
            (sheets, "sheets.xlsx", ("xls", "ods")),
            (slides, "slides.pptx", ("ppt", "odp")),
        ):
            source = Path(folder) / stem
            write(source)
            for kind in kinds:
                convert(source, kind, HERE)
    lighten(HERE / "slides.ppt")


if __name__ == "__main__":
    sys.exit(main())
