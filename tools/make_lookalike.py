"""Makes src/zhamen/reading/tables/lookalike.txt: classes of characters that print alike.

Text that came from a picture is compared class by class, so a confusion within a class is gone.
Nothing but the shapes of five Debian fonts is measured. Run it in an environment of its own, in
which the package can be imported; the table is committed:

    pip install pillow numpy
    apt-get install fonts-noto-cjk fonts-wqy-zenhei fonts-arphic-ukai fonts-arphic-uming
    PYTHONPATH=src python tools/make_lookalike.py

With `--weigh pairs.jsonl official.jsonl` it writes nothing and prints what each width of the
classes mends (pairs are made by benchmarks/_ocr_lines.py) and what it costs in distinctness.
Output is sorted and the same for the same fonts.
"""

import argparse
import heapq
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import log2
from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from zhamen.reading.normal import fold_character

TABLE = Path(__file__).parents[1] / "src/zhamen/reading/tables/lookalike.txt"
FONTS = (
    ("wqy-zenhei.ttc", 0),
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSerifCJK-Regular.ttc", 2),
    ("ukai.ttc", 0),
    ("uming.ttc", 0),
)
"""File and index in it; Pillow finds the files in the system's font folders."""
KNOWN = ("0o〇", "1il丨", "2z", "5s", "8b", "日曰目", "密蜜")
"""Alike in some face or case that the measurement does not see; never taken apart."""
MOST = 8
"""Members of a class, the representative included."""
WIDTH = 0.060
"""Largest distance inside a class: beyond it `--weigh` shows bits lost for little mended."""
WIDTHS = (0.03, 0.04, 0.05, 0.055, 0.06, 0.065, 0.07, 0.072, 0.075, 0.08, 0.09)
DRAWN, EDGE, CELLS = 48, 4, 12
"""A letter as drawn, the margin around it, and the cells a side that are compared."""
WINDOW = 13

Classes = list[list[str]]


