"""One page's text, as it stands in the file and as it stands on the page."""

import ctypes
import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from zhamen.reading.documents.layout import Glyph, columns, is_vertical, lines
from zhamen.reading.formatting import Content, Piece

_BROUGHT = ("helvetica", "times", "courier", "arial", "symbol", "zapf", "calibri", "verdana")
_STRANGE = 2
"""Letters in a row without a meaning that make a page a picture; a bullet is one alone."""
_SHORT = 2.5
"""Letters in a stretch, on the average, below which text is drawn letter by letter."""
_MOST_LETTERS, _MOST_STRETCHES = 60_000, 5000


class PageText:
    """What PDFium says about the letters of a page."""

    def __init__(self, page: Any) -> None:
        self._text = page.get_textpage()
        self.count: int = self._text.count_chars()
        self.written: str = self._text.get_text_range() if self.count else ""

    def pieces(self, number: int) -> Iterator[Content]:
        """Yield the text in the order of the file, and by lines or columns if they differ."""
        if self.written.strip():
            yield Piece(self.written, page=number)
        if not self._is_scattered():
            return
        for turn, glyphs in self._glyphs().items():
            shown = lines(glyphs)
            if shown.split() != self.written.split():
                yield Piece(shown, page=number, place=f"turned {turn}" if turn else "lines")
            if is_vertical(glyphs):
                yield Piece(columns(glyphs), page=number, place="columns")

    def is_strange(self) -> bool:
        """Tell whether letters have no known meaning: then they must be looked at."""
        import pypdfium2.raw as raw

        run = 0
        text = self._text.raw
        for index in range(min(self.count, _MOST_LETTERS)):
            code = raw.FPDFText_GetUnicode(text, index)
            is_bad = raw.FPDFText_HasUnicodeMapError(text, index) == 1 or _is_private(code)
            run = run + 1 if is_bad else 0 if code not in (0x20, 13, 10) else run
            if run >= _STRANGE:
                return True
        return False

    def lacks_letters(self, page: Any) -> bool:
        """Tell whether a text object came to nothing.

        PDFium leaves out letters without an extent: of a font that is neither embedded nor here.
        """
        import pypdfium2.raw as raw

        for at, each in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=8)):
            # Two bytes are the end of an empty text; in a font that is here it is a space.
            if raw.FPDFTextObj_GetText(each, self._text, None, 0) <= 2 and not _is_here(each):
                return True
            if at > _MOST_STRETCHES:
                break
        return False

    def _is_scattered(self) -> bool:
        """Tell whether the file has another order than the page, or letters stand alone.

        Only within a line does it matter much: a footer that comes first changes no line.
        """
        count = min(self._text.count_rects(), _MOST_STRETCHES)
        boxes = [(*self._text.get_rect(at), at) for at in range(count)]
        if len(boxes) > 3 and self.count / len(boxes) < _SHORT:
            return True
        climbs = sum(after[1] > before[3] for before, after in pairwise(boxes))
        if climbs > max(4, len(boxes) // 5):
            return True
        return any(
            after[4] != before[4] + 1
            for before, after in pairwise(sorted(boxes, key=lambda box: (-round(box[1]), box[0])))
            if abs(after[1] - before[1]) < 2 and after[0] - before[2] < 3 * (before[3] - before[1])
        )

    def _glyphs(self) -> dict[int, list[Glyph]]:
        """Return the letters by the angle at which they stand, in degrees, turned upright."""
        import pypdfium2.raw as raw

        found: dict[int, list[Glyph]] = {}
        text, across, up, box = self._text.raw, ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
        places = (ctypes.byref(across), ctypes.byref(up))
        for index in range(min(self.count, _MOST_LETTERS)):
            code = raw.FPDFText_GetUnicode(text, index)
            # By its baseline, since an “i” is higher than an “e”; by the box of its font as well.
            if code <= 0x20 or not raw.FPDFText_GetCharOrigin(text, index, *places):
                continue
            raw.FPDFText_GetLooseCharBox(text, index, box)
            # PDFium counts clockwise; what it cannot tell is negative.
            angle = raw.FPDFText_GetCharAngle(text, index)
            angle = -angle if math.isfinite(angle) and angle > 0 else 0.0
            wide = abs(box.right - box.left) * (1 if _is_wide(code) or angle else 1.5)
            glyph = _turned(code, (across.value, up.value), angle, min(max(wide, 0.5), 500.0))
            found.setdefault(round(math.degrees(-angle)) % 360, []).append(glyph)
        return found


def _is_here(text_object: Any) -> bool:
    """Tell whether the font of a text object is embedded, or one that every reader brings along."""
    import pypdfium2.raw as raw

    font = raw.FPDFTextObj_GetFont(text_object)
    if not font or raw.FPDFFont_GetIsEmbedded(font) == 1:
        return True
    name = ctypes.create_string_buffer(64)
    raw.FPDFFont_GetBaseFontName(font, name, len(name))
    return name.value.decode("latin-1").lower().startswith(_BROUGHT)


def _turned(code: int, at: tuple[float, float], angle: float, size: float) -> Glyph:
    """Return a letter in the place that it has when its line is turned upright."""
    letter = chr(code) if code < 0x110000 else "\ufffd"
    if not angle:
        return Glyph(letter, at[0], -at[1], size)
    cos, sin = math.cos(angle), math.sin(angle)
    return Glyph(letter, at[0] * cos + at[1] * sin, at[0] * sin - at[1] * cos, size)


def _is_wide(code: int) -> bool:
    return code >= 0x2E80


def _is_private(code: int) -> bool:
    return code in (0, 0xFFFD, 0xFFFE) or 0xE000 <= code < 0xF900 or code >= 0xF0000 or (
        code < 0x20 and code not in (9, 10, 13)
    )  # fmt: skip
