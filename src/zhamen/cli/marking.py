"""Printing a numbered copy: its code in the margins of every page of a PDF, and in its text.

Sixteen codes a page: whichever third of it is photographed, lengthwise or across, shows a whole
one. They stand in the margins that an official paper leaves empty (GB/T 9704: 37, 28, 35, 26 mm),
in a grey that a copier keeps.
"""

import ctypes
import io
from collections.abc import Iterator
from typing import Any

from zhamen.errors import UsageError
from zhamen.reading.pictures.copycode import Code

_MM = 72 / 25.4
_MODULE = 0.8
"""Millimetres of one module: 2.6 pixels where a whole page is 960 pixels high."""
_FROM_EDGE = 14.0
"""Millimetres from the edge of the paper to the middle of a code."""
_DOWN = (0.12, 0.31, 0.5, 0.69, 0.88)
_ACROSS = (0.285, 0.5, 0.715)
_INK = (112, 116, 122)
_NUMBER_INK = (60, 62, 66)
_DIGITS_POINTS, _NUMBER_POINTS = 6.0, 14.0
_HALF_A_NUMBER = 1.67
"""Half the width of six digits, in their height."""
_NUMBER_AT = (28.0, 30.0)
"""Millimetres from left and top of the copy number on the first page, above the text."""


def mark(data: bytes, code: Code) -> bytes:
    """Return a PDF with a copy's code on every page. Raises UsageError for what is no open PDF."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        pages = len(document)
    except pdfium.PdfiumError as error:
        raise UsageError(
            "不是能打开的 PDF / not a PDF that opens",
            advice="先导出为不加密的 PDF / export it as a PDF without a password",
        ) from error
    rows = symbol(code)
    for number in range(pages):
        page = document[number]
        _mark_page(document, page, code, rows)
        if number == 0:
            left, _, _, top = page.get_cropbox()
            at = left + _NUMBER_AT[0] * _MM, top - _NUMBER_AT[1] * _MM
            _write(document, page, code.number, at, _NUMBER_POINTS, _NUMBER_INK)
        page.gen_content()
        page.close()
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def symbol(code: Code) -> list[list[bool]]:
    """Return the modules of a code, dark ones true, from the top; 16 by 16."""
    import numpy

    try:
        import zxingcpp
    except ImportError as error:
        raise UsageError(
            "zxing-cpp is not installed", advice='pip install "zhamen[ocr]"'
        ) from error
    made = zxingcpp.create_barcode(code.digits, zxingcpp.BarcodeFormat.DataMatrix)
    image = numpy.asarray(made.to_image(scale=1, add_quiet_zones=False))
    rows: list[list[bool]] = (image < 128).tolist()
    return rows


def _mark_page(document: Any, page: Any, code: Code, rows: list[list[bool]]) -> None:
    left, bottom, right, top = page.get_cropbox()
    half = len(rows) * _MODULE * _MM / 2
    for x, y in _places(left, bottom, right, top):
        _draw(page, rows, x - half, y + half)
        below = (x - _DIGITS_POINTS * _HALF_A_NUMBER, y - half - 1.2 * _DIGITS_POINTS)
        _write(document, page, code.number, below, _DIGITS_POINTS, _INK)
    # What is sent on as a file, not as a photo, says it too.
    _write(document, page, code.digits, (left + _MM, bottom + _MM), 1.0, None)


def _places(left: float, bottom: float, right: float, top: float) -> Iterator[tuple[float, float]]:
    """Yield the middle of every code on a page, in points from its lower left."""
    edge = _FROM_EDGE * _MM
    for share in _DOWN:
        y = bottom + share * (top - bottom)
        yield left + edge, y
        yield right - edge, y
    for share in _ACROSS:
        x = left + share * (right - left)
        yield x, bottom + edge
        yield x, top - edge


def _draw(page: Any, rows: list[list[bool]], left: float, top: float) -> None:
    """Draw the dark modules as one shape."""
    import pypdfium2.raw as raw

    size = _MODULE * _MM
    path = raw.FPDFPageObj_CreateNewPath(left, top)
    for down, row in enumerate(rows):
        for begin, end in _runs(row):
            x, y = left + begin * size, top - down * size
            across = (end - begin) * size
            raw.FPDFPath_MoveTo(path, x, y)
            for to_x, to_y in ((x + across, y), (x + across, y - size), (x, y - size)):
                raw.FPDFPath_LineTo(path, to_x, to_y)
            raw.FPDFPath_Close(path)
    raw.FPDFPageObj_SetFillColor(path, *_INK, 255)
    raw.FPDFPath_SetDrawMode(path, raw.FPDF_FILLMODE_WINDING, False)
    raw.FPDFPage_InsertObject(page, path)


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield (first, past the last) of the dark modules that touch."""
    begin = None
    for at, dark in enumerate([*row, False]):
        if dark and begin is None:
            begin = at
        elif not dark and begin is not None:
            yield begin, at
            begin = None


def _write(
    document: Any,
    page: Any,
    text: str,
    at: tuple[float, float],
    points: float,
    ink: tuple[int, int, int] | None,
) -> None:
    """Write digits in the standard sans serif; without ink they are there and not seen."""
    import pypdfium2.raw as raw

    written = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", points)
    units = (ctypes.c_ushort * (len(text) + 1))(*map(ord, text), 0)
    raw.FPDFText_SetText(written, units)
    if ink is None:
        raw.FPDFTextObj_SetTextRenderMode(written, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
    else:
        raw.FPDFPageObj_SetFillColor(written, *ink, 255)
    raw.FPDFPageObj_Transform(written, 1, 0, 0, 1, *at)
    raw.FPDFPage_InsertObject(page, written)
