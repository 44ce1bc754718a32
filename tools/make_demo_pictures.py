"""Makes the photographs of `zhamen demo`: invented papers, photographed at night and in a hurry.

Everything on them is invented and says 示例. Pages are drawn with Noto's Chinese serif (Debian:
fonts-noto-cjk), laid on a desk in perspective, lit unevenly, and given a phone's noise and JPEG.
The same seed makes the same pictures.
"""

import argparse
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

_FONTS = Path("/usr/share/fonts/opentype/noto")
_TARGET = Path(__file__).parents[1] / "src" / "zhamen" / "cli" / "pictures"
_PAGE = (1240, 1754)
_INK, _RED = (28, 28, 32), (200, 30, 36)
_MOST_BYTES = 120_000

Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Light:
    """How a photograph came about."""

    size: tuple[int, int]
    corners: Corners
    """Where the page's corners lie, from the upper left clockwise, in shares of the picture."""
    desk: tuple[int, int, int]
    lamp: tuple[float, float]
    """Where it is brightest, in shares of the picture."""
    tint: tuple[float, float, float]
    fall: float
    """How fast it darkens away from the lamp."""
    noise: float
    blur: float = 0.0
    shadow: bool = False


def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "NotoSerifCJK-Bold.ttc" if bold else "NotoSerifCJK-Regular.ttc"
    return ImageFont.truetype(_FONTS / name, size, index=2)


class Sheet:
    """A page being written."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", _PAGE, (250, 249, 245))
        self._draw = ImageDraw.Draw(self.image)

    def line(self, y: int, text: str, size: int, *, x: int | None = None, bold: bool = False,
             colour: tuple[int, int, int] = _INK) -> None:  # fmt: skip
        """Write a line at `x`, or in the middle."""
        font = _font(size, bold=bold)
        left = (_PAGE[0] - self._draw.textlength(text, font)) / 2 if x is None else x
        self._draw.text((left, y), text, colour, font)

    def body(self, y: int, lines: list[str], size: int = 42) -> int:
        """Write lines below one another and return where they end."""
        for text in lines:
            self.line(y, text, size, x=160)
            y += int(size * 1.75)
        return y

    def rule(self, y: int, width: int, colour: tuple[int, int, int] = _RED) -> None:
        """Draw a rule across the page."""
        self._draw.rectangle((140, y, _PAGE[0] - 140, y + width), colour)

    def boxes(self, rows: list[list[str]], top: int, columns: list[int], height: int = 96) -> int:
        """Draw a ruled table and return where it ends."""
        edges = [140]
        for width in columns:
            edges.append(edges[-1] + width)
        for number, row in enumerate(rows):
            y = top + number * height
            for at, text in enumerate(row):
                self._draw.rectangle(
                    (edges[at], y, edges[at + 1], y + height), outline=_INK, width=2
                )
                self._draw.text((edges[at] + 18, y + 22), text, _INK, _font(38))
        return top + len(rows) * height

    def finished(self) -> Image.Image:
        """Return the page with a pale 示例 across it and a note at its foot."""
        self.line(1640, "虚构样张　仅供演示　示例", 30, colour=(130, 130, 130))
        pale = Image.new("L", (900, 420))
        ImageDraw.Draw(pale).text((40, 20), "示　例", 44, _font(280, bold=True))
        pale = pale.rotate(28, expand=True)
        self.image.paste((150, 150, 160), (160, 620), pale)
        return self.image


def red_header() -> Image.Image:
    """Return the first page of a red-header paper with a mark, a degree and a number."""
    sheet = Sheet()
    sheet.line(120, "000023", 42, x=150)
    sheet.line(190, "机密★10年", 42, x=150, bold=True)
    sheet.line(260, "特急", 42, x=150, bold=True)
    sheet.line(390, "云岭县示例领导小组文件", 88, bold=True, colour=_RED)
    sheet.line(560, "示例发〔2026〕3号", 42)
    sheet.rule(640, 5)
    sheet.line(740, "关于示例事项安排的紧急通知", 58, bold=True)
    sheet.body(890, [
        "各乡镇人民政府（示例）：", "　　以下内容全部虚构，仅用来演示闸门怎样认出一张",
        "照片。示例事项应于本月底以前完成，各单位明确一名", "联系人，逐级签收，不得转抄、不得拍照。",
        "　　一、示例事项的范围，由示例小组另行通知。", "　　二、示例事项的进度，每周五报送一次。",
        "　　三、本件阅后交回，由专人登记保管。",
    ])  # fmt: skip
    return sheet.finished()


def half_page() -> Image.Image:
    """Return an inner page with a level field and a table."""
    sheet = Sheet()
    sheet.line(110, "密级：机密　保密期限：10年", 42, x=150, bold=True)
    sheet.line(230, "示例集团某某项目安排（示例）", 56, bold=True)
    end = sheet.body(360, [
        "二、示例事项的安排（此处为示例文字）", "　　（一）示例内容，仅供演示，不对应任何真实事项。",
        "　　（二）进度与负责人见下表，均为虚构。",
    ])  # fmt: skip
    rows = [["序号", "事项（示例）", "负责人", "时限"]]
    rows += [
        [str(at), f"示例事项第{at}项", f"示例{who}", "月底"] for at, who in enumerate("甲乙丙丁", 1)
    ]
    end = sheet.boxes(rows, end + 40, [140, 430, 220, 170])
    sheet.body(
        end + 60, ["三、示例经费由示例部门统筹，另文下达。", "四、未尽事宜由示例办公室解释。"]
    )
    return sheet.finished()


def telegram() -> Image.Image:
    """Return the head of a telegram."""
    sheet = Sheet()
    sheet.line(120, "密码电报", 120, bold=True, colour=_RED)
    sheet.line(280, "（示例）", 44, colour=_RED)
    sheet.rule(370, 4)
    rows = [["发往", "各县区（示例）"], ["签批盖章", "张某（示例）"], ["等级　特急", "示例机发　12号"],
            ["抄送", "示例单位"], ["共 2 页", "2026年11月　日　时"]]  # fmt: skip
    end = sheet.boxes(rows, 410, [330, 630], 104)
    sheet.body(end + 60, [
        "　　以下为虚构的电文，仅供演示。请各单位按示例", "要求做好示例工作，有关情况及时报告。",
        "　　（示例电文到此为止）",
    ])  # fmt: skip
    return sheet.finished()


def photographed(page: Image.Image, light: Light, seed: int) -> bytes:
    """Return the page as a phone would have taken it."""
    chance = np.random.default_rng(seed)
    width, height = light.size
    grain = chance.normal(0, 7, (height // 4, width // 4, 1)).repeat(4, 0).repeat(4, 1)
    field = np.clip(np.array(light.desk) + grain, 0, 255).astype(np.uint8)
    desk = Image.fromarray(np.resize(field, (height, width, 3)))
    corners = tuple((x * width, y * height) for x, y in light.corners)
    flat = page.transform(light.size, Image.Transform.PERSPECTIVE, _homography(corners),
                          Image.Resampling.BICUBIC)  # fmt: skip
    mask = Image.new("L", _PAGE, 255).transform(
        light.size, Image.Transform.PERSPECTIVE, _homography(corners), Image.Resampling.BILINEAR
    )
    shade = Image.new("RGB", light.size)
    desk.paste(shade, (14, 18), mask.filter(ImageFilter.GaussianBlur(16)).point(lambda v: v * 0.5))
    desk.paste(flat, (0, 0), mask)
    if light.blur:
        desk = desk.filter(ImageFilter.GaussianBlur(light.blur))
    lit = np.asarray(desk, np.float64) * _brightness(light)[:, :, None] * np.array(light.tint)
    lit += chance.normal(0, light.noise, lit.shape) * np.sqrt(np.clip(lit, 8, None) / 128)
    return _fitting(Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8)))


def _brightness(light: Light) -> np.ndarray:
    width, height = light.size
    y, x = np.mgrid[0:height, 0:width]
    away = np.hypot((x / width - light.lamp[0]), (y / height - light.lamp[1]) * height / width)
    bright = 1.12 / (1 + light.fall * away**2)
    if light.shadow:
        # The hand that holds the phone.
        edge = 1 / (1 + np.exp(-(x / width - 0.35 - 0.5 * y / height) * 14))
        bright *= 0.62 + 0.38 * edge
    return bright


def _homography(corners: Corners) -> list[float]:
    """Return the eight numbers by which PIL takes a picture's point back to the page."""
    page = ((0, 0), (_PAGE[0], 0), _PAGE, (0, _PAGE[1]))
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, page, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return [float(each) for each in np.linalg.solve(np.array(rows), np.array(values))]


