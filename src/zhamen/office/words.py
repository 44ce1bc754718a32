"""Texts for people: Chinese and English side by side, the reader's half picked when it is shown."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.utils.functional import lazystr
from django.utils.translation import get_language


class _Pair:
    """A text in both languages; `str()` gives the half that the reader wants."""

    def __init__(self, chinese: str, english: str) -> None:
        self._chinese, self._english = chinese, english

    def __str__(self) -> str:
        return self._english if in_english() else self._chinese


def in_english() -> bool:
    """Tell whether the reader wants English; before Django is set up there is no reader."""
    return settings.configured and (get_language() or "").startswith("en")


def say(chinese: str, english: str) -> str:
    """Return the reader's half, now."""
    return english if in_english() else chinese


def both(chinese: str, english: str) -> str:
    """Return a text that becomes the reader's half when it is shown, for labels made at import."""
    pair = _Pair(chinese, english)
    return cast(Callable[[object], str], lazystr)(pair)
