"""Which copies do the usual fingerprints find, whole documents down to a line, and how fast?

All get the same letters (punctuation gone, one form for each character) of the same documents and
the same queries in one run: MinHash-LSH, LSH Ensemble, SimHash, TLSH, ssdeep, winnowing, and ours.
Those that compare fingerprints one by one name the nearest document within their threshold.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from _copies import Errors, Paper, bundle, matches, papers, parts, verdict_on

Names = Callable[[str], set[str]]
"""Returns the ids of the documents that a query is said to be a copy of."""
SEED = 20459
SHINGLE, PERMUTATIONS = 5, 128
KINDS = (("whole", 0.0), ("whole", 0.05), ("half", 0.0), ("300", 0.0), ("300", 0.05), ("100", 0.0),
         ("100", 0.05), ("50", 0.0), ("20", 0.0))  # fmt: skip
BLIND = ("MinHash LSH J .5", "MinHash LSH J .2", "SimHash <= 12 bits", "TLSH <= 150", "ssdeep")
"""Peers that are made for whole documents."""


def ours(documents: Sequence[Paper], folder: Path) -> Names:
    """Return our register of the documents, every fourth window, nothing subtracted."""
    opened = bundle(folder / "peers.zmr", documents, named=False)
    return lambda query: {match.document.id for match in matches(opened, query)}


def shingles(text: str) -> list[bytes]:
    """Return the pieces of five letters, each once."""
    return [
        each.encode() for each in {text[at : at + SHINGLE] for at in range(len(text) - SHINGLE + 1)}
    ]


def _minhash(package: Any, text: str) -> Any:
    made = package.MinHash(num_perm=PERMUTATIONS)
    made.update_batch(shingles(text))
    return made


def minhash_lsh(documents: Sequence[Paper], folder: Path, *, least: float) -> Names:
    """Return datasketch's LSH over MinHash."""
    package = import_module("datasketch")
    index = package.MinHashLSH(threshold=least, num_perm=PERMUTATIONS)
    for paper in documents:
        index.insert(paper.id, _minhash(package, paper.letters))
    return lambda query: set(index.query(_minhash(package, query)))


def ensemble(documents: Sequence[Paper], folder: Path) -> Names:
    """Return datasketch's LSH Ensemble: containment of the query."""
    package = import_module("datasketch")
    index = package.MinHashLSHEnsemble(threshold=0.5, num_perm=PERMUTATIONS, num_part=16)
    index.index(
        (paper.id, _minhash(package, paper.letters), len(shingles(paper.letters)))
        for paper in documents
    )
    return lambda query: set(index.query(_minhash(package, query), max(1, len(shingles(query)))))


def nearest(
    documents: Sequence[Paper],
    made_of: Callable[[str], Any],
    distance: Callable[[Any, Any], float],
    most: float,
) -> Names:
    """Return the one document that is nearest, if it is near enough."""
    stored = [(paper.id, made_of(paper.letters)) for paper in documents]

    def names(query: str) -> set[str]:
        own = made_of(query)
        if own is None:
            return set()
        found = min((distance(own, other), identity) for identity, other in stored)
        return {found[1]} if found[0] <= most else set()

    return names


def simhash(documents: Sequence[Paper], folder: Path) -> Names:
    """Return SimHash of 64 bits, compared one by one."""
    package = import_module("simhash")
    return nearest(
        documents,
        lambda text: package.Simhash([each.decode() for each in shingles(text)]).value,
        lambda one, other: (one ^ other).bit_count(),
        12,
    )


def tlsh(documents: Sequence[Paper], folder: Path) -> Names:
    """Return TLSH, compared one by one."""
    package = import_module("tlsh")

    def made_of(text: str) -> str | None:
        digest: str = package.hash(text.encode())
        return digest if digest not in ("", "TNULL") else None

    return nearest(documents, made_of, package.diff, 150)


def ssdeep(documents: Sequence[Paper], folder: Path) -> Names:
    """Return ssdeep in Python, compared one by one; any likeness counts."""
    package = import_module("ppdeep")
    return nearest(
        documents,
        lambda text: package.hash(text.encode()),
        lambda one, other: -package.compare(one, other),
        -1,
    )


