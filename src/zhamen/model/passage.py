"""A passage: text that knows where it came from.

Named tuples rather than frozen dataclasses: one of each is made for every message, and they
cost a third.
"""

from collections.abc import Sequence
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


class Guess(NamedTuple):
    """Other letters that one letter may be, where whoever read it was in doubt."""

    at: int
    """Its offset in the text."""
    letters: str
    """The likeliest first."""


Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels of the picture as it is shown upright."""


class Spot(NamedTuple):
    """Where one line of a text stands in a picture."""

    start: int
    end: int
    quad: tuple[int, ...]
    """x and y of its corners, from the first letter's upper one with the sun."""

    def box(self, start: int, end: int) -> Box:
        """Return the box around the letters `start:end` of the line; letters are taken as even."""
        length = max(self.end - self.start, 1)
        shares = [min(max((at - self.start) / length, 0.0), 1.0) for at in (start, end)]
        x1, y1, x2, y2, x3, y3, x4, y4 = self.quad
        xs = [a + (b - a) * share for share in shares for a, b in ((x1, x2), (x4, x3))]
        ys = [a + (b - a) * share for share in shares for a, b in ((y1, y2), (y4, y3))]
        left, top = max(round(min(xs)), 0), max(round(min(ys)), 0)
        return left, top, max(round(max(xs)) - left, 0), max(round(max(ys)) - top, 0)


def around(boxes: Sequence[Box]) -> Box | None:
    """Return the box around several."""
    if not boxes:
        return None
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right = max(box[0] + box[2] for box in boxes)
    return left, top, right - left, max(box[1] + box[3] for box in boxes) - top


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
    guesses: tuple[Guess, ...] = ()
    spots: tuple[Spot, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the part's original text of folded `start:end`."""
        if not self.anchored:
            return self.start, self.start + self.extent
        first, last = self.folded.origin(start, end)
        return self.start + first, self.start + last

    def box(self, start: int, end: int) -> Box | None:
        """Return where in the picture folded `start:end` stands, None outside pictures."""
        if not self.spots:
            return None
        first, last = self.folded.origin(start, end)
        return around([s.box(first, last) for s in self.spots if s.start < last and first < s.end])
