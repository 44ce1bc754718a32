"""PDF: pages as written and as shown, notes, fields, files, layers, scripts, earlier revisions.

PDFium reads what pages say, also outside the crop box, in invisible modes and switched-off layers.
Every object of the file is searched beside it. Pages or letters that have no text are handed on
as pictures.
"""

import ctypes
import re
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from io import BytesIO
from time import process_time
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.archives.unpacking import Quota
from zhamen.reading.documents.lines import never_silent
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.reading.pdf.objects import Found, search
from zhamen.reading.pdf.page import PageText
from zhamen.reading.pdf.pictures import Pictures
from zhamen.settings import Limits

_ENCRYPTED = 4
_NEED_PASSWORD = b"/Encrypt"
_ANNOTATION_KEYS = (b"Contents", b"V", b"T", b"TU", b"DV", b"Subj", b"RC", b"NM")
_END = re.compile(rb"%%EOF\s*")
_MOST_REVISIONS = 12
_SHARE = 0.6
"""Share of the time limit after which pictures and old revisions are left unread."""


class Pdf:
    """Claims files with a PDF header in their first kilobyte, and form data."""

    name = "pdf"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid for `%PDF-` near the beginning, junk in front included."""
        at = head.find(b"%PDF-")
        if at < 0:
            return 0.9 if head.startswith(b"%FDF-") else 0.0
        return 0.95 if at == 0 else 0.7

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield pages in order, then what belongs to the whole document."""
        return never_silent(_read(data, limits))


def _read(data: bytes, limits: Limits) -> Iterator[Content]:
    import pypdfium2 as pdfium

    if data.startswith(b"%FDF-"):
        yield from _beside(data, data, set(), limits)
        return
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _ENCRYPTED:
            raise ReadError("encrypted") from error
        yield from _beside(data, data, set(), limits)
        raise ReadError("damaged") from error
    yield from _Reading(data, document, limits).contents()


