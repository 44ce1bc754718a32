"""A certificate is genuine as it was signed, and with no letter changed."""

from dataclasses import replace

import pypdfium2 as pdfium
import pytest

from zhamen.errors import StudyError
from zhamen.journal.keys import SigningKey
from zhamen.study.certificate import Certificate, opened, pdf, signed
from zhamen.study.fonts import find_fonts

KEY = SigningKey.new("zhamen-office-test")
ONE = Certificate(
    "青崖钢铁保密办（示例）",
    "2026-00001",
    "示例甲",
    "S001",
    "炼铁部 / 甲班",
    2026,
    185,
    "2026-12-01",
)


def test_what_was_signed_is_opened() -> None:
    """All of it."""
    assert opened(signed(ONE, KEY), KEY.public) == ONE


def test_nothing_else_is() -> None:
    """Not one minute more, not under another key, not torn, not empty."""
    note = signed(ONE, KEY)
    more = note.replace("185", "285")
    other = SigningKey.new("zhamen-office-test").public
    for forged, key in (
        (more, KEY.public), (note, other), (note[:-9], KEY.public), ("", KEY.public),
        (note.replace("示例甲", "示例乙"), KEY.public),
        (signed(replace(ONE, minutes=285), KEY).partition("\n\n")[0] + "\n\n"
         + note.partition("\n\n")[2], KEY.public),
    ):  # fmt: skip
        with pytest.raises(StudyError):
            opened(forged, key)


def test_the_sheet_holds_the_note() -> None:
    """One page; its code, read back by another library, is the signed note."""
    pytest.importorskip("typst", reason="the extra study is not installed")
    zxing = pytest.importorskip("zxingcpp", reason="the extra ocr is not installed")
    try:
        find_fonts()
    except StudyError:
        pytest.skip("no fonts: apt install fonts-noto-cjk")
    note = signed(ONE, KEY)
    document = pdfium.PdfDocument(pdf(ONE, note))
    found = zxing.read_barcodes(document[0].render(scale=4).to_numpy())

    assert len(document) == 1 and pdf(ONE, note) == pdf(ONE, note)
    assert [each.text for each in found] == [note]
    assert opened(found[0].text, KEY.public) == ONE
