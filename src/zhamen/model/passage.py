"""A passage: text that knows where it came from.

Named tuples rather than frozen dataclasses: one of each is made for every message, and they
cost a third.
"""

from typing import NamedTuple, Protocol

from zhamen.model.terms import Medium


class Offsets(Protocol):
    """Where each folded character stood in the original text."""

    def __getitem__(self, index: int, /) -> int: ...


class Folded(NamedTuple):
    """A text in normal form, with the way back.

    `offsets[i]` is the code-point offset in the original of folded character `i`;
    `offsets[len(text)]` is the length of the original.
    """

    text: str
    offsets: Offsets
    codes: bytes | None = None
    """The same text in UTF-32, dropped characters as zeros, where folding made it anyway."""

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open span of the original that folded `start:end` came from."""
        if start >= end:
            at = int(self.offsets[start])
            return at, at
        return int(self.offsets[start]), int(self.offsets[end - 1]) + 1


class Passage(NamedTuple):
    """One stretch of text of a part, as the reader saw it and folded."""

    part: str
    text: str
    folded: Folded
    medium: Medium = Medium.TYPED
    page: int | None = None
    """Page, slide or sheet, from 1."""
    place: str = ""
    """Where in the file it stood (`header`, `comment`, …), or how it was wrapped (`base64`)."""
    start: int = 0
    """Offset of `text` within the part's original text."""
    anchored: bool = True
    """False where offsets in `text` are not offsets in the part (decoded Base64, for one)."""
    extent: int = 0
    """Length in the part of what was unwrapped, where `anchored` is false."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the part's original text of folded `start:end`."""
        if not self.anchored:
            return self.start, self.start + self.extent
        first, last = self.folded.origin(start, end)
        return self.start + first, self.start + last
