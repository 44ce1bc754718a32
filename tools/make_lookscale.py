"""Measures what src/zhamen/reading/pictures/lookscale.py holds: which frequencies describe a point.

    PYTHONPATH=src python tools/make_lookscale.py FOLDER [--photos 70] [--pages 24] [--write]

FOLDER holds photographs; pages are drawn (benchmarks/photographs/, which wants its fonts). Those of
all frequencies are taken, the steadiest first, whose sign stays when a picture is made smaller, dark
or blurred, and which say little of those taken before. Other pictures choose a little otherwise: over
39 photographs and 6 pages 16 of the 27 were those in use, their middles at most 0.05 apart. Every
registered look is made anew with another table; `VERSION` in looks.py
is raised with it.
"""

import argparse
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import cv2
import numpy
from numpy.typing import NDArray

from zhamen.reading.pictures import looks, lookscale

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

TABLE = ROOT / "src/zhamen/reading/pictures/lookscale.py"
EVERY = tuple(each for each in product(range(8), range(8)) if any(each))
MOST, ALIKE = len(lookscale.FREQUENCIES), 0.45
NEAR, TURNED, SIZED = 2.5, 20.0, 0.3
"""Pixels, degrees and natural logarithms of size within which a point is the same point."""
Floats = NDArray[numpy.floating[Any]]


def points(grey: NDArray[Any]) -> tuple[Floats, Floats]:
    """Return the places of a picture's points and all their frequencies; (n, 4) and (n, 63)."""
    small = looks._shrunk(grey, looks.SIDE, grow=True)
    found = looks._detector(1600, 6).detect(small, None)
    places = numpy.array([(*e.pt, e.size / 31, e.angle) for e in found]).reshape(-1, 4)
    strengths = numpy.array([each.response for each in found])
    places = places[looks._spread_out(places, strengths, small.shape)[:448]]
    cosines, window = looks._transform()
    patches = looks._patches(small, places)
    patches = (patches - (patches * window).sum((1, 2), keepdims=True)) * window
    lowest = cosines @ patches @ cosines.T
    norms = numpy.linalg.norm(lowest, axis=(1, 2))[:, None] + 1e-6
    return places, lowest[:, *numpy.array(EVERY).T] / norms


def spoiled(grey: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield a picture smaller, dark, and blurred."""
    small = looks._shrunk(grey, 480)
    yield cv2.imdecode(cv2.imencode(".jpg", small, [1, 60])[1], 0)
    yield (grey * 0.4).astype(numpy.uint8)
    yield cv2.GaussianBlur(looks._shrunk(grey, 900), (0, 0), 3)


def same(one: Floats, other: Floats) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return which points of one picture are which of another."""
    far = numpy.linalg.norm(one[:, None, :2] - other[None, :, :2], axis=2)
    nearest = far.argmin(axis=1)
    there = other[nearest]
    turned = numpy.abs((one[:, 3] - there[:, 3] + 180) % 360 - 180)
    sized = numpy.abs(numpy.log(one[:, 2] / there[:, 2]))
    mine = (far.min(axis=1) < NEAR) & (turned < TURNED) & (sized < SIZED)
    return numpy.flatnonzero(mine), nearest[mine]


def chosen(steady: Floats, values: Floats, middles: Floats) -> list[int]:
    """Return the steadiest frequencies that say little of each other."""
    likeness = numpy.abs(numpy.corrcoef(numpy.sign(values - middles).T))
    taken: list[int] = []
    for each in numpy.argsort(-steady).tolist():
        if len(taken) < MOST and all(likeness[each, other] < ALIKE for other in taken):
            taken.append(each)
    return taken


def measured(pictures: list[NDArray[Any]]) -> tuple[list[int], Floats, Floats, Floats]:
    """Return which frequencies are taken, and of all: middle, spread, how steady the sign is."""
    seen = [points(picture) for picture in pictures]
    values = numpy.concatenate([own for _, own in seen])
    middles = numpy.median(values, axis=0)
    # A picture and its mirror image are as likely; what changes its sign with it has no middle.
    middles[[row % 2 == 1 for row, _ in EVERY]] = 0
    kept = []
    for (places, own), picture in zip(seen, pictures, strict=True):
        for changed in spoiled(picture):
            there, other = points(changed)
            if len(places) and len(there):
                mine, his = same(places, there)
                kept.append((own[mine] > middles) == (other[his] > middles))
    steady = numpy.concatenate(kept).mean(axis=0)
    return chosen(steady, values, middles), middles, (values - middles).std(axis=0), steady


def table(taken: list[int], middles: Floats, spreads: Floats) -> str:
    """Return the file: its own first lines, then the three tables."""
    head = TABLE.read_text("utf-8").split("FREQUENCIES = ")[0]
    pairs = "".join(f"    {EVERY[each]},\n" for each in taken)
    said = (
        "FREQUENCIES = (\n"
        + pairs
        + ')\n"""Row and column in the cosine transform of a patch."""\n'
    )
    for name, values in (("CENTRES", middles), ("SPREADS", spreads)):
        rows = "".join(f"        {values[each]:.4f},\n" for each in taken)
        said += f"{name} = numpy.array(\n    [\n{rows}    ]\n)\n"
    return head + said


def drawn(count: int) -> Iterator[NDArray[Any]]:
    """Yield invented pages in grey."""
    from photographs.pages import document
    from photographs.wording import wording

    for seed in range(count):
        yield cv2.cvtColor(document(wording(seed)).picture, cv2.COLOR_RGB2GRAY)


def main() -> None:
    """Measure, compare with what stands in the tree, and write it where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, default=70)
    parser.add_argument("--pages", type=int, default=24)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    paths = sorted(each for each in options.folder.rglob("*") if each.is_file())
    photos = [each for path in paths if (each := cv2.imread(str(path), 0)) is not None]
    taken, middles, spreads, steady = measured([*photos[: options.photos], *drawn(options.pages)])
    print(f"{min(len(photos), options.photos)} photographs, {options.pages} pages")
    print(f"signs that stay: {steady[taken].min():.2f} to {steady[taken].max():.2f}")
    common = [each for each in taken if EVERY[each] in lookscale.FREQUENCIES]
    print(f"{len(common)} of {len(lookscale.FREQUENCIES)} are those in use")
    there = [lookscale.FREQUENCIES.index(EVERY[each]) for each in common]
    apart = numpy.abs(middles[common] - lookscale.CENTRES[there]).max()
    ratio = spreads[common] / lookscale.SPREADS[there]
    print(
        f"middles at most {apart:.3f} apart, spreads {ratio.min():.2f} to {ratio.max():.2f} times"
    )
    if options.write:
        TABLE.write_text(table(taken, middles, spreads), "utf-8")


if __name__ == "__main__":
    main()