class _Reading:
    """One document being read: what was said already, and until when."""

    def __init__(self, data: bytes, document: Any, limits: Limits) -> None:
        self._data, self._document, self._limits = data, document, limits
        self._pictures = Pictures()
        self._said: set[str] = set()
        self._lines: set[str] = set()
        self._until = process_time() + _SHARE * limits.seconds

    def contents(self) -> Iterator[Content]:
        if len(self._document) == 0:
            yield Unread("", "damaged")
        # Where a field keeps its value above its widget, only PDFium's form knows it.
        self._document.init_forms()
        for number in range(len(self._document)):
            yield from self._page(number)
        properties = [value for value in self._document.get_metadata_dict().values() if value]
        outline = [mark.get_title() for mark in self._document.get_toc()]
        for place, texts in (("properties", properties), ("outline", outline)):
            self._said.update(texts)
            if texts:
                yield Piece("\n".join(texts), place=place)
        yield from self._files()
        yield from self._revisions()

    def _page(self, number: int) -> Iterator[Content]:
        import pypdfium2 as pdfium

        try:
            page = self._document[number]
            text = PageText(page)
        except pdfium.PdfiumError:
            yield Unread(f"page {number + 1}", "damaged")
            return
        self._lines.update(text.written.split())
        yield from text.pieces(number + 1)
        is_read = bool(text.written.strip()) and not text.is_strange()
        if text.lacks_letters(page):
            yield Unread(f"page {number + 1}", "glyphs")
        notes = list(dict.fromkeys(_annotations(page, self._document.formenv)))
        self._said.update(notes)
        if _flattened(page):
            page.close()
            page = self._document[number]
            stamped = PageText(page)
            drawn = stamped.written.removeprefix(text.written)
            notes += [drawn] if drawn.strip() else []
            is_read = is_read and not stamped.is_strange()
        if notes:
            yield Piece("\n".join(notes), page=number + 1, place="annotation")
        yield from self._shown(page, number + 1, is_read)
        page.close()

    def _shown(self, page: Any, number: int, is_read: bool) -> Iterator[Content]:
        import pypdfium2 as pdfium

        if process_time() > self._until:
            yield Unread(f"page {number}", "timeout")
            return
        try:
            yield from self._pictures.of(page, number, is_read)
        except (pdfium.PdfiumError, ValueError, OSError):
            yield Unread(f"page {number}", "damaged")

    def _files(self) -> Iterator[Content]:
        import pypdfium2 as pdfium

        prints: set[bytes] = set()
        for index in range(self._document.count_attachments()):
            try:
                attachment = self._document.get_attachment(index)
                content = bytes(attachment.get_data())
                prints.add(sha256(content).digest())
                yield Embedded(attachment.get_name(), content)
            except (pdfium.PdfiumError, ValueError):
                yield Unread(f"attachment {index + 1}", "damaged")
        for each in _beside(self._data, self._open_form(), self._said, self._limits):
            if not isinstance(each, Embedded) or sha256(each.data).digest() not in prints:
                yield each

    def _open_form(self) -> bytes:
        """Return the file without its encryption, where it has one that anybody can undo."""
        import pypdfium2.raw as raw

        if _NEED_PASSWORD not in self._data:
            return self._data
        copy = BytesIO()
        self._document.save(copy, flags=raw.FPDF_REMOVE_SECURITY)
        return copy.getvalue()

    def _revisions(self) -> Iterator[Content]:
        """Yield lines of earlier revisions that the last one does not show any more."""
        ends = [found.end() for found in _END.finditer(self._data)][:-1]
        if len(ends) > _MOST_REVISIONS:
            yield Unread("revisions", "too_many_members")
        for at, end in enumerate(ends[-_MOST_REVISIONS:], 1):
            if process_time() > self._until:
                yield Unread(f"revision {at}", "timeout")
                return
            gone = [line for line in _lines(self._data[:end]) if not self._knows(line)]
            if gone:
                self._lines.update(word for line in gone for word in line.split())
                yield Piece("\n".join(gone), place=f"revision {at}")

    def _knows(self, line: str) -> bool:
        return all(word in self._lines for word in line.split())


def _lines(data: bytes) -> Iterator[str]:
    """Yield the lines of text of a document that may be a piece of one."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        for page in document:
            yield from page.get_textpage().get_text_range().splitlines()
            page.close()
    except pdfium.PdfiumError:
        return


def _beside(data: bytes, plain: bytes, said: set[str], limits: Limits) -> Iterator[Content]:
    """Yield what stands in the objects of a file besides its pages, and in front and behind."""
    found = search(plain, Quota(limits))
    texts = [text for text in dict.fromkeys(found.texts) if text not in said and text.strip()]
    if texts:
        yield Piece("\n".join(texts), place="objects")
    for number, content in found.markup:
        yield Embedded(f"object {number}.xml", content)
    for number, content in found.files:
        if content:
            yield Embedded(f"object {number}", content)
    yield from _closed(found)
    front = max(0, data.find(b"%PDF-"))
    ends = list(_END.finditer(data))
    for name, outside in (
        ("[front]", data[:front]),
        ("[tail]", data[ends[-1].end() :] if ends else b""),
    ):
        if len(outside.strip(b"\0 \r\n\t")) > 8:
            yield Embedded(name, outside)


def _closed(found: Found) -> Iterator[Content]:
    """Yield what is not open to anybody: streams that stay packed, and drawings on no page."""
    for number in found.packed:
        yield Unread(f"object {number}", "not_supported:compression")
    for number in found.unshown():
        if found.drawn[number].startswith((b"\xff\xd8\xff", b"\0\0\0\x0cjP")):
            yield Embedded(f"object {number}.jpg", found.drawn[number])
        else:
            yield Unread(f"object {number}", "unshown")


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


FORMAT = Pdf()
