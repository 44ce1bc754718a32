"""Small pictures of text, drawn by the tests themselves."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

FONTS = (
    Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
)
"""Debian: texlive-lang-chinese, fonts-noto-cjk, fonts-wqy-zenhei."""
LINES = ("示例机密★10年", "青崖钢铁集团文件", "三号高炉夜间点火安排", "各班组不得自行记录配比")


def face(size: int) -> Any:
    """Return a Chinese font; the test skips where there is none."""
    for path in FONTS:
        if path.exists():
            return ImageFont.truetype(str(path), size)
    pytest.skip("no Chinese font here: apt install fonts-wqy-zenhei")


def written(
    *lines: str, size: int = 32, ink: Any = "black", paper: Any = "white", mode: str = "RGB"
) -> Image.Image:
    """Return a picture of lines of text."""
    lines = lines or LINES
    wide = max(len(line) for line in lines) * size + 4 * size
    image = Image.new(mode, (wide, int(len(lines) * size * 1.8) + 3 * size), paper)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((2 * size, int((1.5 + 1.8 * number) * size)), line, ink, face(size))
    return image


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """Return the bytes of a picture file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
