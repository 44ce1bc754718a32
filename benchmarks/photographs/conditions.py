"""What telephones, hands, light, screens and messengers do to a page, glyph places carried along."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import cv2
import numpy

from photographs.pages import Page

Dice = numpy.random.Generator


@dataclass(frozen=True)
class Condition:
    """One way in which a page comes to us."""

    name: str
    spoil: Callable[[Page, Dice], Page]
    hard: bool = False


def _moved(page: Page, picture: numpy.ndarray, there, letter: float) -> Page:
    """Return the page under a new picture; `there` takes n × 2 points along."""
    points = there(numpy.array([(g.x, g.y) for g in page.glyphs], numpy.float64).reshape(-1, 2))
    high, wide = picture.shape[:2]
    kept = tuple(
        g._replace(x=float(x), y=float(y), size=g.size * letter / page.letter)
        for g, (x, y) in zip(page.glyphs, points, strict=True)
        if 0.3 * g.size * letter / page.letter < x < wide - 0.3 * g.size * letter / page.letter
        and 0.3 * g.size * letter / page.letter < y < high - 0.3 * g.size * letter / page.letter
    )
    return replace(page, picture=picture, glyphs=kept, letter=letter)


def _through(matrix: numpy.ndarray):
    return lambda points: (
        cv2.perspectiveTransform(points[None], matrix)[0] if len(points) else points
    )


def shot(
    page: Page, dice: Dice, *, letter=40.0, tilt=0.0, degrees=0.0, margin=0.06, noise=2.0
) -> Page:
    """Return the page as photographed on a desk: perspective, turn, a little blur and noise."""
    scale = letter / page.letter
    high, wide = page.picture.shape[:2]
    corners = numpy.array([[0, 0], [wide, 0], [wide, high], [0, high]], numpy.float64) * scale
    if tilt:
        corners += (
            numpy.array([[tilt, tilt * 0.3], [-tilt * 0.8, 0], [0, 0], [0, -tilt * 0.2]])
            * wide
            * scale
        )
    turn = numpy.radians(degrees)
    rotation = numpy.array(
        [[numpy.cos(turn), -numpy.sin(turn)], [numpy.sin(turn), numpy.cos(turn)]]
    )
    corners = (corners - corners.mean(axis=0)) @ rotation.T
    edge = margin * wide * scale
    corners -= corners.min(axis=0) - edge
    size = tuple(int(each) for each in numpy.ceil(corners.max(axis=0) + edge))
    source = numpy.array([[0, 0], [wide, 0], [wide, high], [0, high]], numpy.float32)
    matrix = cv2.getPerspectiveTransform(source, corners.astype(numpy.float32)).astype(
        numpy.float64
    )
    sharp = page.picture if scale >= 0.8 else cv2.GaussianBlur(page.picture, (0, 0), 0.42 / scale)
    desk = _desk(size, dice)
    seen = cv2.warpPerspective(
        sharp, matrix, size, dst=desk, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_TRANSPARENT
    )
    seen = cv2.GaussianBlur(seen, (0, 0), 0.6)
    return _moved(page, _noisy(seen, dice, noise), _through(matrix), letter)


def _desk(size, dice: Dice) -> numpy.ndarray:
    wide, high = size
    grain = dice.normal(0, 1, (high // 8 + 1, wide // 64 + 1)).astype(numpy.float32)
    wood = cv2.resize(grain, (wide, high), interpolation=cv2.INTER_CUBIC)
    colour = numpy.array([120, 88, 60], numpy.float32) * dice.uniform(0.7, 1.2)
    return (colour + wood[:, :, None] * 9).clip(0, 255).astype(numpy.uint8)


def _noisy(picture, dice: Dice, sigma: float) -> numpy.ndarray:
    if not sigma:
        return picture
    noise = dice.normal(0, sigma, picture.shape[:2]).astype(numpy.float32)[:, :, None]
    return (picture.astype(numpy.float32) + noise).clip(0, 255).astype(numpy.uint8)


def scan(page: Page, dice: Dice) -> Page:
    return replace(page, picture=_noisy(page.picture, dice, 3))


def _then(*steps):
    def spoil(page: Page, dice: Dice) -> Page:
        for step in steps:
            page = step(page, dice)
        return page

    return spoil


def jpeg(page: Page, dice: Dice, *, quality=85) -> Page:
    _, data = cv2.imencode(".jpg", page.picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return replace(page, picture=cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1].copy())


def sized(page: Page, dice: Dice, *, longest=1440) -> Page:
    high, wide = page.picture.shape[:2]
    scale = longest / max(high, wide)
    if scale >= 1:
        return page
    picture = cv2.resize(page.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return _moved(page, picture, lambda points: points * scale, page.letter * scale)


def turned(page: Page, dice: Dice, *, quarter=1) -> Page:
    high, wide = page.picture.shape[:2]
    ways = {1: lambda p: numpy.stack((high - p[:, 1], p[:, 0]), 1),
            2: lambda p: numpy.array([wide, high]) - p,
            3: lambda p: numpy.stack((p[:, 1], wide - p[:, 0]), 1)}  # fmt: skip
    return _moved(page, numpy.rot90(page.picture, -quarter).copy(), ways[quarter], page.letter)


def cropped(page: Page, dice: Dice, *, top=0.0, bottom=1.0, left=0.0, right=1.0) -> Page:
    high, wide = page.picture.shape[:2]
    x, y = int(left * wide), int(top * high)
    part = page.picture[y : int(bottom * high), x : int(right * wide)]
    return _moved(page, part.copy(), lambda p: p - numpy.array([x, y]), page.letter)


def night(page: Page, dice: Dice, *, light=0.12, smear=0.0) -> Page:
    """Few photons, much gain, and the camera's own smoothing afterwards."""
    photons = page.picture.astype(numpy.float32) * light * 1.2
    if smear:
        photons = _smeared(photons, smear, dice.uniform(0, 180))
    seen = dice.poisson(photons.clip(0)).astype(numpy.float32) + dice.normal(0, 1.5, photons.shape)
    seen = cv2.GaussianBlur(
        (seen / light / 1.2 * 0.8).clip(0, 255).astype(numpy.uint8), (0, 0), 1.0
    )
    return replace(page, picture=cv2.bilateralFilter(seen, 5, 30, 3))


