"""Whether what looks like text could be made out, or has to be handed to a person."""

from collections.abc import Iterable

from zhamen.reading.ocr.page import Line

_SMALL, _UNSURE = 9.0, 0.7
"""Letters lower than so many pixels, or less sure on average, are not called read."""
_SCRAP = 3
"""Letters below which a piece is a logo, an icon or a crease oftener than words."""
_SHARE, _LETTERS = 0.15, 8


class Legibility:
    """Counts what was read and what was lost of one picture."""

    def __init__(self) -> None:
        self._text = self._lost = 0.0

    def note(self, lines: Iterable[Line]) -> None:
        """Count lines that have been read; a line counts by its length in letters."""
        for line in lines:
            length = line.length
            if length < _SCRAP:
                continue
            self._text += length
            if line.height < _SMALL or line.sure < _UNSURE:
                self._lost += length

    @property
    def is_good(self) -> bool:
        """Tell whether nearly all of the text was legible."""
        return self._lost < max(_SHARE * self._text, _LETTERS)
