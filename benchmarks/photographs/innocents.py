"""Pictures that hold no document: drawn scenes, noise, cartoons, charts, textures, and test photos."""

from collections.abc import Iterator

import cv2
import numpy

Dice = numpy.random.Generator
Picture = numpy.ndarray


def innocents(count: int, seed: int = 1) -> Iterator[tuple[str, Picture]]:
    """Yield (kind, picture) of innocent pictures; real ones where scikit-image is installed."""
    real = list(_real())
    kinds = (_scene, _cartoon, _chart, _texture, _bokeh, _cat, _bricks, _gradient)
    for number in range(count):
        dice = numpy.random.default_rng((seed, number))
        if real and number % 4 == 0:
            name, picture = real[number // 4 % len(real)]
            yield name, _changed(picture, dice)
        else:
            draw = kinds[number % len(kinds)]
            yield draw.__name__[1:], _photographed(draw(dice), dice)


def _real() -> Iterator[tuple[str, Picture]]:
    try:
        from skimage import data
    except ImportError:
        return
    for name in ("astronaut", "cat", "coffee", "rocket", "brick", "grass", "gravel", "camera",
                 "coins", "moon", "clock", "horse", "hubble_deep_field", "immunohistochemistry",
                 "colorwheel", "retina"):  # fmt: skip
        try:
            picture = getattr(data, name)()
        except Exception:
            # Not shipped in the wheel, and nothing is fetched.
            continue
        if picture.dtype == bool:
            picture = picture.astype(numpy.uint8) * 255
        yield (
            name,
            cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB) if picture.ndim == 2 else picture[:, :, :3],
        )


def _changed(picture: Picture, dice: Dice) -> Picture:
    """Return a crop of a picture, perhaps mirrored, in other light, of a telephone's size."""
    high, wide = picture.shape[:2]
    share = dice.uniform(0.5, 1.0)
    top, left = (int(dice.uniform(0, 1 - share) * side) for side in (high, wide))
    part = picture[top : top + int(share * high), left : left + int(share * wide)]
    if dice.random() < 0.5:
        part = part[:, ::-1]
    part = cv2.resize(numpy.ascontiguousarray(part), (1280, 960), interpolation=cv2.INTER_CUBIC)
    return (part * dice.uniform(0.5, 1.1)).clip(0, 255).astype(numpy.uint8)


def _photographed(picture: Picture, dice: Dice) -> Picture:
    soft = cv2.GaussianBlur(picture, (0, 0), dice.uniform(0.4, 1.6)).astype(numpy.float32)
    noisy = soft + dice.normal(0, dice.uniform(1, 6), picture.shape[:2])[:, :, None]
    return noisy.clip(0, 255).astype(numpy.uint8)


def _size(dice: Dice) -> tuple[int, int]:
    return ((960, 1280), (1280, 960), (1200, 900), (1080, 1440))[int(dice.integers(4))]


def _colour(dice: Dice) -> tuple[int, int, int]:
    return tuple(int(x) for x in dice.integers(20, 245, 3))


def _gradient(dice: Dice) -> Picture:
    high, wide = _size(dice)
    corners = dice.integers(0, 255, (2, 2, 3)).astype(numpy.uint8)
    return cv2.resize(corners, (wide, high), interpolation=cv2.INTER_LINEAR)


