"""The look of a picture: small, without a pixel, and refused where it is not one."""

import numpy
import pytest

cv2 = pytest.importorskip("cv2", reason="the extra `ocr` is not installed")

from scenes import scene  # noqa: E402
from zhamen.errors import ReadError  # noqa: E402
from zhamen.reading.pictures.looks import PAPER, POINT, POINTS, SIDE, features, views  # noqa: E402
from zhamen.reading.pictures.sheet import flattened, trimmed  # noqa: E402


def test_a_look_is_small_and_always_the_same() -> None:
    """A view or two: points within them, in some kilobytes."""
    picture = scene(1)
    look = features(picture)
    view, *_ = views(look)

    assert look == features(picture)
    assert len(look) <= 2 * (100 + POINTS * POINT.itemsize)
    assert 200 <= len(view.points) <= POINTS
    assert max(view.width, view.height) == SIDE
    assert view.points["x"].max() < view.width * 64
    assert view.points["y"].max() < view.height * 64


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(numpy.zeros((600, 800, 3), numpy.uint8), id="black"),
        pytest.param(numpy.full((600, 800), 255, numpy.uint8), id="white, grey"),
        pytest.param(numpy.zeros((1, 4000), numpy.uint8), id="a rule"),
    ],
)
def test_what_shows_nothing_has_no_look(picture: numpy.ndarray) -> None:  # type: ignore[type-arg]
    """And its look has no views."""
    assert features(picture) == b""
    assert list(views(b"")) == []


@pytest.mark.parametrize("shape", [(1, 1), (3, 900, 3), (900, 17), (16, 16, 3), (40, 2000)])
def test_no_shape_is_too_odd(shape: tuple[int, ...]) -> None:
    """Whatever a format decodes has a look, or none."""
    noise = numpy.random.default_rng(1).integers(0, 255, shape).astype(numpy.uint8)

    assert all(len(view.points) <= POINTS for view in views(features(noise)))


def test_a_dim_photograph_is_no_page() -> None:
    """However little light there was, a scene has the points of a scene."""
    bright, dim = (next(views(features(each))) for each in (scene(3), scene(3) // 8))

    assert bright.ground < PAPER and dim.ground < PAPER
    assert len(dim.points) > 0.8 * len(bright.points)


def test_what_is_no_look_is_refused() -> None:
    """Cut off, prolonged, of another version: a process that was taken over may send anything."""
    look = features(scene(1))
    cut, other = (look[:1], look[:-1], look + b"\0"), (b"\x09" + look[1:], b"\1\7" + look[2:])
    for wrong in (*cut, *other, b"\1\1", b"\1\1" + b"\xff" * 40):
        with pytest.raises(ReadError):
            list(views(wrong))


def test_borders_are_cut_off() -> None:
    """The black bars of a screenshot are no part of what it shows."""
    shot = numpy.full((2000, 900), 20, numpy.uint8)
    shot[500:1100] = cv2.cvtColor(scene(2, 900, 600), cv2.COLOR_BGR2GRAY)
    rows, columns = trimmed(shot).shape

    assert abs(rows - 600) < 12 and columns == 900


def test_a_sheet_is_laid_flat() -> None:
    """A bright page on a dark desk, seen at an angle, has its own proportions again."""
    desk = numpy.full((900, 1200), 70, numpy.uint8)
    corners = numpy.array([[300, 100], [880, 130], [930, 820], [260, 800]])
    cv2.fillPoly(desk, [corners], 240)
    cv2.putText(desk, "SAMPLE", (400, 400), 0, 3, 20, 8)
    sheet = flattened(desk, SIDE)

    assert sheet is not None
    assert 1.0 < sheet.shape[0] / sheet.shape[1] < 1.3
    assert (sheet[5:-5, 5:-5] > 200).mean() > 0.9