def winnowing(documents: Sequence[Paper], folder: Path) -> Names:
    """Return copydetect's winnowing; two fingerprints in common, as many as our rule asks for."""
    package = import_module("copydetect.utils")

    def made_of(text: str) -> set[int]:
        return set(package.winnow(package.hashed_kgrams(text, 8), 4)[0].tolist())

    return nearest(documents, made_of, lambda one, other: -len(one & other), -2)


PEERS: dict[str, Callable[[Sequence[Paper], Path], Names]] = {
    "ours": ours,
    "MinHash LSH J .5": partial(minhash_lsh, least=0.5),
    "MinHash LSH J .2": partial(minhash_lsh, least=0.2),
    "LSH Ensemble": ensemble,
    "SimHash <= 12 bits": simhash,
    "TLSH <= 150": tlsh,
    "ssdeep": ssdeep,
    "winnowing": winnowing,
}


def queries(
    documents: Sequence[Paper], count: int
) -> dict[tuple[str, float], list[tuple[str, frozenset[str]]]]:
    """Return for each kind of copy the letters of some, and the documents that hold them."""
    wrong = Errors(paper.letters for paper in documents)
    chosen = parts(documents, max(1, len(documents) // count))[0][:count]
    made: dict[tuple[str, float], list[tuple[str, frozenset[str]]]] = {}
    for kind, rate in KINDS:
        dice = random.Random(f"{SEED} {kind} {rate}")
        if kind == "whole":
            copies = [paper.letters for paper in chosen]
        elif kind == "half":
            copies = [paper.letters[: len(paper.letters) // 2] for paper in chosen]
        else:
            some = dice.choices(documents, [len(paper.letters) for paper in documents], k=count)
            copies = [_cut(paper.letters, int(kind), dice) for paper in some]
        made[kind, rate] = [
            (wrong(copy, rate, dice), frozenset(p.id for p in documents if copy in p.letters))
            for copy in copies
        ]
    return made


def _cut(letters: str, length: int, dice: random.Random) -> str:
    at = dice.randrange(max(1, len(letters) - length))
    return letters[at : at + length]


def main() -> None:
    """Print recall, time and how many documents are named, peer by peer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=200, help="copies of each kind")
    options = parser.parse_args()
    documents = papers()
    asked = queries(documents, options.queries)
    at_fifty: Counter[str] = Counter()
    print(
        f"{len(documents)} documents; recall by length of the copy in letters and share of wrong letters"
    )
    heads = "".join(f"{f'{kind} {rate:.0%}' if rate else kind:>10}" for kind, rate in KINDS)
    print(f"  {'':20}{heads}   {'µs: 300':>9} {'50':>9}   named a query")
    with tempfile.TemporaryDirectory() as name:
        for peer, make in PEERS.items():
            try:
                names = make(documents, Path(name))
            except ImportError as error:
                print(f"  {peer:20} skipped: no package {error.name}; pip install -e '.[bench]'")
                continue
            cells, microseconds, named = [], {}, 0
            for kind, texts in asked.items():
                began = time.perf_counter()
                answers = [names(query) for query, _ in texts]
                microseconds[kind] = (time.perf_counter() - began) / len(texts) * 1e6
                found = sum(
                    bool(each & right) for each, (_, right) in zip(answers, texts, strict=True)
                )
                named += sum(map(len, answers))
                cells.append(found / len(texts))
                if kind == ("50", 0.0):
                    at_fifty[peer] = found / len(texts)  # type: ignore[assignment]
            total = sum(map(len, asked.values()))
            print(
                f"  {peer:20}{''.join(f'{cell:10.3f}' for cell in cells)}   {microseconds['300', 0.0]:9,.0f} {microseconds['50', 0.0]:9,.0f}   {named / total:.2f}",
                flush=True,
            )
    print("targets: copies of 50 letters")
    print(f"  {'ours':20} {verdict_on(at_fifty['ours'], 0.99)}")
    for peer in BLIND:
        if peer in at_fifty:
            print(f"  {peer:20} {verdict_on(at_fifty[peer], 0.05, most=True)}")


if __name__ == "__main__":
    main()