def characters() -> list[str]:
    """Return the characters of GB2312 that are their own normal form."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    found = (code.decode("gb2312", "ignore") for code in codes)
    return [c for c in found if c and fold_character(c) == c]


def pictures(everyone: Sequence[str], name: str, index: int) -> numpy.ndarray:
    """Return a row of cells for each character, as a poor photograph would keep it."""
    face = ImageFont.truetype(name, DRAWN, index=index)
    side = DRAWN + 2 * EDGE
    top = EDGE + 2 - face.getbbox("国")[1]
    rows = []
    for character in everyone:
        image = Image.new("L", (side, side))
        ImageDraw.Draw(image).text((EDGE, top), character, 255, font=face)
        blurred = image.filter(ImageFilter.GaussianBlur(3))
        small = blurred.resize((CELLS, CELLS), Image.Resampling.BOX)
        rows.append(numpy.asarray(small, numpy.float64).ravel() / 255)
    cells = numpy.stack(rows)
    return cells - cells.mean(axis=1, keepdims=True)


def distances(everyone: Sequence[str]) -> numpy.ndarray:
    """Return the root mean square difference of every two characters, averaged over the fonts."""
    total = numpy.zeros((len(everyone), len(everyone)))
    for name, index in FONTS:
        cells = pictures(everyone, name, index)
        squares = (cells**2).mean(axis=1)
        products = cells @ cells.T / cells.shape[1]
        total += numpy.sqrt(numpy.maximum(squares[:, None] + squares - 2 * products, 0))
    # Rounded, so that another machine's last bits do not decide.
    return numpy.round(total / len(FONTS), 5)


def near(everyone: Sequence[str], widest: float) -> dict[tuple[str, str], float]:
    """Return the pairs no further apart than `widest`; those that are known are at no distance."""
    apart = distances(everyone)
    first, second = numpy.nonzero(numpy.triu(apart <= widest, 1))
    pairs = {
        (everyone[a], everyone[b]): float(apart[a, b])
        for a, b in zip(first.tolist(), second.tolist(), strict=True)
    }
    for group in KNOWN:
        for at, one in enumerate(group):
            for other in group[at + 1 :]:
                pairs.pop((other, one), None)
                pairs[one, other] = 0.0
    return pairs


def classes(pairs: dict[tuple[str, str], float], width: float) -> Classes:
    """Join the nearest first, as long as all members are near to all (complete linkage)."""
    members: dict[str, list[str]] = {}
    links: dict[str, dict[str, float]] = defaultdict(dict)
    for (one, other), distance in pairs.items():
        if distance <= width:
            members[one], members[other] = [one], [other]
            links[one][other] = links[other][one] = distance
    queue = [(distance, *pair) for pair, distance in pairs.items() if distance <= width]
    heapq.heapify(queue)
    while queue:
        _, one, other = heapq.heappop(queue)
        if one not in members or other not in members:
            continue
        if len(members[one]) + len(members[other]) > MOST:
            continue
        whole = one + other
        members[whole] = members.pop(one) + members.pop(other)
        ours, theirs = links.pop(one), links.pop(other)
        for third in ours.keys() & theirs.keys() & members.keys():
            distance = max(ours[third], theirs[third])
            links[whole][third] = links[third][whole] = distance
            heapq.heappush(queue, (distance, third, whole))
    return sorted(
        (sorted(each, key=_place) for each in members.values() if len(each) > 1),
        key=lambda each: _place(each[0]),
    )


def _place(character: str) -> bytes:
    """Return the place in GB2312: ASCII first, then the common characters, then the others."""
    return character.encode("gb18030")


def write(found: Classes) -> None:
    """Write the table: the representative, a tab, the others of its class."""
    lines = [
        f"# Classes of up to {MOST} characters that print alike: representative, then the others.",
        "# Source: own measurement of five Debian fonts (SIL OFL 1.1, GPL with font exception,",
        f"# Arphic Public License); no two further apart than {WIDTH}; a few classes by hand.",
        "# Made by tools/make_lookalike.py; do not edit.",
        *(f"{each[0]}\t{''.join(each[1:])}" for each in found),
    ]
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")


def _folded(text: str) -> str:
    return "".join(c for each in text for c in fold_character(each) if c.isalnum())


def readings(path: Path) -> list[tuple[str, str]]:
    """Return the (truth, read) of a length, so that letter stands by letter, in normal form."""
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    both = ((_folded(row["truth"]), _folded(row["read"])) for row in rows)
    return [(truth, read) for truth, read in both if len(truth) == len(read)]


def entropy(counts: Iterable[int]) -> float:
    """Return the bits of one draw."""
    counts = list(counts)
    total = sum(counts)
    return -sum(count / total * log2(count / total) for count in counts)


def weigh(pairs_path: Path, texts_path: Path) -> None:
    """Print, for every width, the share of confusions mended and the bits it costs."""
    lines = readings(pairs_path)
    slight = [pair for pair in lines if _wrong([pair]) <= 0.1 * len(pair[0])]
    letters = Counter[str]()
    for row in texts_path.read_text("utf-8").splitlines():
        letters.update(_folded(json.loads(row)["text"]))
    plain = entropy(letters.values())
    pairs = near(characters(), max(WIDTHS))
    total = sum(len(truth) for truth, _ in lines)
    print(f"{len(lines)} lines; letters wrong {_wrong(lines) / total:.4f};", end=" ")
    print(f"windows of {WINDOW} right {_intact(lines):.4f}; {plain:.3f} bits a letter")
    print("width  classes  members  mended  mended, lines ≤ 10 %  wrong  windows  bits lost")
    for width in WIDTHS:
        found = classes(pairs, width)
        mapping = {ord(c): each[0] for each in found for c in each}
        mapped, few = _mapped(lines, mapping), _mapped(slight, mapping)
        counts = Counter[str]()
        for letter, count in letters.items():
            counts[letter.translate(mapping)] += count
        mended = 1 - _wrong(mapped) / _wrong(lines), 1 - _wrong(few) / _wrong(slight)
        print(
            f"{width:.3f}  {len(found):7}  {sum(map(len, found)):7}  {mended[0]:.4f}  {mended[1]:20.4f}"
            f"  {_wrong(mapped) / total:.4f}  {_intact(mapped):.4f}  {plain - entropy(counts.values()):.3f}"
        )


def _mapped(lines: list[tuple[str, str]], mapping: dict[int, str]) -> list[tuple[str, str]]:
    return [(truth.translate(mapping), read.translate(mapping)) for truth, read in lines]


def _wrong(lines: Iterable[tuple[str, str]]) -> int:
    return sum(a != b for truth, read in lines for a, b in zip(truth, read, strict=True))


def _intact(lines: Iterable[tuple[str, str]]) -> float:
    """Return the share of windows that were read without a fault."""
    right = [
        truth[at : at + WINDOW] == read[at : at + WINDOW]
        for truth, read in lines
        for at in range(len(truth) - WINDOW + 1)
    ]
    return sum(right) / len(right)


def main() -> None:
    """Write the table, or weigh the widths."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weigh", nargs=2, type=Path, metavar=("PAIRS", "TEXTS"))
    options = parser.parse_args()
    if options.weigh:
        weigh(*options.weigh)
    else:
        write(classes(near(characters(), WIDTH), WIDTH))


if __name__ == "__main__":
    main()