def shaded(page: Page, dice: Dice) -> Page:
    """Uneven light, and the shadow of a hand."""
    high, wide = page.picture.shape[:2]
    y, x = numpy.mgrid[0:high, 0:wide].astype(numpy.float32)
    light = 0.55 + 0.45 * (x / wide * 0.7 + y / high * 0.3)
    hand = numpy.zeros((high, wide), numpy.float32)
    middle = (int(wide * dice.uniform(0.3, 0.7)), int(high * dice.uniform(0.5, 0.9)))
    cv2.ellipse(hand, middle, (wide // 4, high // 3), 25, 0, 360, 1, -1)
    light *= 1 - 0.45 * cv2.GaussianBlur(hand, (0, 0), wide / 40)
    return replace(page, picture=(page.picture * light[:, :, None]).astype(numpy.uint8))


def _smeared(picture, length: float, degrees: float):
    size = int(numpy.ceil(length)) | 1
    kernel = numpy.zeros((size, size), numpy.float32)
    half = length / 2
    dx, dy = numpy.cos(numpy.radians(degrees)), numpy.sin(numpy.radians(degrees))
    for t in numpy.linspace(-half, half, size * 8):
        kernel[round(size // 2 + t * dy), round(size // 2 + t * dx)] += 1
    return cv2.filter2D(picture, -1, kernel / kernel.sum())


def motion(page: Page, dice: Dice, *, length=11.0) -> Page:
    return replace(page, picture=_smeared(page.picture, length, dice.uniform(20, 160)))


def defocus(page: Page, dice: Dice, *, sigma=4.0) -> Page:
    return replace(page, picture=cv2.GaussianBlur(page.picture, (0, 0), sigma))


def bent(page: Page, dice: Dice, *, height=0.03, crumples=0) -> Page:
    """The page's own surface out of plane: a curl along one side, or many small dents."""
    high, wide = page.picture.shape[:2]
    y, x = numpy.mgrid[0:high, 0:wide].astype(numpy.float32)
    across, down = x / wide, y / high
    dx, dy = numpy.zeros_like(x), numpy.zeros_like(x)
    if height:
        phase = dice.uniform(0.35, 0.65)
        dy += (
            height
            * high
            * (numpy.sin(numpy.pi * (across - phase)) + 0.4 * (across - phase) ** 2)
            * (0.8 + 0.4 * down)
        )
        dx += 0.25 * height * wide * numpy.sin(2 * numpy.pi * across)
    for _ in range(crumples):
        at, sigma = dice.uniform(0, 1, 2), dice.uniform(0.08, 0.25)
        weight = numpy.exp(-((across - at[0]) ** 2 + (down - at[1]) ** 2) / sigma**2)
        dx += dice.normal(0, 7) * weight
        dy += dice.normal(0, 9) * weight
    dx, dy = dx - dx.mean(), dy - dy.mean()
    seen = cv2.remap(
        page.picture,
        x + dx,
        y + dy,
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(96, 78, 60),
    )
    if crumples:
        shade = cv2.GaussianBlur(
            cv2.Sobel(dy, cv2.CV_32F, 0, 1) + cv2.Sobel(dx, cv2.CV_32F, 1, 0), (0, 0), 9
        )
        seen = (
            (seen * (1 + 0.9 * shade[:, :, None]).clip(0.6, 1.25)).clip(0, 255).astype(numpy.uint8)
        )

    def there(points):
        found = points.copy()
        for _ in range(8):
            at = found.astype(int)
            row, column = at[:, 1].clip(0, high - 1), at[:, 0].clip(0, wide - 1)
            found = points - numpy.stack((dx[row, column], dy[row, column]), 1)
        return found

    return _moved(page, seen, there, page.letter)


def thumb(page: Page, dice: Dice) -> Page:
    high, wide = page.picture.shape[:2]
    picture = page.picture.copy()
    middle = (int(wide * 0.86), int(high * dice.uniform(0.55, 0.75)))
    cv2.ellipse(picture, middle, (wide // 6, high // 16), -20, 0, 360, (196, 150, 128), -1)
    kept = tuple(
        g for g in page.glyphs
        if ((g.x - middle[0]) / (wide / 5.2)) ** 2 + ((g.y - middle[1]) / (high / 11)) ** 2 > 1
    )  # fmt: skip
    return replace(page, picture=picture, glyphs=kept)


def screen(page: Page, dice: Dice, *, dim=1.0) -> Page:
    """Shown on a screen of red, green and blue stripes, and photographed off it."""
    shown = sized(page, dice, longest=1500)
    large = cv2.resize(shown.picture, None, fx=3, fy=3, interpolation=cv2.INTER_NEAREST)
    lit = numpy.zeros_like(large)
    for stripe in range(3):
        lit[:, stripe::3, stripe] = large[:, stripe::3, stripe]
    lit[2::3] = lit[2::3] // 3
    large = replace(_moved(shown, lit, lambda p: p * 3, shown.letter * 3), letter=shown.letter * 3)
    seen = _sampled(large, dice, letter=dice.uniform(37, 41), degrees=dice.uniform(-4, 4))
    exposed = (seen.picture.astype(numpy.float32) * 3.0 * dim).clip(0, 255).astype(numpy.uint8)
    return replace(seen, picture=_noisy(exposed, dice, 4 if dim == 1 else 9))


def _sampled(page: Page, dice: Dice, *, letter: float, degrees: float) -> Page:
    """Sample with almost no lens blur, which is what makes moiré."""
    scale = letter / page.letter
    high, wide = page.picture.shape[:2]
    turn = cv2.getRotationMatrix2D((wide * scale / 2, high * scale / 2), degrees, scale)
    turn[:, 2] += (
        (numpy.array([wide, high]) * scale / 2)
        - turn[:, :2] @ (numpy.array([wide, high]) / 2)
        - turn[:, 2]
    )
    size = (int(wide * scale), int(high * scale))
    matrix = numpy.vstack((turn, (0, 0, 1)))
    soft = cv2.GaussianBlur(page.picture, (0, 0), 0.9)
    seen = cv2.warpAffine(soft, turn, size, flags=cv2.INTER_LINEAR, borderValue=(20, 20, 22))
    return _moved(page, seen, _through(matrix), letter)


def fax(page: Page, dice: Dice) -> Page:
    small = sized(page, dice, longest=1754)
    grey = cv2.cvtColor(small.picture, cv2.COLOR_RGB2GRAY)
    grey = _noisy(numpy.repeat(grey[:, :, None], 3, 2), dice, 14)
    return replace(small, picture=numpy.where(grey > 150, 255, 0).astype(numpy.uint8))


def messenger(page: Page, dice: Dice, *, longest=1440, qualities=(85, 65)) -> Page:
    page = sized(page, dice, longest=longest)
    for quality in qualities:
        page = jpeg(page, dice, quality=quality)
    return page


def _photo(**how):
    return partial(shot, **how)


_PLAIN = _photo()
CONDITIONS: tuple[Condition, ...] = (
    Condition("scan", scan),
    Condition("photo", _PLAIN),
    *(Condition(f"rot{d}", _photo(degrees=d)) for d in (5, -5, 15, -15, 30, 45)),
    *(Condition(f"turn{q * 90}", _then(_PLAIN, partial(turned, quarter=q))) for q in (1, 2, 3)),
    *(Condition(f"persp{int(t * 100)}", _photo(tilt=t)) for t in (0.09, 0.17, 0.27)),
    Condition("night", _then(_PLAIN, night)),
    Condition("night2", _then(_PLAIN, partial(night, light=0.07))),
    Condition("night3", _then(_PLAIN, partial(night, light=0.05, smear=9.0)), hard=True),
    Condition("shadow", _then(_PLAIN, shaded)),
    Condition("top", _then(_PLAIN, partial(cropped, bottom=0.38))),
    Condition("middle", _then(_PLAIN, partial(cropped, top=0.36, bottom=0.69))),
    Condition("lines5", _then(_PLAIN, partial(cropped, top=0.52, bottom=0.69))),
    Condition("header", _then(_PLAIN, partial(cropped, bottom=0.26))),
    Condition("left", _then(_PLAIN, partial(cropped, right=0.5))),
    *(Condition(f"jpeg{q}", _then(_PLAIN, partial(jpeg, quality=q))) for q in (80, 50, 30, 10)),
    *(
        Condition(f"px{s}", _then(_PLAIN, partial(sized, longest=s)))
        for s in (1440, 1080, 960, 720)
    ),
    Condition("px600", _then(_PLAIN, partial(sized, longest=600)), hard=True),
    Condition("px480", _then(_PLAIN, partial(sized, longest=480)), hard=True),
    Condition("top480", _then(_PLAIN, partial(cropped, bottom=0.38), partial(sized, longest=480))),
    Condition(
        "px720q20", _then(_PLAIN, partial(sized, longest=720), partial(jpeg, quality=20)), hard=True
    ),
    Condition("far", _then(_photo(margin=0.62), partial(sized, longest=1440))),
    Condition("im", _then(_PLAIN, messenger)),
    Condition("im4", _then(_PLAIN, partial(messenger, qualities=(85, 75, 65, 60, 60)))),
    Condition("nightim", _then(_PLAIN, night, messenger)),
    Condition(
        "thumb480", _then(_PLAIN, partial(messenger, longest=480, qualities=(40,))), hard=True
    ),
    Condition("moire", screen, hard=True),
    Condition("moire1440", _then(screen, partial(sized, longest=1440)), hard=True),
    Condition(
        "moiredim", _then(partial(screen, dim=0.35), partial(sized, longest=1440)), hard=True
    ),
    Condition("curl3", _then(bent, _PLAIN), hard=True),
    Condition("curl6", _then(partial(bent, height=0.06), _PLAIN), hard=True),
    Condition("crumpled", _then(partial(bent, height=0.004, crumples=40), _PLAIN), hard=True),
    Condition("thumb", _then(_PLAIN, thumb)),
    Condition("fax", _then(scan, fax)),
    Condition("defocus4", _then(_PLAIN, defocus), hard=True),
    Condition("motion11", _then(_PLAIN, motion), hard=True),
    Condition("motion19", _then(_PLAIN, partial(motion, length=19.0)), hard=True),
    Condition("curlnight", _then(bent, _PLAIN, night, messenger), hard=True),
)
