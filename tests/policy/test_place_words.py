"""What a verdict shows of a place, in words."""

import pytest

from zhamen.policy.places import page_pair


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
