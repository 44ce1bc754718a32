"""The DOCX: all its words, sound markup, and one page in a word processor."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pypdfium2 as pdfium
import pytest

from zhamen.study.issue import Issue
from zhamen.study.shipped import shipped
from zhamen.study.word import docx

pytest.importorskip("docx", reason="the extra study is not installed")
pytest.importorskip("typst", reason="the extra study is not installed")


@pytest.mark.parametrize("issue", shipped(), ids=lambda issue: issue.name)
def test_every_word_of_the_sheet_is_in_it(issue: Issue) -> None:
    """And nobody's name but the publisher's."""
    made = ZipFile(BytesIO(docx(issue))).read("word/document.xml").decode()
    wanted = [issue.intro, issue.law.gist, *issue.doing, *(case.story for case in issue.cases)]

    assert [text for text in wanted if text not in made] == []
    # A cell is shaded once: a second time would be no sound markup.
    assert max(cell.partition("</w:tcPr>")[0].count("<w:shd") for cell in cells(made)) == 1


def cells(made: str) -> list[str]:
    """Return what follows the head of every cell."""
    return made.split("<w:tcPr>")[1:]


def test_the_same_issue_is_the_same_document() -> None:
    """No time of making is written into it."""
    assert docx(shipped()[0]) == docx(shipped()[0])


@pytest.mark.slow
def test_a_word_processor_shows_one_page(tmp_path: Path) -> None:
    """LibreOffice opens it; two cases or three, it stays on one sheet."""
    office = shutil.which("soffice")
    if not office:
        pytest.skip("no LibreOffice: apt install libreoffice-writer-nogui")
    for issue in (shipped()[0], shipped()[7]):
        (tmp_path / f"{issue.name}.docx").write_bytes(docx(issue))
    subprocess.run(
        [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to",
         "pdf", "--outdir", str(tmp_path), *map(str, sorted(tmp_path.glob("*.docx")))],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    pages = [len(pdfium.PdfDocument(path)) for path in sorted(tmp_path.glob("*.pdf"))]

    assert pages == [1, 1]
