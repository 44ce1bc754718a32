"""PDF: text wherever it stands on the page, annotations, fields, outline, attachments.

PDFium finds text outside the crop box and in invisible render modes as well. A page with a
picture on it is unread as far as the picture goes, until pictures can be read.
"""

import ctypes
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.settings import Limits

_ENCRYPTED = 4
_ANNOTATION_KEYS = (b"Contents", b"V", b"T", b"TU", b"DV", b"Subj", b"RC", b"NM")


class Pdf:
    """Claims files with a PDF header in their first kilobyte."""

    name = "pdf"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid for `%PDF-` near the beginning, junk in front included."""
        at = head.find(b"%PDF-")
        return 0.0 if at < 0 else 0.95 if at == 0 else 0.7

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield pages in order, then what belongs to the whole document."""
        import pypdfium2 as pdfium

        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            code = getattr(error, "err_code", None)
            raise ReadError("encrypted" if code == _ENCRYPTED else "damaged") from error
        if len(document) == 0:
            yield Unread("", "damaged")
        # Where a field keeps its value above its widget, only PDFium's form knows it.
        document.init_forms()
        for number in range(len(document)):
            yield from _page(document, number)
        properties = [value for value in document.get_metadata_dict().values() if value]
        if properties:
            yield Piece("\n".join(properties), place="properties")
        outline = [mark.get_title() for mark in document.get_toc()]
        if outline:
            yield Piece("\n".join(outline), place="outline")
        yield from _attachments(document)


def _page(document: Any, number: int) -> Iterator[Content]:
    import pypdfium2 as pdfium

    try:
        page = document[number]
        text = page.get_textpage().get_text_range()
    except pdfium.PdfiumError:
        yield Unread(f"page {number + 1}", "damaged")
        return
    if text.strip():
        yield Piece(text, page=number + 1)
    notes = list(_annotations(page, document.formenv))
    if _flattened(page):
        page.close()
        page = document[number]
        drawn = page.get_textpage().get_text_range().removeprefix(text)
        notes += [drawn] if drawn.strip() else []
    if notes:
        yield Piece("\n".join(notes), page=number + 1, place="annotation")
    # Letters drawn as outlines are a picture too: a page that shows something and says nothing.
    if _has_picture(page) or (not text.strip() and next(iter(page.get_objects(max_depth=1)), None)):
        yield Unread(f"page {number + 1}", "not_supported:picture")
    page.close()


def _has_picture(page: Any) -> bool:
    import pypdfium2.raw as raw

    images = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=8)
    return next(iter(images), None) is not None


def _flattened(page: Any) -> bool:
    """Put on the page what its annotations draw (stamps, for one), and tell if there was any."""
    import pypdfium2.raw as raw

    if raw.FPDFPage_GetAnnotCount(page) == 0:
        return False
    return bool(raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS)


def _annotations(page: Any, form: Any) -> Iterator[str]:
    import pypdfium2.raw as raw

    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        for key in _ANNOTATION_KEYS:
            if value := _string(partial(raw.FPDFAnnot_GetStringValue, annotation, key)):
                yield value
        if form and (value := _string(partial(raw.FPDFAnnot_GetFormFieldValue, form, annotation))):
            yield value
        raw.FPDFPage_CloseAnnot(annotation)


def _string(ask: Callable[[Any, int], int]) -> str:
    """Return what PDFium writes into a buffer that is first asked for its size."""
    import pypdfium2.raw as raw

    size = ask(None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pointer = ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR))
    ask(pointer, size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def _attachments(document: Any) -> Iterator[Content]:
    import pypdfium2 as pdfium

    for index in range(document.count_attachments()):
        try:
            attachment = document.get_attachment(index)
            yield Embedded(attachment.get_name(), bytes(attachment.get_data()))
        except (pdfium.PdfiumError, ValueError):
            yield Unread(f"attachment {index + 1}", "damaged")


FORMAT = Pdf()
