"""Makes pairs (truth, read) of printed lines: drawn, photographed badly, read by a real OCR.

The pairs are the material for measuring how well a registered text is found again in a photograph.
Every line is drawn with a Chinese font, then goes through what a phone does at night: tilt, small
letters, lack of focus, an unsteady hand, little light, noise, smear, JPEG. The amounts grow with a
severity between 0 and 1. The same seed makes the same pictures.

It needs an environment of its own, and one core for five minutes or so:

    pip install rapidocr onnxruntime opencv-python-headless pillow numpy
    apt-get install fonts-noto-cjk fonts-wqy-zenhei fonts-arphic-ukai
    python benchmarks/_ocr_lines.py official.jsonl pairs.jsonl --count 4000 --seed 1
"""

import argparse
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import numpy
from PIL import Image, ImageDraw, ImageFont

Picture = numpy.ndarray[Any, Any]
Dice = numpy.random.Generator

FONTS = {
    "hei": ("wqy-zenhei.ttc", 0),
    "song": ("NotoSerifCJK-Regular.ttc", 2),
    "kai": ("ukai.ttc", 0),
}
"""Face → file and index in it; Pillow finds the files in the system's font folders."""
SHORTEST, LONGEST = 20, 40
DRAWN = 40
"""Height of a letter as drawn, in pixels; the camera makes it smaller."""
LEVELS = 10
"""Severities are drawn from this many even steps."""


def lines(path: Path, dice: Dice) -> Iterator[str]:
    """Yield lines of 20 to 40 characters, mostly Chinese, from texts in random order, for ever."""
    texts = [json.loads(row)["text"] for row in path.read_text("utf-8").splitlines()]
    paragraphs = [
        cleaned
        for text in texts
        for cleaned in (re.sub(r"\[\d+\]\(\w+\)|\s+", "", part) for part in text.split("\n"))
        if len(cleaned) >= SHORTEST
    ]
    lengths = numpy.array([len(paragraph) for paragraph in paragraphs], float)
    while True:
        paragraph = paragraphs[dice.choice(len(paragraphs), p=lengths / lengths.sum())]
        length = min(int(dice.integers(SHORTEST, LONGEST + 1)), len(paragraph))
        start = int(dice.integers(0, len(paragraph) - length + 1))
        line = paragraph[start : start + length]
        if sum("\u4e00" <= letter < "\ua000" for letter in line) >= 0.7 * length:
            yield line


@cache
def face(font: str) -> ImageFont.FreeTypeFont:
    """Return a face by the name we give it."""
    name, index = FONTS[font]
    return ImageFont.truetype(name, DRAWN, index=index)


def drawn(line: str, font: str) -> Picture:
    """Return the line as ink between 0 (paper) and 1, with a margin."""
    left, top, right, bottom = face(font).getbbox(line)
    margin = DRAWN // 3
    image = Image.new("L", (int(right - left) + 2 * margin, int(bottom - top) + 2 * margin))
    ImageDraw.Draw(image).text((margin - left, margin - top), line, 255, font=face(font))
    return numpy.asarray(image, numpy.float32) / 255


def tilted(ink: Picture, severity: float, dice: Dice) -> Picture:
    """Move the corners a little: the rest of tilt and perspective that levelling leaves."""
    height, width = ink.shape
    corners = numpy.array([[0, 0], [width, 0], [width, height], [0, height]], numpy.float32)
    reach = (0.07 + 0.03 * severity) * height
    moved = corners + dice.uniform(-reach, reach, (4, 2)).astype(numpy.float32)
    return cv2.warpPerspective(ink, cv2.getPerspectiveTransform(corners, moved), (width, height))


def blurred(ink: Picture, severity: float, dice: Dice) -> Picture:
    """Bring the letters to few pixels, out of focus and dragged in one direction."""
    scale = (13 - 0.9 * severity - dice.uniform(0, 1)) / DRAWN
    size = (round(ink.shape[1] * scale), round(ink.shape[0] * scale))
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 0.32 + 0.2 * severity * dice.uniform(0, 1))
    drag = 1.2 + 0.5 * severity * dice.uniform(0, 1)
    angle = dice.uniform(0, numpy.pi)
    steps = numpy.linspace(-drag / 2, drag / 2, 7)
    return numpy.mean([_shifted(small, step, angle) for step in steps], axis=0)


def _shifted(picture: Picture, by: float, angle: float) -> Picture:
    move = numpy.array([[1, 0, by * numpy.cos(angle)], [0, 1, by * numpy.sin(angle)]])
    return cv2.warpAffine(picture, move, picture.shape[::-1])


def lit(ink: Picture, severity: float, dice: Dice) -> Picture:
    """Return the line as a sensor sees it: paper and ink in uneven light, photons and gain."""
    paper = (165 - 30 * severity) * dice.uniform(0.8, 1.2)
    contrast = (0.73 - 0.1 * severity) * dice.uniform(0.85, 1.1)
    light = numpy.linspace(1, dice.uniform(0.6, 1), ink.shape[1])[:: dice.choice([-1, 1])]
    seen = paper * light * (1 - contrast * ink)
    photons = 6.5 - 1.5 * severity
    noisy = dice.poisson(numpy.clip(seen, 0, None) * photons) / photons
    return noisy + dice.normal(0, 1.5 + 0.6 * severity, ink.shape)


def stored(seen: Picture, severity: float, dice: Dice) -> Picture:
    """Smooth the noise away as a phone does, and keep the picture as JPEG."""
    picture = numpy.clip(seen, 0, 255).astype(numpy.uint8)
    picture = cv2.bilateralFilter(picture, 3, 11 + 4 * severity, 1)
    quality = int(82 - 12 * severity - dice.integers(0, 10))
    _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(packed, cv2.IMREAD_COLOR)


def photographed(line: str, font: str, severity: float, dice: Dice) -> Picture:
    """Return a bad photograph of the line."""
    picture = drawn(line, font)
    for step in (tilted, blurred, lit, stored):
        picture = step(picture, severity, dice)
    return picture


def recogniser() -> Callable[[Picture], str]:
    """Return a function from the picture of one line to its text; on one thread, no detection."""
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.text_score": 0.0,
            "Global.use_preprocess_img": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
        }
    )

    def read(picture: Picture) -> str:
        found = engine(picture, use_det=False, use_cls=False, use_rec=True)
        return "".join(found.txts or ())

    return read


def pairs(path: Path, count: int, seed: int) -> Iterator[dict[str, str | float]]:
    """Yield the rows of the result."""
    dice = numpy.random.default_rng(seed)
    read = recogniser()
    for line in islice(lines(path, dice), count):
        font = str(dice.choice(list(FONTS)))
        severity = round(float(dice.integers(0, LEVELS + 1)) / LEVELS, 2)
        seen = read(photographed(line, font, severity, dice))
        yield {"truth": line, "read": seen, "font": font, "severity": severity}


def main() -> None:
    """Write the pairs, one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", type=Path, help="JSON lines with a field `text`")
    parser.add_argument("pairs", type=Path, help="where the pairs go")
    parser.add_argument("--count", type=int, default=4000, help="lines to draw and read")
    parser.add_argument("--seed", type=int, default=1, help="of the dice")
    options = parser.parse_args()
    with options.pairs.open("w", encoding="utf-8") as out:
        for row in pairs(options.texts, options.count, options.seed):
            print(json.dumps(row, ensure_ascii=False), file=out, flush=True)


if __name__ == "__main__":
    main()
