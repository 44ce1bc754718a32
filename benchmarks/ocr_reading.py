"""What is read of photographed documents: mark, number, exact windows, condition by condition.

    python benchmarks/ocr_reading.py --pages 4 [--only curl3,moire] [--seed 20459]

Also how often the registered page is recognised, by what was read alone, where a register of
invented pages is made (--register, the default).
"""

import argparse
import sys
import time
import unicodedata
from collections import defaultdict
from pathlib import Path

import numpy

sys.path.insert(0, str(Path(__file__).parent))

from photographs.conditions import CONDITIONS
from photographs.pages import Page, document
from photographs.wording import wording

WINDOW = 13


def letters(text: str) -> str:
    """Return Hanzi, letters and digits of a text in one normal form."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def truths(page: Page) -> tuple[str, str, list[str]]:
    """Return mark, number, and the runs of neighbouring visible body letters."""
    whole = page.wording
    by_role = defaultdict(str)
    runs, last = [""], None
    for glyph in page.glyphs:
        by_role[glyph.role] += glyph.text
        if glyph.role == "body":
            near = last is not None and glyph.line - last.line <= 1
            if near and glyph.line == last.line:
                near = abs(glyph.x - last.x) + abs(glyph.y - last.y) < 2.5 * glyph.size
            runs[-1 if near else len(runs) :] = [(runs[-1] if near else "") + glyph.text]
            last = glyph
    mark = by_role["mark"] if by_role["mark"] == whole.mark else ""
    number = by_role["number"] if by_role["number"] == whole.number else ""
    return mark, number, [letters(run) for run in runs]


def read(picture: numpy.ndarray) -> str:
    """Return what our reader makes of a picture, rows as lines."""
    from zhamen.reading.ocr import page as ocr

    blocks = ocr.read(numpy.ascontiguousarray(picture[:, :, ::-1]))
    return "\n".join("".join(line.text for line in row) for block in blocks for row in block)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2)
    parser.add_argument("--only", default="")
    parser.add_argument("--seed", type=int, default=20459)
    options = parser.parse_args()
    only = set(filter(None, options.only.split(",")))
    totals = {False: [], True: []}
    print(f"{'condition':12} {'letter':>6} {'mark':>6} {'number':>6} {'w13':>6} {'s':>6}")
    for condition in CONDITIONS:
        if only and condition.name not in only:
            continue
        row = measured(condition, options)
        totals[condition.hard].append(row)
        print(f"{condition.name:12} " + " ".join(f"{x:6.2f}" for x in row), flush=True)
    for hard, rows in totals.items():
        if rows:
            means = numpy.nanmean(numpy.array(rows), axis=0)
            print(f"{'hard' if hard else 'everyday':12} " + " ".join(f"{x:6.3f}" for x in means))


def measured(condition, options) -> list[float]:
    marks, numbers, windows, seconds, sizes = [], [], [], [], []
    for number in range(options.pages):
        dice = numpy.random.default_rng((options.seed, number))
        page = condition.spoil(document(wording(options.seed + number)), dice)
        began = time.process_time()
        text = read(page.picture)
        seconds.append(time.process_time() - began)
        sizes.append(page.letter)
        mark, name, runs = truths(page)
        flat = letters(text)
        if mark:
            marks.append(letters(mark) in flat)
        if name:
            numbers.append(letters(name) in flat)
        windows += [
            run[at : at + WINDOW] in flat for run in runs for at in range(len(run) - WINDOW + 1)
        ]
    return [
        numpy.mean(each) if each else numpy.nan
        for each in (sizes, marks, numbers, windows, seconds)
    ]


if __name__ == "__main__":
    main()
