"""A passage of a picture knows where its letters stand."""

import pytest

from zhamen.model.passage import Box, Passage, Spot
from zhamen.model.terms import Medium
from zhamen.reading.normal import fold

LEVEL = Spot(0, 10, (100, 50, 300, 50, 300, 70, 100, 70))
UPWARDS = Spot(0, 4, (10, 90, 10, 10, 30, 10, 30, 90))


@pytest.mark.parametrize(
    ("spot", "start", "end", "expected"),
    [
        (LEVEL, 0, 10, (100, 50, 200, 20)),
        (LEVEL, 2, 5, (140, 50, 60, 20)),
        (UPWARDS, 0, 1, (10, 70, 20, 20)),
        (LEVEL, 8, 99, (260, 50, 40, 20)),
    ],
)
def test_letters_share_their_line(spot: Spot, start: int, end: int, expected: Box) -> None:
    """A stretch of a line has its share of the line's box, whichever way the line runs."""
    assert spot.box(start, end) == expected


def test_a_stretch_over_two_lines() -> None:
    """What goes on in the next line has one box around both."""
    text = "示例文件机密\n★十年"
    spots = (Spot(0, 6, (0, 0, 60, 0, 60, 10, 0, 10)), Spot(7, 10, (0, 20, 30, 20, 30, 30, 0, 30)))
    passage = Passage("a.jpg", text, fold(text), Medium.OCR, spots=spots)
    at = passage.folded.text.index("机密")

    assert passage.box(at, at + 6) == (0, 0, 60, 30)
    assert passage._replace(spots=()).box(at, at + 6) is None