def _fitting(picture: Image.Image) -> bytes:
    """Return a JPEG of at most so many bytes."""
    for quality in range(82, 20, -4):
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= _MOST_BYTES:
            return file.getvalue()
    raise ValueError("no quality is small enough")


_PICTURES: dict[str, tuple[Callable[[], Image.Image], Light]] = {
    "night.jpg": (red_header, Light(
        (1000, 1330), ((0.10, 0.07), (0.93, 0.04), (0.97, 0.95), (0.05, 0.98)),
        (74, 54, 40), (0.62, 0.30), (0.66, 0.58, 0.45), 1.1, 7.0)),
    "hurry.jpg": (half_page, Light(
        (1280, 960), ((0.09, 0.10), (0.90, 0.03), (1.04, 1.62), (-0.03, 1.74)),
        (96, 92, 88), (0.75, 0.20), (0.98, 0.97, 0.93), 0.5, 4.0, 0.8, shadow=True)),
    "boss.jpg": (telegram, Light(
        (1000, 1250), ((0.14, 0.03), (0.96, 0.10), (0.90, 1.16), (0.04, 1.08)),
        (120, 118, 112), (0.30, 0.40), (0.92, 0.96, 1.0), 0.6, 5.0)),
}  # fmt: skip


def main() -> None:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=_TARGET)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for seed, (name, (page, light)) in enumerate(_PICTURES.items()):
        data = photographed(page(), light, seed)
        (folder / name).write_bytes(data)
        print(f"{name}: {len(data):,} bytes")


if __name__ == "__main__":
    main()
