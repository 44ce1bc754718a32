"""Watermarks are read through the print on them; a clean page has none."""

import numpy
import pytest
from PIL import Image, ImageChops, ImageDraw

from drawing import face, written
from zhamen.reading.ocr.faint import faint_lines, has_faint
from zhamen.reading.ocr.networks import Picture

BODY = [f"第{n}条示例正文各班组按照安排做好记录交接事项" for n in "一二三四五六七八九十"]


def page() -> Image.Image:
    """Return a page of print."""
    return written(*BODY, size=28)


def watermarked(text: str, grey: int, degrees: float) -> Picture:
    """Return a page with a text repeated at a slant behind its print."""
    printed = page()
    layer = Image.new("L", (2000, 2000), 255)
    draw = ImageDraw.Draw(layer)
    for y in range(0, 2000, 150):
        for x in range(0, 2000, len(text) * 44 + 90):
            draw.text((x + y % 300, y), text, grey, face(44))
    layer = layer.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    left = top = 500
    part = layer.crop((left, top, left + printed.width, top + printed.height)).convert("RGB")
    return numpy.asarray(ImageChops.multiply(printed, part))


@pytest.mark.parametrize(
    ("text", "grey", "degrees"),
    [("内部资料", 205, 30), ("机密", 225, 45), ("注意保密", 215, -35), ("王示例08837", 225, 20)],
)
def test_a_watermark_is_read(text: str, grey: int, degrees: float) -> None:
    """Light grey, at a slant, under print: it is read, and each text told once."""
    picture = watermarked(text, grey, degrees)
    told = [line.text for line in faint_lines(picture)]

    assert has_faint(picture)
    assert told.count(text) == 1


def test_a_clean_page_has_none() -> None:
    """Print alone is no reason to look for a watermark."""
    assert not has_faint(numpy.asarray(page()))