def _scene(dice: Dice) -> Picture:
    """Hills, a house, trees, a road."""
    picture = _gradient(dice)
    high, wide = picture.shape[:2]
    for layer in range(3):
        base = high * (0.4 + 0.18 * layer)
        x = numpy.linspace(0, wide, 40)
        y = base + numpy.cumsum(dice.normal(0, high * 0.02, 40))
        outline = numpy.concatenate((numpy.stack((x, y), 1), [[wide, high], [0, high]]))
        cv2.fillPoly(picture, [outline.astype(numpy.int32)], _colour(dice))
    for _ in range(int(dice.integers(2, 14))):
        x, y = int(dice.uniform(0, wide)), int(dice.uniform(0.5, 0.95) * high)
        size = int(dice.uniform(20, 120))
        cv2.rectangle(picture, (x, y), (x + size, y - size), _colour(dice), -1)
        for row in range(2):
            for column in range(3):
                at = (x + 6 + column * size // 3, y - 8 - row * size // 2)
                cv2.rectangle(
                    picture, at, (at[0] + size // 6, at[1] - size // 5), _colour(dice), -1
                )
    return picture


def _cartoon(dice: Dice) -> Picture:
    high, wide = _size(dice)
    picture = numpy.full((high, wide, 3), _colour(dice), numpy.uint8)
    for _ in range(int(dice.integers(5, 40))):
        centre = (int(dice.uniform(0, wide)), int(dice.uniform(0, high)))
        axes = (int(dice.uniform(10, 300)), int(dice.uniform(10, 200)))
        cv2.ellipse(picture, centre, axes, dice.uniform(0, 180), 0, 360, _colour(dice), -1)
        cv2.ellipse(
            picture, centre, axes, dice.uniform(0, 180), 0, dice.uniform(40, 360), (0, 0, 0), 4
        )
    return picture


def _chart(dice: Dice) -> Picture:
    """Bars, curves and rules without a word."""
    high, wide = _size(dice)
    picture = numpy.full((high, wide, 3), 255, numpy.uint8)
    for y in range(high // 10, high, high // 10):
        cv2.line(picture, (wide // 10, y), (wide, y), (210, 210, 210), 2)
    for number in range(12):
        x = wide // 10 + number * wide // 14
        top = int(dice.uniform(0.1, 0.9) * high)
        cv2.rectangle(picture, (x, high - 40), (x + wide // 30, top), _colour(dice), -1)
    x = numpy.linspace(wide // 10, wide, 60)
    y = high / 2 + numpy.cumsum(dice.normal(0, high * 0.03, 60))
    cv2.polylines(picture, [numpy.stack((x, y), 1).astype(numpy.int32)], False, _colour(dice), 5)
    return picture


def _texture(dice: Dice) -> Picture:
    high, wide = _size(dice)
    total = numpy.zeros((high, wide), numpy.float32)
    for octave in (4, 16, 64, 256):
        grain = dice.normal(0, 1, (octave * 3 // 4 + 1, octave)).astype(numpy.float32)
        total += cv2.resize(grain, (wide, high), interpolation=cv2.INTER_CUBIC) / octave**0.4
    share = (total - total.min()) / numpy.ptp(total)
    one, two = numpy.array(_colour(dice)), numpy.array(_colour(dice))
    return (one + (two - one) * share[:, :, None]).astype(numpy.uint8)


def _bokeh(dice: Dice) -> Picture:
    picture = _gradient(dice) // 4
    high, wide = picture.shape[:2]
    for _ in range(60):
        centre = (int(dice.uniform(0, wide)), int(dice.uniform(0, high)))
        spot = numpy.zeros_like(picture)
        cv2.circle(spot, centre, int(dice.uniform(8, 60)), _colour(dice), -1)
        picture = cv2.add(picture, spot // 3)
    return picture


def _cat(dice: Dice) -> Picture:
    """A cat in ten shapes, with fur and whiskers."""
    picture = _texture(dice)
    high, wide = picture.shape[:2]
    middle, size, fur = (
        (wide // 2, high // 2),
        int(min(high, wide) * dice.uniform(0.2, 0.4)),
        _colour(dice),
    )
    cv2.ellipse(picture, middle, (size, int(size * 0.85)), 0, 0, 360, fur, -1)
    for side in (-1, 1):
        ear = [(middle[0] + side * size // 4, middle[1] - size * 3 // 4),
               (middle[0] + side * size, middle[1] - size * 5 // 4),
               (middle[0] + side * size * 9 // 10, middle[1] - size // 4)]  # fmt: skip
        cv2.fillPoly(picture, [numpy.array(ear, numpy.int32)], fur)
        eye = (middle[0] + side * size // 3, middle[1] - size // 8)
        cv2.ellipse(picture, eye, (size // 8, size // 6), 0, 0, 360, (240, 220, 90), -1)
        cv2.ellipse(picture, eye, (size // 30, size // 8), 0, 0, 360, (0, 0, 0), -1)
        for turn in (-8, 0, 8):
            end = (middle[0] + side * size * 3 // 2, middle[1] + size // 4 + turn * size // 40)
            cv2.line(
                picture,
                (middle[0] + side * size // 4, middle[1] + size // 4),
                end,
                (250, 250, 250),
                2,
            )
    for _ in range(4000):
        x, y = (int(m + dice.normal(0, size / 2)) for m in middle)
        cv2.line(
            picture,
            (x, y),
            (x + int(dice.normal(0, 6)), y + 9),
            tuple(int(c * 0.8) for c in fur),
            1,
        )
    return picture


def _bricks(dice: Dice) -> Picture:
    high, wide = _size(dice)
    picture = numpy.full((high, wide, 3), 190, numpy.uint8)
    size = int(dice.uniform(30, 120))
    for row, y in enumerate(range(0, high, size // 2)):
        for x in range(-size + row % 2 * size // 2, wide, size):
            shade = dice.uniform(0.7, 1.1)
            colour = tuple(int(c * shade) for c in (160, 80, 60))
            cv2.rectangle(picture, (x + 3, y + 3), (x + size - 3, y + size // 2 - 3), colour, -1)
    return picture
