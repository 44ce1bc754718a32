"""Which way up: turned pages, turned lines, and print that runs down the page."""

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy

from zhamen.reading.ocr.boxes import Box
from zhamen.reading.ocr.cutting import cut_out, pieces_of
from zhamen.reading.ocr.networks import Picture, network
from zhamen.reading.ocr.recognising import Letter, recognise, sureness

_VOTERS = 8
_SURE = 0.75
_TALL = 1.5


def upside_down(picture: Picture, found: Sequence[Box]) -> bool:
    """Tell whether the widest lines stand on their heads, by vote of pieces of them."""
    balance = 0.0
    for box in sorted(found, key=lambda box: -box.width / box.height)[:_VOTERS]:
        for piece in pieces_of(cut_out(picture, box), most=1):
            upright, turned_round = _vote(piece)
            balance += turned_round - upright
    return balance > 0


def warm() -> None:
    """Load the network, before limits are set."""
    _vote(numpy.zeros((48, 192, 3), numpy.uint8))


def _vote(piece: Picture) -> tuple[float, float]:
    height, width = piece.shape[:2]
    wide = min(max(round(width * 48 / height), 1), 192)
    scaled = cv2.resize(piece, (wide, 48), interpolation=cv2.INTER_AREA)
    # What is missing to the network's width is mid-grey, which is nothing to it.
    padded = cv2.copyMakeBorder(scaled, 0, 0, 0, 192 - wide, cv2.BORDER_CONSTANT, value=(127,) * 3)
    upright, turned_round = network("upright")(numpy.asarray(padded, numpy.uint8))
    return float(upright), float(turned_round)


def runs_down(picture: Picture, found: Sequence[Box]) -> bool:
    """Tell whether lines that stand on end are vertical print rather than a turned page."""
    tall = sorted((b for b in found if b.height > _TALL * b.width), key=lambda b: -b.height)[:3]
    laid = [_best(_lying(cut_out(picture, box))) for box in tall]
    down = [recognise(relaid(cut_out(picture, box))) for box in tall]
    return sum(map(sureness, down)) > sum(map(sureness, laid))


def letters_of(line: Picture) -> tuple[Letter, ...]:
    """Return the letters of a line however it stands: level, on its head, on end, running down."""
    height, width = line.shape[:2]
    if height > _TALL * width:
        return _best([relaid(line), *_lying(line)])
    letters = recognise(line)
    if sureness(letters) >= _SURE:
        return letters
    other = recognise(_turned(line, cv2.ROTATE_180))
    return other if sureness(other) > max(sureness(letters) + 0.1, _SURE) else letters


def _best(lines: Sequence[Picture]) -> tuple[Letter, ...]:
    return max((recognise(line) for line in lines), key=sureness)


def _lying(line: Picture) -> list[Picture]:
    return [_turned(line, cv2.ROTATE_90_CLOCKWISE), _turned(line, cv2.ROTATE_90_COUNTERCLOCKWISE)]


def _turned(line: Picture, way: int) -> Picture:
    return numpy.asarray(cv2.rotate(line, way), numpy.uint8)


def relaid(line: Picture) -> Picture:
    """Return a line that runs down with its letters laid side by side."""
    width = line.shape[1]
    squares = [_squared(line[top:bottom], width) for top, bottom in _cells(line)]
    return numpy.concatenate(squares, axis=1) if squares else line


def _squared(cell: Picture, side: int) -> Picture:
    """Return the picture of a letter on a square, with what it stands on around it."""
    short = max(side - cell.shape[0], 0)
    padded = cv2.copyMakeBorder(cell, short // 2, short - short // 2, 0, 0, cv2.BORDER_REPLICATE)
    return numpy.asarray(
        cv2.resize(padded, (side, side), interpolation=cv2.INTER_AREA), numpy.uint8
    )


def _cells(line: Picture) -> list[tuple[int, int]]:
    """Return the top and bottom of each letter of a line that runs down."""
    grey = cv2.cvtColor(line, cv2.COLOR_BGR2GRAY)
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    ink = grey < level if numpy.median(grey) >= level else grey >= level
    width = max(int(numpy.ptp(numpy.flatnonzero(ink.any(axis=0)))) + 1, 1) if ink.any() else 1
    inked = ink.sum(axis=1) > 0.02 * width
    edges = numpy.flatnonzero(numpy.diff(numpy.concatenate(([0], inked.astype(int), [0]))))
    cells: list[tuple[int, int]] = []
    for top, bottom in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if cells and bottom - cells[-1][0] <= 1.12 * width:
            # Strokes of one letter (二, 昌) have white between them too.
            cells[-1] = (cells[-1][0], bottom)
        else:
            cells.extend(_divided(top, bottom, width))
    return cells


def _divided(top: int, bottom: int, width: int) -> list[tuple[int, int]]:
    """Return the letters in a run that is higher than one letter."""
    count = max(round((bottom - top) / (1.1 * width)), 1)
    cuts = numpy.linspace(top, bottom, count + 1).astype(int).tolist()
    return list(pairwise(cuts))
