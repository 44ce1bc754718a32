"""What a verdict shows of a place, in words."""

import pytest

from zhamen.policy.places import page_pair, place_pair
from zhamen.policy.reasons import reason_in_words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("", ("第 3 页", "page 3")), ("header", ("第 3 页", "page 3")),
        ("speech", ("第 3 秒", "second 3")), ("00.00.02.jpg:picture", ("第 3 秒", "second 3")),
        ("01.12.02.480.jpg", ("第 3 秒", "second 3")), ("00.00.02.docx", ("第 3 页", "page 3")),
    ],
)  # fmt: skip
def test_page_or_second(place: str, words: tuple[str, str]) -> None:
    """What is heard or filmed stands at a second, everything else on a page."""
    assert page_pair(3, place) == words


def test_what_a_file_calls_itself_cannot_steer_a_screen() -> None:
    """Places are named by members of a package, reasons by a process that a file may have taken."""
    assert place_pair("\x1b[31m页\u202e眉\n") == ("[31m页眉", "[31m页眉")
    assert reason_in_words("\x1b]0;示例\x07", "zh") == "]0;示例"
