"""Pages drawn after GB/T 9704: red head, mark, number, body; telegrams; every glyph's place is known."""

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy
from PIL import Image, ImageDraw, ImageFont

from photographs.wording import Wording

FONTS = Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")
"""Debian's texlive-lang-chinese: the Fandol fonts (GPL with font exception), used to draw only."""
_FACES = {"fang": "FandolFang-Regular", "hei": "FandolHei-Regular", "song": "FandolSong-Regular",
          "bold": "FandolSong-Bold", "kai": "FandolKai-Regular"}  # fmt: skip
WIDTH, HEIGHT = 1680, 2376
"""A4 at 8 pixels a millimetre: three-hao letters are 45 pixels high."""
LETTER = 45
_LEFT, _TOP, _STEP, _LEAD, _COLUMNS = 224, 296, 44.6, 81, 28


class Glyph(NamedTuple):
    """One letter on a page: what, where its middle is, of what size, and in what part."""

    text: str
    x: float
    y: float
    size: float
    role: str
    line: int
    ends: bool = False
    """Whether it is the last one of its line."""


@dataclass(frozen=True)
class Page:
    """A page: its picture (height × width × 3, red first) and its glyphs in reading order."""

    picture: numpy.ndarray
    glyphs: tuple[Glyph, ...]
    wording: Wording | None = None
    letter: float = LETTER
    marks: tuple[str, ...] = field(default=())


@cache
def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"{_FACES[face]}.otf"), size)


class _Sheet:
    """Paper on which letters are written one by one."""

    def __init__(self, size=(WIDTH, HEIGHT), colour="white") -> None:
        self.image = Image.new("RGB", size, colour)
        self.draw = ImageDraw.Draw(self.image)
        self.glyphs: list[Glyph] = []
        self._line = 0

    def line(self, text, x, y, face="fang", size=LETTER, step=None, colour="black", role="body"):
        """Write one line whose first letter's left edge is x and whose middle is y."""
        self._line += 1
        for letter in text:
            wide = step or font(face, size).getlength(letter)
            half = letter.isascii() and step
            self.draw.text((x, y), letter, colour, font(face, size), anchor="lm")
            self.glyphs.append(
                Glyph(letter, x + (wide / 4 if half else wide / 2), y, size, role, self._line)
            )
            x += wide / 2 if half else wide
        self.glyphs[-1] = self.glyphs[-1]._replace(ends=True)
        return x

    def centred(self, text, y, **style):
        size, step = style.get("size", LETTER), style.get("step")
        wide = sum((step or font(style.get("face", "fang"), size).getlength(c)) for c in text)
        self.line(text, (WIDTH - wide) / 2, y, **style)

    def page(self, wording=None) -> Page:
        return Page(numpy.asarray(self.image).copy(), tuple(self.glyphs), wording)


def document(words: Wording, face: str = "fang") -> Page:
    """Return a first page with a red head."""
    sheet = _Sheet()
    sheet.line(words.copy, _LEFT, _TOP, "hei", step=40, role="copy")
    sheet.line(words.mark, _LEFT, _TOP + 70, "hei", role="mark", step=46)
    sheet.line(words.urgency, _LEFT, _TOP + 140, "hei", role="urgency")
    sheet.centred(
        words.agency, _TOP + 320, face="bold", size=118, colour=(214, 18, 24), role="agency"
    )
    sheet.centred(words.number, _TOP + 500, role="number", step=None)
    sheet.draw.rectangle((_LEFT, _TOP + 545, WIDTH - 208, _TOP + 551), (214, 18, 24))
    y = _TOP + 660
    for part in _broken(words.title, 20):
        sheet.centred(part, y, face="bold", size=60, role="title")
        y += 86
    y += 60
    sheet.line(words.addressee, _LEFT, y, face, step=_STEP)
    for paragraph in words.paragraphs:
        for part in _broken("　　" + paragraph, _COLUMNS):
            y += _LEAD
            if y > HEIGHT - 280:
                break
            indent = len(part) - len(part.lstrip("　"))
            sheet.line(part.lstrip("　"), _LEFT + indent * _STEP, y, face, step=_STEP)
    sheet.line("—1—", WIDTH - 420, HEIGHT - 180, "song", 36, role="folio")
    _seal(sheet)
    return sheet.page(words)


def telegram(words: Wording) -> Page:
    """Return the head of a telegram and its text."""
    sheet = _Sheet()
    sheet.centred("密码电报", 240, face="bold", size=120, colour=(214, 18, 24), role="agency")
    red = (190, 30, 30)
    for row, (left, right) in enumerate(
        (
            ("发往　" + words.addressee[:8], "签批盖章　李某某"),
            (f"等级　{words.urgency}　{words.mark}", "部门号　" + words.number),
            ("译传号　4471　机号　083", "总号　" + words.copy),
        )
    ):
        y = 400 + row * 90
        sheet.line(left, 180, y, "fang", role="head")
        sheet.line(right, 980, y, "fang", 38, role="head")
        sheet.draw.line((160, y + 45, WIDTH - 160, y + 45), red, 3)
    y = 760
    for paragraph in words.paragraphs:
        for part in _broken("　　" + paragraph, _COLUMNS):
            y += _LEAD
            if y > HEIGHT - 200:
                break
            indent = len(part) - len(part.lstrip("　"))
            sheet.line(part.lstrip("　"), _LEFT + indent * _STEP, y, "fang", step=_STEP)
    return sheet.page(words)


def _broken(text: str, columns: int) -> list[str]:
    """Return lines of at most so many letters, no line beginning with a closing sign."""
    lines = []
    while text:
        end = columns + (len(text) > columns and text[columns] in "，。；：、）》")
        lines.append(text[:end])
        text = text[end:]
    return lines


def _seal(sheet: _Sheet) -> None:
    mask = Image.new("L", (360, 360))
    draw = ImageDraw.Draw(mask)
    draw.ellipse((6, 6, 354, 354), outline=170, width=9)
    draw.text((180, 180), "示例", 170, font("song", 70), anchor="mm")
    sheet.image.paste((214, 18, 24), (1080, HEIGHT - 620), mask)


WATERMARKS = ("内部资料", "机密", "注意保密", "内部资料 严禁外传", "王示例 工号08837", "秘密★5年")


def watermarked(
    page: Page, text: str, grey: int, degrees: float, size: int, pitch=(1.8, 4.5)
) -> Page:
    """Return a page with a slanted text repeated all over it, behind what is written."""
    face = font("hei", size)
    wide, high = int(face.getlength(text)), size
    side = int(numpy.hypot(WIDTH, HEIGHT)) + 200
    layer = Image.new("L", (side, side))
    draw = ImageDraw.Draw(layer)
    for row, y in enumerate(range(0, side, int(high * pitch[1]))):
        for x in range(-wide + row % 2 * wide // 2, side, int(wide * pitch[0]) + 40):
            draw.text((x, y), text, 255, face)
    layer = layer.rotate(degrees, Image.BICUBIC)
    left, top = (side - WIDTH) // 2, (side - HEIGHT) // 2
    share = numpy.asarray(layer.crop((left, top, left + WIDTH, top + HEIGHT)), numpy.float32) / 255
    tint = 1 - share[:, :, None] * (255 - grey) / 255
    return replace(page, picture=(page.picture * tint).astype(numpy.uint8), marks=(text,))
