"""Registered photographs and pages, passed on in many ways: how many are known again, beside pHash.

    python benchmarks/looks.py --photos FOLDER [--innocent FOLDER] [--most 24] [--pages 12]

FOLDER holds photographs; each is cut into four pictures if it is large, and half of the pictures are
registered. Innocent are the other half, all pictures of the second folder, and pages of the same
template. Per condition: certain, at least suspected, and pHash (imagehash, 64 bits) at the distance
that no innocent picture of the run comes below.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))

from photographs.pages import document
from photographs.wording import wording

from zhamen.model.trace import Trace, TraceKind
from zhamen.reading.pictures.looks import features
from zhamen.register.document import Document
from zhamen.register.found import Band
from zhamen.register.recalling.picture import RECALLER, Pictures

Picture = numpy.ndarray
_ENDINGS = {".jpg", ".jpeg", ".png", ".webp"}


def jpeg(picture: Picture, quality: int) -> Picture:
    return cv2.imdecode(cv2.imencode(".jpg", picture, [1, quality])[1], 1)


def sized(picture: Picture, side: int, quality: int = 60) -> Picture:
    scale = min(1.0, side / max(picture.shape[:2]))
    return jpeg(
        cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), quality
    )


def cropped(top: float, bottom: float, left: float, right: float) -> Callable[[Picture], Picture]:
    def crop(picture: Picture) -> Picture:
        high, wide = picture.shape[:2]
        return sized(
            picture[int(high * top) : int(high * bottom), int(wide * left) : int(wide * right)],
            1080,
        )

    return crop


def turned(degrees: float) -> Callable[[Picture], Picture]:
    def turn(picture: Picture) -> Picture:
        high, wide = picture.shape[:2]
        matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
        return sized(cv2.warpAffine(picture, matrix, (wide, high), borderValue=(40, 40, 40)), 1080)

    return turn


def screen(bent: float, share: float) -> Callable[[Picture], Picture]:
    """Return what photographs a screen that fills a share of the frame, at an angle, with moiré."""

    def shoot(picture: Picture) -> Picture:
        picture = sized(picture, 1400, 95)
        high, wide = picture.shape[:2]
        dice = numpy.random.default_rng(high * wide)
        down, across = numpy.mgrid[:high, :wide]
        grid = 1 + 0.12 * numpy.sin(2.3 * across) * numpy.sin(2.2 * down)
        picture = (picture * grid[..., None]).clip(0, 255).astype(numpy.uint8)
        frame = (int(wide / share), int(high / share))
        corners = numpy.array([[0, 0], [wide, 0], [wide, high], [0, high]], numpy.float32)
        there = corners + (numpy.array(frame) - (wide, high)) / 2
        there += dice.uniform(-bent, bent, (4, 2)) * (wide, high) / 2
        matrix = cv2.getPerspectiveTransform(corners, there.astype(numpy.float32))
        desk = cv2.resize(dice.integers(60, 150, (24, 32, 3)).astype(numpy.uint8), frame)
        seen = cv2.warpPerspective(picture, matrix, frame, desk, borderMode=cv2.BORDER_TRANSPARENT)
        seen = cv2.GaussianBlur(seen, (0, 0), 1.0) * 0.85 + dice.normal(0, 5, seen.shape)
        return sized(seen.clip(0, 255).astype(numpy.uint8), 1440, 70)

    return shoot


def captioned(picture: Picture) -> Picture:
    high = picture.shape[0]
    below = cv2.copyMakeBorder(picture, 0, high // 6, 0, 0, cv2.BORDER_CONSTANT, value=(255,) * 3)
    cv2.putText(below, "caption 123", (20, high + high // 9), 0, high / 400, (0, 0, 0), 3)
    return sized(below, 1080)


def screenshot(picture: Picture) -> Picture:
    picture = sized(picture, 1000, 90)
    high, wide = picture.shape[:2]
    shot = numpy.full((high + wide, wide, 3), 20, numpy.uint8)
    shot[wide // 2 : wide // 2 + high] = picture
    cv2.putText(shot, "12:30", (20, 60), 0, 1.5, (255, 255, 255), 3)
    return jpeg(shot, 80)


CONDITIONS: dict[str, Callable[[Picture], Picture]] = {
    "jpeg30": lambda p: jpeg(p, 30), "px480": lambda p: sized(p, 480), "px160": lambda p: sized(p, 160),
    "dark": lambda p: (p * 0.4).astype(numpy.uint8), "crop10": cropped(0.1, 0.9, 0.1, 0.9),
    "third": cropped(0.33, 0.67, 0, 1), "quarter": cropped(0.2, 0.7, 0.4, 0.9),
    "turn5": turned(5), "turn20": turned(20), "turn90": lambda p: cv2.rotate(p, 0),
    "mirror": lambda p: p[:, ::-1].copy(), "caption": captioned, "screenshot": screenshot,
    "screen": screen(0.08, 0.8), "screenfar": screen(0.2, 0.6),
    "forwards": lambda p: sized(sized(cropped(0.1, 1, 0.05, 0.9)(p), 1080, 50), 720, 40),
}  # fmt: skip


def pictures(folder: Path, quarters: bool) -> list[Picture]:
    """Return the pictures of a folder, large ones in four parts, without those that show nothing."""
    found = []
    for path in sorted(folder.rglob("*")):
        picture = cv2.imread(str(path)) if path.suffix.lower() in _ENDINGS else None
        if picture is None or min(picture.shape[:2]) < 32:
            continue
        high, wide = picture.shape[:2]
        parts = 2 if quarters and max(high, wide) > 1500 else 1
        for at in range(parts * parts):
            y, x = divmod(at, parts)
            part = picture[
                y * high // parts : (y + 1) * high // parts,
                x * wide // parts : (x + 1) * wide // parts,
            ]
            grey = cv2.resize(
                cv2.cvtColor(part, cv2.COLOR_BGR2GRAY), (384, 384), interpolation=cv2.INTER_AREA
            )
            if cv2.Laplacian(grey, cv2.CV_32F).std() >= 8 or not quarters:
                found.append(sized(part, 1600, 95))
    return found


def page(seed: int) -> Picture:
    return sized(numpy.ascontiguousarray(document(wording(seed)).picture[:, :, ::-1]), 1754, 95)


class Asked:
    """Registered pictures, ours and as pHashes; what a query is known as."""

    def __init__(self, registered: list[Picture]) -> None:
        kept = [(Document(str(number)), kind, data) for number, picture in enumerate(registered)
                for kind, data in RECALLER.records(self.trace(picture))]  # fmt: skip
        self._memory = Pictures(kept)
        self._hashes = [hashed(picture) for picture in registered]
        self.seconds: list[tuple[float, float]] = []

    def trace(self, picture: Picture) -> Trace:
        """Return the look of a picture."""
        return Trace(TraceKind.PICTURE, features(picture))

    def of(self, picture: Picture) -> dict[int, bool]:
        """Return {registered picture: whether certain}."""
        began = time.perf_counter()
        trace = self.trace(picture)
        between = time.perf_counter()
        found = self._memory.recall(trace)
        self.seconds.append((between - began, time.perf_counter() - between))
        return {int(each.document.id): each.band is Band.CERTAIN for each in found}

    def distances(self, picture: Picture) -> numpy.ndarray:
        """Return the bits in which the pHash of each registered picture differs."""
        own = hashed(picture)
        return numpy.array([numpy.count_nonzero(own != other) for other in self._hashes])


def hashed(picture: Picture) -> numpy.ndarray:
    try:
        import imagehash
    except ImportError:
        return numpy.zeros(64, bool)
    return imagehash.phash(Image.fromarray(picture[:, :, ::-1])).hash.ravel()


def report(kind: str, asked: Asked, first: int, registered: list[Picture], below: int) -> None:
    for name, spoil in CONDITIONS.items():
        rows = []
        for number, picture in enumerate(registered):
            seen = spoil(picture)
            found = asked.of(seen)
            own = found.pop(first + number, None)
            hit = asked.distances(seen)[first + number] < below
            rows.append((own is True, own is not None, any(found.values()), hit))
        certain, some, other, peer = numpy.mean(rows, axis=0)
        print(
            f"{kind:6} {name:11} certain {certain:.2f}  suspected or certain {some:.2f}  another certain {other:.2f}  pHash {peer:.2f}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--innocent", type=Path)
    parser.add_argument("--most", type=int, default=24)
    parser.add_argument("--pages", type=int, default=12)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    every = pictures(options.photos, quarters=True)
    order = numpy.random.default_rng(1).permutation(len(every))
    photos = [every[at] for at in order[: min(options.most, len(every) // 2)]]
    pages = [page(seed) for seed in range(options.pages)]
    asked = Asked([*photos, *pages])
    innocent = [every[at] for at in order[len(photos) :]]
    if options.innocent:
        innocent += pictures(options.innocent, quarters=False)
    alarms = [asked.of(each) for each in innocent]
    below = min(int(asked.distances(each).min()) for each in innocent)
    held, blocked = sum(map(bool, alarms)), sum(any(each.values()) for each in alarms)
    print(f"{len(photos)} photographs and {len(pages)} pages registered")
    print(
        f"innocent pictures: {len(innocent)}, suspected {held}, certain {blocked}; pHash: nearest {below}"
    )
    likes = [asked.of(page(seed)) for seed in range(1000, 1000 + 2 * options.pages)]
    print(
        f"other pages of the template: {len(likes)}, suspected {sum(map(bool, likes))}, certain {sum(any(e.values()) for e in likes)}"
    )
    report("photo", asked, 0, photos, below)
    report("page", asked, len(photos), pages, below)
    look, recall = numpy.median(asked.seconds, axis=0) * 1000
    print(f"look {look:.0f} ms, recall {recall:.0f} ms (median)")


if __name__ == "__main__":
    main()
