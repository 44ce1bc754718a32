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

from photographs.conditions import CONDITIONS, Condition
from photographs.pages import Page, document
from photographs.registering import registered
from photographs.wording import Wording, wording

from zhamen.model.passage import Passage
from zhamen.model.terms import Medium
from zhamen.reading.normal import fold
from zhamen.reading.ocr import page as ocr
from zhamen.reading.ocr.spelling import spelled
from zhamen.register.found import Band
from zhamen.register.register import Register
from zhamen.register.variants import match_read

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
            near = last is not None and (glyph.line == last.line or last.ends)
            if near and glyph.line == last.line:
                near = abs(glyph.x - last.x) + abs(glyph.y - last.y) < 2.5 * glyph.size
            runs[-1 if near else len(runs) :] = [(runs[-1] if near else "") + glyph.text]
            last = glyph
    mark = by_role["mark"] if by_role["mark"] == whole.mark else ""
    number = by_role["number"] if by_role["number"] == whole.number else ""
    return mark, number, [letters(run) for run in runs]


def read(picture: numpy.ndarray) -> list[Passage]:
    """Return what our reader makes of a picture, block by block."""
    found = []
    for block in ocr.read(numpy.ascontiguousarray(picture[:, :, ::-1])):
        said = spelled(block)
        passage = Passage("-", said.text, fold(said.text), Medium.OCR, guesses=said.guesses)
        found.append(passage)
    return found


def recognised(register: Register, passages: list[Passage]) -> set[str]:
    """Return the documents that are certainly known again."""
    matches = [match for passage in passages for match in match_read(register, passage)]
    return {match.document.id for match in matches if match.band is Band.CERTAIN}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2)
    parser.add_argument("--only", default="")
    parser.add_argument("--seed", type=int, default=20459)
    options = parser.parse_args()
    only = set(filter(None, options.only.split(",")))
    totals: dict[bool, list[list[float]]] = {False: [], True: []}
    heads = ("letter", "mark", "number", "w13", "page", "wrong", "s")
    print(f"{'condition':12} " + " ".join(f"{head:>6}" for head in heads))
    documents = [wording(options.seed + number) for number in range(options.pages)]
    with registered(documents) as register:
        for condition in CONDITIONS:
            if not only or condition.name in only:
                row = measured(condition, documents, options.seed, register)
                totals[condition.hard].append(row)
                print(f"{condition.name:12} " + " ".join(f"{x:6.2f}" for x in row), flush=True)
    for hard, rows in totals.items():
        if rows:
            means = numpy.nanmean(numpy.array(rows), axis=0)
            name = "hard" if hard else "everyday"
            print(f"{name:12} " + " ".join(f"{x:6.3f}" for x in means))


def measured(
    condition: Condition, documents: list[Wording], seed: int, register: Register
) -> list[float]:
    """Return letter height, shares of mark, number, windows, pages known, wrongly, and seconds."""
    columns: list[list[float]] = [[] for _ in range(7)]
    for number, words in enumerate(documents):
        page = condition.spoil(document(words), numpy.random.default_rng((seed, number)))
        began = time.process_time()
        passages = read(page.picture)
        taken = time.process_time() - began
        mark, name, runs = truths(page)
        flat = letters("".join(passage.folded.text for passage in passages))
        known = recognised(register, passages)
        whole = sum(map(len, runs)) >= 2 * WINDOW
        columns[0].append(page.letter)
        columns[1] += [letters(fold(mark).text) in flat] if mark else []
        columns[2] += [letters(fold(name).text) in flat] if name else []
        columns[3] += [
            fold(run[at : at + WINDOW]).text in flat
            for run in runs
            for at in range(len(run) - WINDOW + 1)
        ]
        columns[4] += [f"D-{number}" in known] if whole else []
        # Documents of one invented prose share sentences; the others share nothing with them.
        columns[5].append(any(each.startswith("X") for each in known))
        columns[6].append(taken)
    return [float(numpy.mean(each)) if each else numpy.nan for each in columns]


if __name__ == "__main__":
    main()
