"""A sheet as PDF/A: set by Typst in memory, in a Chinese font that this machine has."""

import json
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING

from zhamen.errors import OfficeError
from zhamen.office.paper.sheet import Sheet
from zhamen.office.words import in_english, say

if TYPE_CHECKING:
    import typst

_ACROSS, _USUAL, _SMALLEST = 762, 9.0, 6.0
"""Points between the margins of A4, and of letters."""
MOST_ROWS = 3000
"""Some six seconds of work, on one core."""
_FAMILIES = (
    "Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "FandolSong", "Songti SC",
    "STSong", "SimSun", "NSimSun", "AR PL UMing CN", "Noto Sans CJK SC", "Source Han Sans SC",
    "Source Han Sans CN", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback",
)  # fmt: skip
"""Fonts that set simplified Chinese, those of books first; a document may embed any of them."""
_NO_SETTER = (
    "没有安装排版组件：pip install 'zhamen[paper]'。可以下载 XLSX。",
    "PDF needs the extra: pip install 'zhamen[paper]'. XLSX there is.",
)
_NO_FONT = (
    "本机没有中文字体：apt install fonts-noto-cjk。可以下载 XLSX。",
    "No Chinese font on this machine: apt install fonts-noto-cjk. XLSX there is.",
)
_NO_LETTER = (
    "有的字本机的字体里没有，排不出来。装全字体，或者下载 XLSX。",
    "A letter is in no font of this machine. Install one that has it; XLSX there is.",
)
_TOO_LONG = (
    f"超过 {MOST_ROWS} 行。缩短期间，或者下载 XLSX。",
    f"More than {MOST_ROWS} rows. Choose a shorter period; XLSX there is.",
)


def set_as_pdf(sheet: Sheet) -> bytes:
    """Return the sheet as PDF/A-2b, its letters embedded.

    Raises OfficeError where no font is here, a letter is in none, or it is too long.
    """
    if find_spec("typst") is None:
        raise OfficeError(say(*_NO_SETTER))
    if len(sheet.rows) > MOST_ROWS:
        raise OfficeError(say(*_TOO_LONG))
    import typst

    try:
        done = typst.compile(
            files(__package__).joinpath("sheet.typ").read_bytes(), font_paths=_fonts(),
            ignore_system_fonts=True, sys_inputs={"sheet": json.dumps(_told(sheet))},
            pdf_standards=["a-2b"], timestamp=int(sheet.printed.timestamp()),
        )  # fmt: skip
    except typst.TypstError:
        # What it says quotes the text.
        raise OfficeError(say(*_NO_LETTER)) from None
    assert isinstance(done, bytes)
    return done


@cache
def _fonts() -> "typst.Fonts":
    """Return the machine's fonts, looked through once."""
    import typst

    return typst.Fonts()


def _family() -> str:
    here = set(_fonts().families())
    for family in _FAMILIES:
        if family in here:
            return family
    raise OfficeError(say(*_NO_FONT))


def _size(widths: list[int]) -> float:
    """Return the size of letters, in points, at which the columns fit side by side."""
    return max(_SMALLEST, min(_USUAL, 2 * _ACROSS / sum(widths)))


def _told(sheet: Sheet) -> dict[str, object]:
    """Return what the template is told: data, in which nothing is markup."""
    return {
        "title": sheet.title, "unit": sheet.unit, "period": sheet.period, "anchor": sheet.anchor,
        "printed": say("打印 ", "printed ") + f"{sheet.printed:%Y-%m-%d %H:%M}",
        "heads": sheet.heads, "widths": sheet.widths, "size": _size(sheet.widths),
        "rows": sheet.ruled,
        "signatures": sheet.signatures, "family": _family(),
        "lang": "en" if in_english() else "zh",
        "page": ["", " / ", ""] if in_english() else ["第 ", " 页，共 ", " 页"],
    }  # fmt: skip
