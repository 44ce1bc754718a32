"""How much of a registered document must be quoted, and how badly, until it is not known again?

Official texts play the secret ones: half of them are registered, the other half is the public
corpus. Passages of 12 to 1,000 characters (and, in tables of their own, of as many letters, since
punctuation leaves no print) are sent with 0 to 20 % wrong characters, rewritten in seven ways, and
as titles and numbers. Found means that the right document is named, or another one that holds the
passage as well; a gate, which knows no document, must only match. The peer of every figure is the target beside it.
"""

import argparse
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from _copies import (
    VARIANTS,
    Errors,
    Paper,
    Passage,
    all_grams,
    bundle,
    edit_distance,
    finds,
    letters_of,
    matches,
    papers,
    parts,
    passages,
    public_filter,
    term_letters,
    verdict_on,
)

from zhamen.model.terms import Level, Medium
from zhamen.register.bundle import Bundle

LENGTHS = (12, 14, 20, 30, 50, 100, 300, 1000)
RATES = (0.0, 0.02, 0.05, 0.10, 0.20)
UNITS = ("characters", "letters")
TARGETS = {
    (14, 0.0): 0.95, (20, 0.0): 0.99, (30, 0.05): 0.95, (50, 0.05): 0.995, (50, 0.10): 0.96,
    (100, 0.10): 0.998, (300, 0.20): 0.999,
}  # fmt: skip
DENSE_TARGETS = {(20, 0.05): 0.80, **TARGETS}
VARIANT, EXACT, CHANGED = 0.99, 0.99, 0.95
SEED = 20459
TITLE_FRAMES = {"alone": "{}", "in 《》": "《{}》", "in a sentence": "请把{}发我一份"}
NUMBER_FRAMES = {
    "alone": "{}",
    "in a sentence": "请把{}发我一份",
    "in a longer one": "这件事按{}办，周五前报我。",
}
BUCKETS = (0.0, 0.02, 0.05, 0.10, 0.20, 0.40, 10.0)
SHORTEST_OCR = 14


class Results:
    """What was measured beside what was aimed at."""

    def __init__(self) -> None:
        """Begin with none."""
        self.lines: list[str] = []

    def add(self, name: str, measured: float, target: float) -> None:
        """Note one figure."""
        self.lines.append(f"  {name:52} {verdict_on(measured, target)}")


def errors_table(
    name: str,
    opened: Bundle,
    by_id: dict[str, Paper],
    sets: dict[tuple[str, int], list[Passage]],
    wrong: dict[str, Errors],
    targets: dict[tuple[int, float], float],
    results: Results,
) -> None:
    """Print recall by length and error rate, in characters and in letters."""
    for unit in UNITS:
        print(f"\n{name}; length in {unit}")
        print("  length " + "".join(f"{f'{rate:.0%}':>8}" for rate in RATES) + "   queries")
        for length in LENGTHS:
            cells = []
            for rate in RATES:
                dice = random.Random(f"{SEED} {rate}")
                hits = 0
                for passage in sets[unit, length]:
                    clean = letters_of(passage.text) if unit == "letters" else passage.text
                    query = wrong[unit](clean, rate, dice)
                    hits += finds(opened, query, passage, by_id)
                share = hits / max(1, len(sets[unit, length]))
                cells.append(f"{share:8.4f}")
                if unit == "letters" and (length, rate) in targets:
                    results.add(
                        f"{name}: {length} letters, {rate:.0%} wrong", share, targets[length, rate]
                    )
            print(f"  {length:6} {''.join(cells)}   {len(sets[unit, length]):,}", flush=True)


def variants_table(
    name: str,
    opened: Bundle,
    by_id: dict[str, Paper],
    sets: dict[tuple[str, int], list[Passage]],
    results: Results,
) -> None:
    """Print recall of rewritten passages of 50."""
    print(f"\n{name}: 50 rewritten" + " " * 6 + "".join(f"{unit:>12}" for unit in UNITS))
    for variant, rewrite in VARIANTS.items():
        shares = []
        for unit in UNITS:
            dice = random.Random(f"{SEED} {variant}")
            found = [
                finds(opened, rewrite(each.text, dice), each, by_id) for each in sets[unit, 50]
            ]
            shares.append(sum(found) / max(1, len(found)))
        print(f"  {variant:30}" + "".join(f"{share:12.4f}" for share in shares), flush=True)
        results.add(f"{name}: 50 letters, {variant}", shares[1], VARIANT)


def changed(text: str, wrong: Errors, times: int, dice: random.Random) -> Iterator[str]:
    """Yield the text with one wrong letter, at different places."""
    places = [at for at, character in enumerate(text) if character.isalnum()]
    for at in dice.sample(places, min(times, len(places))):
        yield text[:at] + wrong.other(text[at], dice) + text[at + 1 :]


