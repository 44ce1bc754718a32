"""How often does a register of a million documents name a text that holds nothing of them?

Official texts are registered among invented documents, random prints as many as those of 1,500
letters each, which is right for collisions by chance: chat, ordinary texts, texts about secrecy and
other official texts are sent through it, in the registry's tier and in the gate's. A match is no
false one if the text shares 16 letters in a row, or a whole title or number, with what is named.

A million documents take 3 GB of disk in the temporary folder, 6 GB of memory while they are made,
and ten minutes; `--documents 20000` does for a small machine.
"""

import argparse
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

import numpy
from _copies import (
    MASTER,
    Paper,
    grams,
    letters_of,
    longest_shared,
    matches,
    papers,
    parts,
    public_filter,
    registry,
    verdict_on,
)
from _texts import rows

from zhamen.model.terms import Kind, Level
from zhamen.register import segment as segments
from zhamen.register.batch import RUN, SKETCH, TERM, WHATS, Batch, entry_of
from zhamen.register.bundle import Bundle
from zhamen.register.container import Writer
from zhamen.register.document import Document, What
from zhamen.register.found import Band, Match
from zhamen.register.prints import WINDOW
from zhamen.register.public import Public
from zhamen.register.publishing import publish

TIERS = ("registry", "gate")
LETTERS, BODY_PRINTS, LINE_PRINTS = 1500, 360, 14
"""Of a filler document; 374 prints in all, one of its lines a title."""
AT_ONCE = 100_000
VERBATIM, PHRASE = 16, 10
PIECE = 200
LEVELS = (Level.CONFIDENTIAL, Level.SECRET, Level.TOP_SECRET)
CLASSES = (
    *((Kind.STATE, level) for level in LEVELS), (Kind.WORK, Level.NONE), (Kind.TRADE, Level.CORE),
    (Kind.TRADE, Level.ORDINARY), (Kind.INTERNAL, Level.NONE), (Kind.DRAFT, Level.NONE),
    (Kind.SITE, Level.NONE),
)  # fmt: skip


def filler(first: int, count: int, kind: Kind, level: Level) -> Batch:
    """Return documents of random prints."""
    dice = numpy.random.default_rng(first)
    documents = [Document(f"filler-{first + n}", kind, level) for n in range(count)]
    stride = documents[0].stride
    body = BODY_PRINTS * 4 // stride
    runs = numpy.zeros(2 * count, RUN)
    runs["count"] = numpy.tile([body, LINE_PRINTS], count)
    runs["entry"] = numpy.repeat(numpy.arange(count), 2)
    runs["stride"] = numpy.tile([stride, 1], count)
    runs["what"] = numpy.tile([WHATS.index(What.BODY), WHATS.index(What.LINE)], count)
    words = numpy.empty(0, numpy.uint64)
    entries = numpy.repeat(entry_of(documents[0], letters=LETTERS, mark=0, family=0), count)
    # No two are versions of one document.
    entries["family"] = first + numpy.arange(count)
    return Batch(
        documents,
        entries,
        runs,
        dice.integers(1, 1 << 64, (body + LINE_PRINTS) * count, numpy.uint64),
        words,
        numpy.empty(0, TERM),
        words.reshape(0, SKETCH),
    )


def fill(folder: Path, documents: int) -> dict[str, Bundle]:
    """Return a bundle of filler for each tier."""
    if not documents:
        return {}
    key = MASTER.bundle_key("filler", 1)
    writers = {
        tier: Writer.create(folder / f"filler.{tier}", tier, key, MASTER.signing_key)
        for tier in TIERS
    }
    made: dict[str, list[dict[str, object]]] = {tier: [] for tier in TIERS}
    classes = cycle(CLASSES)
    began = time.perf_counter()
    prints = 0
    for first in range(0, documents, AT_ONCE):
        kind, level = next(classes)
        batch = filler(first, min(AT_ONCE, documents - first), kind, level)
        prints += len(batch.prints)
        for tier, writer in writers.items():
            build = segments.build if tier == "registry" else segments.build_for_gate
            made[tier].append(build(batch, key).write(writer))
    for tier, writer in writers.items():
        writer.finish({"segments": made[tier], "dead": []})
        writer.close()
    seconds = time.perf_counter() - began
    sizes = {tier: (folder / f"filler.{tier}").stat().st_size for tier in TIERS}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"filler: {documents:,} documents, {prints / 1e6:.0f} M prints in {len(made['gate'])} segments; both tiers made in {seconds:.0f} s, peak {peak:.1f} GB"
    )
    print(
        "  bytes a document: "
        + ", ".join(f"{tier} {size / documents:,.0f}" for tier, size in sizes.items())
    )
    opened = {tier: Bundle(folder / f"filler.{tier}", key) for tier in TIERS}
    for each in opened.values():
        each.warm()
    return opened


