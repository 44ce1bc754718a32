"""Invented scenes: many shapes in many sizes, as corners as a photograph has, and no two alike."""

import cv2
import numpy
from numpy.typing import NDArray

Picture = NDArray[numpy.uint8]


def scene(seed: int, width: int = 1200, height: int = 900) -> Picture:
    """Return a picture of random shapes on an uneven ground, three colours."""
    chosen = numpy.random.default_rng(seed)
    ground = chosen.integers(40, 210, (8, 10, 3)).astype(numpy.uint8)
    picture = cv2.resize(ground, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(260):
        at = chosen.integers(0, (width, height)).astype(numpy.float64)
        size = float(numpy.exp(chosen.uniform(2.2, 5.0)))
        corners = at + chosen.normal(0, size, (int(chosen.integers(3, 7)), 2))
        colour = tuple(map(int, chosen.integers(0, 255, 3)))
        cv2.fillPoly(picture, [corners.astype(numpy.int32)], colour)
    return picture


def jpeg(picture: Picture, quality: int = 60) -> bytes:
    """Return the picture as a JPEG."""
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def sent(picture: Picture, side: int = 720, quality: int = 50) -> Picture:
    """Return what arrives of a picture that a messenger passed on."""
    scale = side / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return numpy.asarray(cv2.imdecode(numpy.frombuffer(jpeg(small, quality), numpy.uint8), 1))


def turned(picture: Picture, degrees: float) -> Picture:
    """Return the picture turned about its middle, on a dark ground."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.8)
    return numpy.asarray(cv2.warpAffine(picture, matrix, (width, height), borderValue=(40, 40, 40)))


def photographed(picture: Picture, seed: int = 1, side: int = 1080) -> Picture:
    """Return the picture as on a screen that is photographed at an angle."""
    height, width = picture.shape[:2]
    chosen = numpy.random.default_rng(seed)
    around = numpy.array([[0, 0], [width, 0], [width, height], [0, height]], numpy.float32)
    moved = around * 0.8 + (width * 0.1, height * 0.1)
    moved += chosen.uniform(-0.03, 0.03, (4, 2)) * (width, height)
    matrix = cv2.getPerspectiveTransform(around, moved.astype(numpy.float32))
    seen = cv2.warpPerspective(picture, matrix, (width, height), borderValue=(60, 70, 65))
    seen = cv2.GaussianBlur(seen, (0, 0), 1.2) * 0.8 + chosen.normal(0, 4, picture.shape)
    return sent(seen.clip(0, 255).astype(numpy.uint8), side)
