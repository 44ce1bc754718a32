"""Lines of a document: letters with what they are (deleted, hidden, a field's code …), as read.

Everything stands where it stands; the readings that leave something out are given besides, each
with the lines around it.
"""

from collections.abc import Iterable, Iterator

from zhamen.model.verdict import Unread
from zhamen.reading.formatting import Content, Piece

DELETED, INSERTED, CODE, HIDDEN, RUBY, CHOICE, FALLBACK, MATH = (1 << at for at in range(8))
_SIDE = CODE | HIDDEN | RUBY | MATH
_READINGS = (DELETED | _SIDE | FALLBACK, INSERTED | _SIDE | FALLBACK, DELETED | _SIDE | CHOICE)
"""What each further reading leaves out: as accepted, as it was, as an older program shows it."""

Line = list[tuple[int, str]]
"""Letters of one line in stretches of the same flags."""


def pieces_of(lines: list[Line], place: str, page: int | None = None) -> Iterator[Piece]:
    """Yield the text of the lines, and their other readings where they have any."""
    shown = [reading(line, 0) for line in lines]
    yield from piece("\n".join(shown), place, page)
    for text in dict.fromkeys(_others(lines, shown)):
        yield from piece(text, f"{place}:revisions", page)


def reading(line: Line, without: int) -> str:
    """Return a line without the letters that carry one of the flags."""
    if len(line) == 1 and not line[0][0]:
        return line[0][1]
    return "".join(text for flags, text in line if not flags & without)


def _others(lines: list[Line], shown: list[str]) -> Iterator[str]:
    """Yield the further readings of lines that have any, each with the lines around it."""
    flagged = [at for at, line in enumerate(lines) if any(flags for flags, _ in line)]
    near = sorted({at + by for at in flagged for by in (-1, 0, 1)} & set(range(len(lines))))
    whole = "\n".join(shown[at] for at in near)
    for without in _READINGS if flagged else ():
        text = "\n".join(reading(lines[at], without) for at in near)
        if text != whole:
            yield text


def piece(text: str, place: str, page: int | None = None) -> Iterator[Piece]:
    """Yield a piece unless there is nothing in it."""
    if text.strip():
        yield Piece(text.strip("\n"), page=page, place=place)


def never_silent(contents: Iterable[Content]) -> Iterator[Content]:
    """Yield contents, and an Unread where there are none: a document without a word is broken."""
    said = False
    for each in contents:
        said = True
        yield each
    if not said:
        yield Unread("", "damaged")


def merged(letters: Line) -> Line:
    """Return a line with neighbours of the same flags in one piece."""
    together: list[tuple[int, list[str]]] = []
    for flags, text in letters:
        if together and together[-1][0] == flags:
            together[-1][1].append(text)
        else:
            together.append((flags, [text]))
    return [(flags, "".join(texts)) for flags, texts in together]