class House:
    """Some papers registered among the filler, in both tiers."""

    _count = 0

    def __init__(
        self,
        folder: Path,
        some: Sequence[Paper],
        filled: dict[str, Bundle],
        public: Public | None = None,
        *,
        named: bool = True,
    ) -> None:
        """Register the papers, their levels in turn, and publish them for a gate."""
        House._count += 1
        path = folder / f"house{House._count}.zmr"
        self._papers = {paper.id: paper for paper in some}
        self._filled = filled
        # One level would be one class in the gate's tier; a real register has several.
        with registry(path, some, public=public, named=named, levels=LEVELS) as made:
            key = publish(made, path.with_suffix(".gate"), "gate")
        self._own = {
            "registry": Bundle(path, MASTER),
            "gate": Bundle(path.with_suffix(".gate"), key),
        }
        self._text = "\n".join(_all_letters(paper) for paper in some)
        self._windows = grams(self._text, WINDOW)

    def kinds(self, tier: str, text: str) -> set[tuple[str, Band]]:
        """Return what each match of a text rests on, one of KINDS, and its band."""
        found = matches(self._own[tier], text)
        letters = letters_of(text) if found else ""
        kinds = {(self._kind(match, letters), match.band) for match in found}
        if self._filled:
            kinds |= {("collision", match.band) for match in matches(self._filled[tier], text)}
        return kinds

    def _kind(self, match: Match, letters: str) -> str:
        if match.what not in (What.BODY, What.LINE):
            return "near name" if match.changed else "name"
        paper = self._papers.get(match.document.id)
        held = self._text if paper is None else _all_letters(paper)
        known = self._windows if paper is None else grams(held, WINDOW)
        run = longest_shared(letters, known, held, WINDOW)
        if run >= VERBATIM:
            return "copy"
        return "phrase" if run >= PHRASE else "template" if run else "collision"

    def close(self) -> None:
        """Let go of both bundles."""
        for bundle in self._own.values():
            bundle.close()


def _all_letters(paper: Paper) -> str:
    return f"{paper.letters}\n{letters_of(paper.title)}"


KINDS = ("copy", "name", "near name", "phrase", "template", "collision")
"""What a match rests on, the best first: 16 letters in a row, a title or number, one with another
letter in it, 10 letters in a row, windows that stand alike in both, nothing."""
FALSE = KINDS[2:]


