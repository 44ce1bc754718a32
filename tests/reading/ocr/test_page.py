"""Letters in pictures are read however they lie, and where nothing is written nothing is read."""

import cv2
import numpy
import pytest
from PIL import Image, ImageOps

from drawing import LINES, written
from zhamen.reading.ocr import page
from zhamen.reading.ocr.legibility import Legibility
from zhamen.reading.ocr.networks import Picture


def picture(image: Image.Image) -> Picture:
    """Return a drawn picture as the reader takes it."""
    return numpy.ascontiguousarray(numpy.asarray(image.convert("RGB"))[:, :, ::-1])


def read(image: Image.Image) -> str:
    """Return all that is read, without spaces."""
    rows = [row for block in page.read(picture(image)) for row in block]
    return "\n".join("".join(line.text for line in row) for row in rows).replace(" ", "")


@pytest.mark.parametrize("degrees", [0, 7, -12, 30, 90, 180, 200, 270])
def test_at_any_angle(degrees: int) -> None:
    """Lines are read from the top, whichever way the page lies."""
    turned = written().rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="white")

    assert read(turned) == "\n".join(LINES)


@pytest.mark.parametrize(
    ("ink", "paper"),
    [("white", "black"), ("white", "#c81414"), ("#909090", "#b4b4b4"), ("#3040a0", "#fff8e0")],
)
def test_in_any_colours(ink: str, paper: str) -> None:
    """Light on dark, on red, hardly darker than its ground: it is read."""
    assert read(written(ink=ink, paper=paper)) == "\n".join(LINES)


@pytest.mark.parametrize("size", [12, 16, 24, 64, 140])
def test_in_any_size(size: int) -> None:
    """From twelve pixels up the size does not matter."""
    assert read(written(size=size)) == "\n".join(LINES)


def test_lines_that_touch_on_the_map() -> None:
    """At the far end of a photograph lines are half as high, close, and told apart all the same."""
    body = written(*["各班组不得自行记录配比，进出人员凭当日口令核验"] * 8, size=56)
    both = Image.new("RGB", (body.width, body.height + 120), "white")
    both.paste(body, (0, 120))
    for row, line in enumerate(("机密★10年", "特急示例")):
        head = written(line, size=26)
        both.paste(head.crop(ImageOps.invert(head.convert("L")).getbbox()), (80, 40 + 31 * row))

    assert read(both).startswith("机密★10年\n特急示例\n")


def test_a_headline_stays_what_it_is() -> None:
    """Small lines close beneath a large one, as on a poster, are not taken in its place."""
    poster = Image.new("RGB", (520, 460), "white")
    for top, size, line in (
        (10, 110, "内部通知"), (124, 26, "示例不外传"), (156, 26, "符合口令"),
        (230, 26, "凭当日口令核验"), (270, 26, "进出人员"),
    ):  # fmt: skip
        drawn = written(line, size=size)
        poster.paste(drawn.crop(ImageOps.invert(drawn.convert("L")).getbbox()), (20, top))

    assert read(poster).startswith("内部通知\n示例不外传\n")


def test_what_is_read_clearly_stays() -> None:
    """A closer look at a line that can be read as it is takes nothing away, whatever it sees."""
    both = Image.new("RGB", (1200, 900), "white")
    for left, top, size, line in (
        (80, 40, 26, "青崖"), (80, 69, 26, "崖钢铁公司进出人员凭当日口令示例青"),
        *((60, top, 56, "进出人员凭当日口令核验") for top in range(250, 890, 80)),
    ):  # fmt: skip
        drawn = written(line, size=size)
        both.paste(drawn.crop(ImageOps.invert(drawn.convert("L")).getbbox()), (left, top))
    said = read(both)

    assert "青崖" in said.split("\n")
    # As it was first found, and as the closer look tells it apart from the line above.
    assert said.count("人员凭当日口令示例青") == 2


def test_print_that_runs_down() -> None:
    """Vertical print is read column by column from the right."""
    drawn = written(*"机密示例青崖钢铁", size=40)
    left = written(*"各班组不得记录配", size=40)
    both = Image.new("RGB", (320, drawn.height), "white")
    both.paste(drawn.crop((60, 0, 140, drawn.height)), (180, 0))
    both.paste(left.crop((60, 0, 140, left.height)), (60, 0))

    assert read(both) == "机密示例青崖钢铁\n各班组不得记录配"


def test_a_bent_line_is_read() -> None:
    """A page that curls is read along its lines."""
    flat = picture(written(size=36))
    high, wide = flat.shape[:2]
    y, x = numpy.mgrid[0:high, 0:wide].astype(numpy.float32)
    bent = cv2.remap(
        flat, x, y + 30 * numpy.sin(x / wide * 3).astype(numpy.float32), cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    image = Image.fromarray(numpy.asarray(bent, numpy.uint8)[:, :, ::-1])

    assert read(image) == "\n".join(LINES)


def test_a_small_page_on_a_large_table() -> None:
    """What is written in a corner far away is looked for more closely."""
    table = Image.new("RGB", (2600, 2000), "#6b4f3a")
    table.paste(written(size=22), (1400, 900))

    assert read(table) == "\n".join(LINES)


def test_where_nothing_is_written() -> None:
    """Noise, slopes of light and plain grounds hold no text."""
    noise = numpy.random.default_rng(1).integers(0, 255, (600, 800, 3), numpy.uint8)
    slope = numpy.linspace(0, 255, 800)[None, :, None].repeat(600, 0).repeat(3, 2)
    for ground in (noise, slope, numpy.full((600, 800, 3), 77)):
        assert list(page.read(ground.astype(numpy.uint8))) == []


def test_each_line_knows_its_place() -> None:
    """A line's corners lie around it in the original picture, a turned one's too."""
    turned = picture(written().rotate(90, expand=True))
    (first, *_), *_ = (block[0] for block in page.read(turned))
    left, top = first.quad.min(axis=0)
    right, bottom = first.quad.max(axis=0)

    assert first.text == LINES[0]
    assert (turned[int(top) : int(bottom), int(left) : int(right)] < 90).any()
    assert right - left < 80 < 200 < bottom - top


def test_letters_too_small_are_not_called_read() -> None:
    """A page shrunk until nothing can be made out is illegible."""
    tiny = written(*LINES * 4, size=32)
    tiny = tiny.resize((tiny.width // 5, tiny.height // 5), Image.Resampling.BOX)
    legibility = Legibility()
    for block in page.read(picture(tiny)):
        legibility.note(line for row in block for line in row)

    assert not legibility.is_good
