"""What every picture is asked, whatever its format: notes, codes, its look, its letters."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zhamen.errors import ReadError
from zhamen.model.terms import Medium
from zhamen.model.trace import Trace, TraceKind
from zhamen.model.verdict import Unread
from zhamen.reading.formatting import Content, Piece
from zhamen.reading.pictures.codes import codes
from zhamen.reading.pictures.looks import features
from zhamen.reading.pictures.notes import notes
from zhamen.reading.pictures.pixels import Frames, decoded, light, plain, reduced
from zhamen.settings import Limits

if TYPE_CHECKING:
    from zhamen.reading.ocr.firstlook import Lie
    from zhamen.reading.ocr.networks import Picture
    from zhamen.reading.pictures.pixels import Grey

_LARGE_ENOUGH = 12
"""Pixels on a side below which nothing can be written (a tracking pixel, a rule)."""


def prepare() -> None:
    """Load the networks and what they work in, before the room's limits are set."""
    import numpy

    from zhamen.reading.ocr import boxes, recognising, upright

    for part in (boxes, recognising, upright):
        part.warm()
    for _ in codes(numpy.zeros((64, 64, 3), numpy.uint8)):
        pass


def picture_content(image: Any, limits: Limits) -> Iterator[Content]:
    """Yield all that is to be had of an opened image, frame by frame.

    Raises ReadError("damaged") where not one frame can be decoded.
    """
    lie = None
    if (glance := _glanced(image)) is not None:
        small, lie = glance
        if lie is None:
            yield from notes(image)
            yield from noticed(small, light=light(image))
            return
    count, size = getattr(image, "n_frames", 1), image.size
    frames = Frames()
    torn = False
    for number in range(min(count, limits.frames)):
        try:
            image.seek(number)
            torn |= not decoded(image)
            if number == 0:
                # Only now: the notes of a PNG may stand behind its picture.
                yield from notes(image)
        except (EOFError, OSError, ValueError, SyntaxError, ReadError) as error:
            if number == 0:
                raise ReadError("damaged") from error
            torn = True
            break
        if count == 1 or frames.is_new(image):
            for picture in plain(image):
                known = lie and lie.enlarged(max(picture.shape[:2]) / max(size))
                found = shown(picture, number + 1 if count > 1 else None, known)
                halved = image.format == "JPEG" and image.size != size
                yield from map(_enlarged, found) if halved else found
    if torn:
        yield Unread("", "damaged")
    if count > limits.frames:
        yield Unread("", "too_many_frames")


def _enlarged(content: Content) -> Content:
    """Return what was read of a photograph at half its size in coordinates of the whole."""
    if not isinstance(content, Piece) or not content.spots:
        return content
    spots = (s._replace(quad=tuple(2 * each for each in s.quad)) for s in content.spots)
    return replace(content, spots=tuple(spots))


def _glanced(image: Any) -> "tuple[Picture, Lie | None] | None":
    """Return a large photograph at a part of its size, and how text lies in the whole.

    Decoding it whole would cost more than all the rest that is asked of a cat. None where it is
    small, torn, or paper, whose print may be too small for a glance.
    """
    from zhamen.reading.ocr.firstlook import first_look, is_paper

    small = reduced(image)
    try:
        if small is None or not decoded(small):
            return None
    except ReadError:
        return None
    picture = next(plain(small))
    if is_paper(picture):
        return None
    lie = first_look(picture)
    if lie is None:
        return picture, None
    width, height = image.size
    return picture, lie.enlarged(max(width, height) / max(picture.shape[:2]))


def shown(
    picture: "Picture", page: int | None = None, lie: "Lie | None" = None
) -> Iterator[Content]:
    """Yield what one plain picture holds: codes, its look, then letters."""
    if min(picture.shape[:2]) < _LARGE_ENOUGH:
        return
    yield from noticed(picture, page)
    yield from letters(picture, page, lie)


def noticed(
    picture: "Picture", page: int | None = None, light: "Grey | None" = None
) -> Iterator[Content]:
    """Yield what is to be seen of a picture besides letters: codes, and its look."""
    yield from codes(picture, page, light)
    look = features(picture)
    if look:
        yield Trace(TraceKind.PICTURE, look, page=page)


def letters(
    picture: "Picture", page: int | None = None, lie: "Lie | None" = None
) -> Iterator[Content]:
    """Yield what is written in a picture, and an Unread where letters cannot be made out."""
    from zhamen.reading.ocr.faint import faint_lines, has_faint
    from zhamen.reading.ocr.firstlook import is_paper
    from zhamen.reading.ocr.legibility import Legibility
    from zhamen.reading.ocr.page import read
    from zhamen.reading.ocr.spelling import spelled

    legibility, written = Legibility(), False
    for rows in read(picture, lie):
        legibility.note(line for row in rows for line in row)
        written = True
        said = spelled(rows)
        if said.text.strip():
            yield Piece(said.text, page, "picture", Medium.OCR, said.guesses, said.spots)
    if (written or is_paper(picture)) and has_faint(picture):
        said = spelled([[line] for line in faint_lines(picture)])
        if said.text:
            yield Piece(said.text, page, "watermark", Medium.OCR, said.guesses, said.spots)
    if not legibility.is_good:
        yield Unread("", "illegible")
