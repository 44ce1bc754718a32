"""Records of metafiles: which of them write letters, which carry a bitmap, which only draw."""

import struct

from zhamen.reading.harvest import harvest
from zhamen.reading.pictures.bitmap import bitmap

_EMF_TEXT = {83: False, 84: True, 96: False, 97: True}
"""EMR_EXTTEXTOUTA, EMR_EXTTEXTOUTW, EMR_POLYTEXTOUTA, EMR_POLYTEXTOUTW, and whether it is wide."""
_EMF_SMALL, _EMF_COMMENT, _EMF_END = 108, 70, 14
_EMF_BITMAPS = {76: 84, 77: 84, 78: 84, 79: 84, 80: 48, 81: 48, 114: 84, 116: 84}
"""Records with a bitmap, and where they say at which offset it stands."""
_EMF_DRAWS = frozenset({2, 3, 4, 5, 6, 7, 8, 54, 61, 62, 63, 64, 85, 86, 87, 88, 89, 90, 91, 92})
_WMF_TEXT, _WMF_TEXT_EXTENDED, _WMF_ESCAPE = 0x0521, 0x0A32, 0x0626
_WMF_BITMAPS = {0x0F43: 22, 0x0B41: 20, 0x0D33: 18, 0x0940: 16}
"""Records with a bitmap, and the bytes of parameters in front of it."""
_WMF_DRAWS = frozenset({0x0213, 0x0324, 0x0325, 0x0538})
_GLYPHS, _SMALL_NO_RECT, _SMALL_BYTES = 0x10, 0x100, 0x200
_PLUS, _PLUS_STRING = 0x2B464D45, 0x401C


_SVM_TEXT, _SVM_BITMAP = range(112, 116), (*range(116, 126), 143)
_SVM_DRAWS = (*range(100, 112), 127, 128)


class Drawing:
    """What a metafile draws."""

    def __init__(self) -> None:
        self.is_whole = True
        self.is_glyphs = False
        """Some text is given as numbers of a font's shapes, which say nothing without it."""
        self.bitmaps: list[bytes] = []
        self.rest: list[bytes] = []
        """Comments and escapes."""
        self._draws = False
        self._texts: list[tuple[int, str]] = []

    def write(self, y: int, text: str) -> None:
        """Take letters that are drawn at a height."""
        if text.strip("\0 "):
            self._texts.append((y, text.replace("\0", "")))

    def draw(self) -> None:
        """Note that something is drawn."""
        self._draws = True

    @property
    def is_silent(self) -> bool:
        """Tell whether it shows something and says nothing."""
        return self._draws and not self._texts and not self.bitmaps

    def text(self) -> str:
        """Return the letters in their order, those at one height in one line."""
        lines: list[str] = []
        height: int | None = None
        for y, text in self._texts:
            if y == height:
                lines[-1] += text
            else:
                lines.append(text)
            height = y
        return "\n".join(lines)


def read_emf(data: bytes, drawing: Drawing) -> None:
    """Follow the records of an enhanced metafile. Raises struct.error where one is cut off."""
    at = 0
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<II", data, at)
        body = data[at : at + size]
        if size < 8 or len(body) < size:
            raise ValueError("a record that ends nowhere")
        if kind == _EMF_END:
            return
        _emf(kind, body, drawing)
        at += size
    drawing.is_whole = False