def measure(house: House, tier: str, texts: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    """Return how many texts match, by the best that they rest on: all, and those of band certain."""
    every: Counter[str] = Counter()
    certain: Counter[str] = Counter()
    for text in texts:
        kinds = house.kinds(tier, text)
        if not kinds:
            continue
        every[min((kind for kind, _ in kinds), key=KINDS.index)] += 1
        sure = [kind for kind, band in kinds if band is Band.CERTAIN]
        if sure:
            certain[min(sure, key=KINDS.index)] += 1
    return every, certain


def show(name: str, tier: str, count: int, every: Counter[str], certain: Counter[str]) -> float:
    """Print a line and return the share of texts matched for no good reason."""
    false = sum(every[kind] for kind in FALSE)
    figures = "".join(f"{every[kind]:10,}" for kind in KINDS)
    sure = sum(certain[kind] for kind in FALSE)
    print(
        f"  {name:38} {tier:9} {count:7,}{figures}   {false / max(1, count) * 10_000:8.1f} {sure / max(1, count) * 10_000:8.1f}",
        flush=True,
    )
    return false / max(1, count)


def pieces(text: str) -> Iterator[str]:
    """Yield a text in stretches of 200 characters."""
    for at in range(0, max(1, len(text) - PIECE + 1), PIECE):
        yield text[at : at + PIECE]


def main() -> None:
    """Print what matches of each kind of text, then the targets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000, help="registered in all")
    parser.add_argument("--most", type=int, default=1_000_000, help="texts of each kind")
    options = parser.parse_args()
    every = papers()
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        filled = fill(folder, max(0, options.documents - len(every)))
        print(
            f"\n  {'texts':38} {'tier':9} {'texts':>7}"
            + "".join(f"{kind:>10}" for kind in KINDS)
            + "   false in 10,000: all, certain"
        )
        innocent(folder, every, filled, options.most, lines)
        subtracted(folder, every, filled, lines)
        unrelated(folder, every, filled, lines)
    print("\ntargets (false: anything but a copy or a name)")
    print("\n".join(lines))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB")


def innocent(
    folder: Path, every: Sequence[Paper], filled: dict[str, Bundle], most: int, lines: list[str]
) -> None:
    """Print chat and ordinary texts: all official texts registered, then half after subtraction.

    What is subtracted is the other half and every second hundred of texts of the same kinds; the
    hundreds between are asked, and all of it once more with the halves changed.
    """
    targets = {"chat": 1e-4, "general": 1e-3, "about_secrecy": None}
    texts = {kind: list(islice((row["text"] for row in rows(kind)), most)) for kind in targets}
    totals: dict[tuple[str, str, str], tuple[int, Counter[str], Counter[str]]] = {}
    house = House(folder, every, filled)
    for kind in targets:
        _count(totals, house, texts[kind], "nothing subtracted", kind)
    house.close()
    halves = parts(every, 2)
    for turn in range(2):
        spread = (text for kind in targets for text in _hundreds(texts[kind], turn))
        public = public_filter(folder, halves[turn], spread)
        house = House(folder, halves[1 - turn], filled, public)
        for kind in targets:
            _count(totals, house, _hundreds(texts[kind], 1 - turn), "subtracted", kind)
        house.close()
    for (cut, kind, tier), (count, found, certain) in totals.items():
        share = show(f"{kind}, {cut}", tier, count, found, certain)
        if (target := targets[kind]) is not None:
            lines.append(f"  {f'{kind}, {cut}, {tier}':48} {verdict_on(share, target, most=True)}")


def _hundreds(texts: Sequence[str], odd: int) -> list[str]:
    return [text for at, text in enumerate(texts) if at // 100 % 2 == odd]


def _count(
    totals: dict[tuple[str, str, str], tuple[int, Counter[str], Counter[str]]],
    house: House,
    texts: Sequence[str],
    cut: str,
    kind: str,
) -> None:
    """Add what is found in these texts, tier by tier."""
    for tier in TIERS:
        found, certain = measure(house, tier, texts)
        count, old, older = totals.get((cut, kind, tier), (0, Counter(), Counter()))
        totals[cut, kind, tier] = (count + len(texts), old + found, older + certain)


def subtracted(
    folder: Path, every: Sequence[Paper], filled: dict[str, Bundle], lines: list[str]
) -> None:
    """Print the public texts themselves, registered after they were subtracted."""
    public = public_filter(folder, every)
    for named in (False, True):
        house = House(folder, every, filled, public, named=named)
        title = "public, registered" + (" with names" if named else "")
        for length, texts in (
            ("whole", [paper.text for paper in every]),
            ("pieces", [piece for paper in every for piece in pieces(paper.text)]),
        ):
            for tier in TIERS:
                found, certain = measure(house, tier, texts)
                show(f"{title}, {length}", tier, len(texts), found, certain)
                if not named:
                    lines.append(
                        f"  public, {length}, {tier:33} {verdict_on(sum(found.values()) / len(texts), 0, most=True)}"
                    )
        house.close()


def unrelated(
    folder: Path, every: Sequence[Paper], filled: dict[str, Bundle], lines: list[str]
) -> None:
    """Print official texts against others, in four turns: half registered, a quarter public."""
    quarters = parts(every, 4)
    totals: dict[tuple[str, str, str], tuple[int, Counter[str], Counter[str]]] = {}
    for turn in range(4):
        asked, open_ones, *kept = (quarters[(turn + n) % 4] for n in range(4))
        for cut, public in (
            ("nothing subtracted", None),
            ("subtracted", public_filter(folder, open_ones)),
        ):
            house = House(folder, [paper for part in kept for paper in part], filled, public)
            _count(totals, house, [paper.text for paper in asked], cut, "whole")
            in_pieces = [piece for paper in asked for piece in pieces(paper.text)]
            _count(totals, house, in_pieces, cut, "pieces")
            house.close()
    for (cut, length, tier), (count, found, certain) in totals.items():
        show(f"official, {cut}, {length}", tier, count, found, certain)
        name = f"official, {cut}, {length}, {tier}"
        few = (found["phrase"] + found["template"] + found["collision"]) / count
        lines.append(f"  {name:48} {verdict_on(few, 0.01, most=True)}")
        less = (found["template"] + found["collision"]) / count
        lines.append(f"  {'  no ten letters in a row':48} {verdict_on(less, 0.01, most=True)}")


if __name__ == "__main__":
    main()