def names_table(
    name: str,
    opened: Bundle,
    terms: Sequence[tuple[Paper, str]],
    frames: dict[str, str],
    wrong: Errors,
    results: Results,
) -> None:
    """Print how many titles or numbers are known again, exact and with one wrong character."""
    of_term: Callable[[str, str], set[str]] = lambda frame, text: {  # noqa: E731
        match.document.id for match in matches(opened, frame.format(text))
    }
    print(f"\n{name}: {len(terms)}" + " " * 24 + "exact   one wrong   queries")
    for frame_name, frame in frames.items():
        dice = random.Random(SEED)
        exact = [paper.id in of_term(frame, text) for paper, text in terms]
        times = max(1, -(-1000 // max(1, len(terms))))
        bad = [
            (paper.id in of_term(frame, variant), text)
            for paper, text in terms
            for variant in changed(text, wrong, times, dice)
        ]
        shares = sum(exact) / len(exact), sum(hit for hit, _ in bad) / len(bad)
        print(f"  {frame_name:36} {shares[0]:8.4f} {shares[1]:8.4f}   {len(bad):,}")
        by_length: dict[int, list[bool]] = defaultdict(list)
        for hit, text in bad:
            by_length[min(term_letters(text), 24) // 4 * 4].append(hit)
        print("    one wrong, by letters: " + "  ".join(
            f"{first}{'+' if first == 24 else f'–{first + 3}'} {sum(hits) / len(hits):.3f}"
            for first, hits in sorted(by_length.items())
        ))  # fmt: skip
        results.add(f"{name} {frame_name}, exact", shares[0], EXACT)
        results.add(f"{name} {frame_name}, one wrong character", shares[1], CHANGED)


def _folded(text: str):
    from zhamen.reading.normal import fold

    return fold(text)


def ocr_table(path: Path, some: Sequence[Paper], folder: Path) -> None:
    """Print recall of lines that a real OCR read, by how badly it read them."""
    pairs = [json.loads(line) for line in path.open(encoding="utf-8")]
    cases = []
    for pair in pairs:
        truth, read = letters_of(pair["truth"]), letters_of(pair["read"])
        holders = {paper.id for paper in some if truth in paper.letters}
        if holders and len(truth) >= SHORTEST_OCR and len(read) >= SHORTEST_OCR:
            rate = edit_distance(truth, read) / len(truth)
            bucket = next(at for at, most in enumerate(BUCKETS) if rate <= most)
            cases.append((bucket, pair["read"], holders))
    print(f"\nlines read by OCR: {len(cases):,} of {len(pairs):,} pairs, wrong letters at most")
    print(
        "  " + " " * 30 + "".join(f"{f'{most:.0%}' if most < 1 else 'more':>8}" for most in BUCKETS)
    )
    print(
        f"  {'lines':30}"
        + "".join(f"{sum(b == at for b, _, _ in cases):8,}" for at in range(len(BUCKETS)))
    )
    for level in (Level.CONFIDENTIAL, Level.SECRET):
        opened = bundle(folder / f"ocr-{level}.zmr", some, level, lookalikes=True)
        for medium in (Medium.TYPED, Medium.OCR):
            hits = [0] * len(BUCKETS)
            for bucket, read, holders in cases:
                named = {each.document.id for each in matches(opened, read, medium)}
                hits[bucket] += bool(named & holders)
            shares = [
                hits[at] / max(1, sum(bucket == at for bucket, _, _ in cases))
                for at in range(len(BUCKETS))
            ]
            total = sum(hits) / max(1, len(cases))
            print(
                f"  {f'{level}, as {medium}':30}"
                + "".join(f"{share:8.4f}" for share in shares)
                + f"   all {total:.4f}",
                flush=True,
            )
        opened.close()


def main() -> None:
    """Print every table, then the targets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=1000, help="passages a cell")
    parser.add_argument("--ocr", type=Path, help="pairs that _ocr_lines.py made")
    parser.add_argument("--only-ocr", action="store_true", help="nothing but the lines of --ocr")
    options = parser.parse_args()
    every = papers()
    by_id = {paper.id: paper for paper in every}
    results = Results()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not options.only_ocr:
            copies(every, by_id, folder, options.queries, results)
        if options.ocr:
            ocr_table(options.ocr, every, folder)
    print("\ntargets (a length counts letters)")
    print("\n".join(results.lines))


def copies(
    every: Sequence[Paper], by_id: dict[str, Paper], folder: Path, count: int, results: Results
) -> None:
    """Print the tables of passages, titles and numbers."""
    open_ones, secret = parts(every, 2)
    public = public_filter(folder, open_ones)
    known = all_grams(open_ones)
    sets = {
        (unit, length): passages(secret, length, unit, count, known, SEED)
        for unit in UNITS
        for length in LENGTHS
    }
    wrong = {
        "characters": Errors(paper.text for paper in every),
        "letters": Errors(paper.letters for paper in every),
    }
    print(f"{len(every)} texts, {sum(len(paper.letters) for paper in every):,} letters")
    confidential, dense = Level.CONFIDENTIAL, Level.SECRET
    settings = (
        ("stride 4, subtracted", secret, confidential, public, "registry", TARGETS),
        ("stride 3, subtracted", secret, dense, public, "registry", DENSE_TARGETS),
        ("stride 4, all texts", every, confidential, None, "registry", TARGETS),
        ("stride 4, subtracted, gate", secret, confidential, public, "gate", {}),
        ("stride 3, subtracted, gate", secret, dense, public, "gate", {}),
    )
    for number, (title, some, level, subtracted, tier, targets) in enumerate(settings):
        opened = bundle(folder / f"{number}.zmr", some, level, public=subtracted, tier=tier)
        errors_table(title, opened, by_id, sets, wrong, targets, results)
        if level is confidential and tier == "registry":
            variants_table(title, opened, by_id, sets, results)
            titles = [(paper, paper.title) for paper in some]
            names_table(f"titles, {title}", opened, titles, TITLE_FRAMES, wrong["letters"], results)
            numbers = [(paper, paper.number) for paper in some if paper.number]
            names_table(
                f"numbers, {title}", opened, numbers, NUMBER_FRAMES, wrong["letters"], results
            )
        opened.close()


if __name__ == "__main__":
    main()