def _emf(kind: int, body: bytes, drawing: Drawing) -> None:
    if kind in (83, 84):
        _emf_text(body, 36, _EMF_TEXT[kind], drawing)
    elif kind in _EMF_TEXT:
        count = struct.unpack_from("<I", body, 32)[0]
        for number in range(min(count, len(body) // 40)):
            _emf_text(body, 36 + 40 * number, _EMF_TEXT[kind], drawing)
    elif kind == _EMF_SMALL:
        _emf_small(body, drawing)
    elif kind == _EMF_COMMENT:
        _emf_comment(body, drawing)
    elif kind in _EMF_BITMAPS and len(body) >= _EMF_BITMAPS[kind] + 16:
        start, size, bits, length = struct.unpack_from("<4I", body, _EMF_BITMAPS[kind])
        if size and length:
            drawing.bitmaps.append(bitmap(body[start : start + size] + body[bits : bits + length]))
    elif kind in _EMF_DRAWS:
        drawing.draw()


def _emf_text(body: bytes, at: int, wide: bool, drawing: Drawing) -> None:
    """Take an EmrText object ([MS-EMF] 2.2.5)."""
    _, y, count, start, options = struct.unpack_from("<iiIII", body, at)
    if options & _GLYPHS:
        drawing.is_glyphs = drawing.is_glyphs or count > 0
        return
    raw = body[start : start + count * (2 if wide else 1)]
    drawing.write(y, raw.decode("utf-16-le" if wide else "gb18030", "replace"))


def _emf_small(body: bytes, drawing: Drawing) -> None:
    _, y, count, options = struct.unpack_from("<iiII", body, 8)
    start = 36 if options & _SMALL_NO_RECT else 52
    if options & _GLYPHS:
        drawing.is_glyphs = drawing.is_glyphs or count > 0
    elif options & _SMALL_BYTES:
        drawing.write(y, body[start : start + count].decode("latin-1"))
    else:
        drawing.write(y, body[start : start + 2 * count].decode("utf-16-le", "replace"))


def _emf_comment(body: bytes, drawing: Drawing) -> None:
    """Take a comment: drawing records of EMF+, or anything."""
    if len(body) < 16 or struct.unpack_from("<I", body, 12)[0] != _PLUS:
        drawing.rest.append(body[12:])
        return
    at = 16
    while at + 12 <= len(body):
        kind, _, size, length = struct.unpack_from("<HHII", body, at)
        record = body[at + 12 : at + 12 + length]
        if kind == _PLUS_STRING and len(record) >= 28:
            count = struct.unpack_from("<I", record, 8)[0]
            y = int(min(max(struct.unpack_from("<f", record, 16)[0], -1e9), 1e9))
            drawing.write(y, record[28 : 28 + 2 * count].decode("utf-16-le", "replace"))
        elif kind == 0x4036:
            drawing.is_glyphs = True
        at += max(size, 12)


def read_wmf(data: bytes, drawing: Drawing) -> None:
    """Follow the records of a Windows metafile. Raises struct.error where one is cut off."""
    at = 18
    while at + 6 <= len(data):
        words, kind = struct.unpack_from("<IH", data, at)
        body = data[at + 6 : at + 2 * words]
        if words < 3 or at + 2 * words > len(data):
            raise ValueError("a record that ends nowhere")
        if kind == 0:
            return
        _wmf(kind, body, drawing)
        at += 2 * words
    drawing.is_whole = False


def _wmf(kind: int, body: bytes, drawing: Drawing) -> None:
    if kind == _WMF_TEXT:
        count = struct.unpack_from("<H", body)[0]
        y = struct.unpack_from("<h", body, 2 + (count + 1 & ~1))[0]
        drawing.write(y, body[2 : 2 + count].decode("gb18030", "replace"))
    elif kind == _WMF_TEXT_EXTENDED:
        y, _, count, options = struct.unpack_from("<hhHH", body)
        start = 16 if options & 6 else 8
        if options & _GLYPHS:
            drawing.is_glyphs = drawing.is_glyphs or count > 0
        else:
            drawing.write(y, body[start : start + count].decode("gb18030", "replace"))
    elif kind in _WMF_BITMAPS:
        drawing.bitmaps.append(bitmap(body[_WMF_BITMAPS[kind] :]))
    elif kind == _WMF_ESCAPE:
        drawing.rest.append(body)
    elif kind in _WMF_DRAWS:
        drawing.draw()


def read_svm(data: bytes, drawing: Drawing) -> None:
    """Follow the actions of a StarView metafile, as LibreOffice keeps previews in."""
    at = 12 + struct.unpack_from("<I", data, 8)[0]
    while at + 8 <= len(data):
        kind, _, size = struct.unpack_from("<HHI", data, at)
        if at + 8 + size > len(data):
            raise ValueError("an action that ends nowhere")
        if kind in _SVM_TEXT:
            drawing.write(at, harvest(data[at + 8 : at + 8 + size]))
        elif kind in _SVM_BITMAP:
            # Its bitmaps have a form of their own, which nobody else reads.
            drawing.is_glyphs = True
        elif kind in _SVM_DRAWS:
            drawing.draw()
        at += 8 + size
