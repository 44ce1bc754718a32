"""What a page shows that is no text: its pictures, or the whole of it as a picture."""

import ctypes
import io
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from zhamen.model.verdict import Unread
from zhamen.reading.formatting import Content, Embedded

_DPI = 150
_MOST_PIXELS = 12_000_000
_LEAST_SIDE = 40
"""Pixels; below, a picture is a bullet or a rule."""
_CURVED = 16
_MOST_OBJECTS = 20_000
_SIGNATURES = ((b"\xff\xd8\xff", "jpg"), (b"\0\0\0\x0cjP  ", "jp2"), (b"\xff\x4f\xff\x51", "j2k"))


class Pictures:
    """The pictures of a document, each handed on once."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()

    def of(self, page: Any, number: int, is_read: bool) -> Iterator[Content]:
        """Yield what has to be looked at: the pictures of a page that is read, else all of it."""
        images, outlines, others = _objects(page)
        if is_read and outlines < 3:
            yield from self._each(images, number)
        elif len(images) == 1 and not others:
            yield from self._each(images, number, least=1)
        elif images or others:
            yield self._whole(page, number)

    def _each(self, images: list[Any], number: int, least: int = _LEAST_SIDE) -> Iterator[Content]:
        for at, image in enumerate(images, 1):
            if min(image.get_px_size(), default=0) < least:
                continue
            content, ending = _content(image)
            if not content:
                yield Unread(f"page {number}", "damaged")
                continue
            print_of = sha256(content).digest()
            if print_of not in self._seen:
                self._seen.add(print_of)
                name = f"page-{number}" if len(images) == 1 else f"page-{number}-{at}"
                yield Embedded(f"{name}.{ending}", content, number)

    def _whole(self, page: Any, number: int) -> Content:
        width, height = page.get_size()
        scale = min(_DPI / 72, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        if min(width, height) * scale < 1:
            return Unread(f"page {number}", "damaged")
        bitmap = page.render(scale=scale, may_draw_forms=False)
        return Embedded(f"page-{number}.jpg", _jpeg(bitmap.to_pil()), number)


def _objects(page: Any) -> tuple[list[Any], int, int]:
    """Return (images, paths as curved as letters are, objects that are not images) of a page."""
    import pypdfium2.raw as raw

    images: list[Any] = []
    outlines = others = 0
    for at, each in enumerate(page.get_objects(max_depth=8)):
        if at > _MOST_OBJECTS:
            outlines += 3
            break
        if each.type == raw.FPDF_PAGEOBJ_IMAGE:
            images.append(each)
            continue
        others += each.type != raw.FPDF_PAGEOBJ_FORM
        is_path = each.type == raw.FPDF_PAGEOBJ_PATH
        outlines += is_path and raw.FPDFPath_CountSegments(each) >= _CURVED
    return images, outlines, others


def _content(image: Any) -> tuple[bytes, str]:
    """Return (file, its ending): as it is embedded if that is a file, else drawn anew."""
    import pypdfium2 as pdfium

    data = _raw(image)
    for signature, ending in _SIGNATURES:
        if data.startswith(signature):
            return data, ending
    width, height = image.get_px_size()
    if width * height > 4 * _MOST_PIXELS:
        return b"", ""
    try:
        return _jpeg(image.get_bitmap(render=False).to_pil()), "jpg"
    except (pdfium.PdfiumError, ValueError, OSError):
        return b"", ""


def _raw(image: Any) -> bytes:
    """Return the bytes of an image with all filters undone that are not for pictures."""
    import pypdfium2.raw as raw

    size = raw.FPDFImageObj_GetImageDataRaw(image, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFImageObj_GetImageDataRaw(image, buffer, size)
    return buffer.raw


def _jpeg(picture: Any) -> bytes:
    file = io.BytesIO()
    picture = picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
    picture.save(file, "JPEG", quality=92, subsampling=0)
    return file.getvalue()
