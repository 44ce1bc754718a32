"""Copies of official texts: passages, what befalls them on the way, and registers of the texts."""

import random
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from _texts import rows

from zhamen.model.terms import Level, Medium
from zhamen.reading import tables
from zhamen.reading.normal import fold
from zhamen.register.batch import Batch
from zhamen.register.bundle import Bundle
from zhamen.register.document import Document
from zhamen.register.enrol import Enroller, Original
from zhamen.register.found import Band, Match
from zhamen.register.keys import MasterKey
from zhamen.register.letters import body, whole
from zhamen.register.public import Public, PublicBuilder
from zhamen.register.publishing import publish
from zhamen.register.registry import Registry
from zhamen.register.suite import SUITES

MASTER = MasterKey(SUITES["intl"], b"benchmark, no secret: 32 bytes..")
ABSENT = "no ../shared/data/official.jsonl beside this checkout: nothing to measure here"
_NOT_ITS_OWN = re.compile(
    r"\[\d+\]\(\w+\)|(?:https?://)?example\.com(?:/\w*)?|\w*@example\.com|\(?0\d\d-?\)?5550\d{4}|1390000\d{4}"
)
"""Anchors of the source, and what the data set wrote in place of addresses and telephones."""
_GRAM = 8
_NEW = 0.8
"""Share of a passage's 8-grams that no public text holds."""


class Paper:
    """An official text."""

    def __init__(self, row: dict[str, str]) -> None:
        """Take a row of the data without what its source or the data set put into it."""
        self.id, self.title, self.number = row["id"], row["title"], row["number"]
        self.text = _NOT_ITS_OWN.sub("", row["text"]).strip()

    @cached_property
    def letters(self) -> str:
        """What a fingerprint sees of it, one character a letter."""
        return letters_of(self.text)

    @cached_property
    def offsets(self) -> list[int]:
        """Return where in the text each letter stood, and the end."""
        folded = fold(self.text)
        places = body(folded.text).places.tolist()
        return [*(int(folded.offsets[place]) for place in places), len(self.text)]

    @cached_property
    def grams(self) -> set[str]:
        """Return its 8-grams of letters."""
        return grams(self.letters)


class Passage(NamedTuple):
    """A stretch of a paper."""

    paper: Paper
    text: str


def papers() -> list[Paper]:
    """Return the official texts; the process ends with a message where there are none."""
    found = [Paper(row) for row in rows("official")]
    if not found:
        raise SystemExit(ABSENT)
    return found


def parts(all_papers: Sequence[Paper], count: int, seed: int = 20459) -> list[list[Paper]]:
    """Return the papers dealt out at random."""
    dealt = list(all_papers)
    random.Random(seed).shuffle(dealt)
    return [dealt[at::count] for at in range(count)]


def letters_of(text: str) -> str:
    """Return the letters of a text as the register sees them."""
    return "".join(map(chr, body(fold(text).text).units.tolist()))


def grams(letters: str, size: int = _GRAM) -> set[str]:
    """Return every stretch of so many letters."""
    return {letters[at : at + size] for at in range(len(letters) - size + 1)}


def all_grams(some: Iterable[Paper]) -> set[str]:
    """Return the 8-grams of several papers."""
    found: set[str] = set()
    for paper in some:
        found |= paper.grams
    return found


def passages(
    some: Sequence[Paper], length: int, unit: str, count: int, public: set[str], seed: int
) -> list[Passage]:
    """Return stretches of so many `characters` or `letters`, hardly any of which is public."""
    dice = random.Random(f"{seed} {length} {unit}")
    weights = [len(paper.letters) for paper in some]
    found: list[Passage] = []
    for paper in dice.choices(some, weights, k=count * 20):
        if unit == "letters":
            first = dice.randrange(max(1, len(paper.letters) - length))
            start, end = (
                paper.offsets[first],
                paper.offsets[min(first + length, len(paper.letters))],
            )
        else:
            start = dice.randrange(max(1, len(paper.text) - length))
            end = start + length
        passage = Passage(paper, paper.text[start:end])
        own = grams(letters_of(passage.text), min(_GRAM, length))
        if own and sum(gram not in public for gram in own) >= _NEW * len(own):
            found.append(passage)
            if len(found) == count:
                break
    return found


class Errors:
    """Wrong characters: 70 % other ones, 15 % lost, 15 % too many; drawn as often as they occur."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the texts that say how often a character occurs."""
        self._stock = "".join(texts)

    def other(self, character: str, dice: random.Random) -> str:
        """Return another character of the same class: digit, letter or neither."""
        while True:
            drawn = dice.choice(self._stock)
            if drawn != character and _class(drawn) == _class(character):
                return drawn

    def __call__(self, text: str, rate: float, dice: random.Random) -> str:
        """Return the text with so many wrong characters."""
        if not rate:
            return text
        out: list[str] = []
        for character in text:
            if dice.random() >= rate:
                out.append(character)
                continue
            kind = dice.random()
            if kind < 0.15:
                continue
            if kind < 0.30:
                out.append(character)
            drawn = dice.choice(self._stock)
            while drawn == character:
                drawn = dice.choice(self._stock)
            out.append(drawn)
        return "".join(out)


def _class(character: str) -> tuple[bool, bool]:
    return character.isdigit(), character.isalpha()


def _traditional() -> dict[str, str]:
    return {simple: forms for simple, forms in tables.rows("simplified") if simple not in forms}


def _numbered(text: str, dice: random.Random) -> str:
    lines = [text[at : at + 15] for at in range(0, len(text), 15)]
    first = dice.randrange(1, 60)
    return "".join(f"{first + n}. {line}\n" for n, line in enumerate(lines))


def _shuffled(text: str, dice: random.Random) -> str:
    clauses = re.findall(r"[^，。；、：\n]+[，。；、：\n]*", text)
    dice.shuffle(clauses)
    return "".join(clauses)


_NOISE = "😀👍🌹✨❗~*！…、。☆🙏"
_INVISIBLE = "\u200b\u200c\u2060\ufeff"
_FORMS = _traditional()
VARIANTS: dict[str, Callable[[str, random.Random], str]] = {
    "as it is": lambda t, d: t,
    "traditional": lambda t, d: "".join(d.choice(_FORMS.get(c, c)) for c in t),
    "full width": lambda t, d: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t),
    "spaced": lambda t, d: " ".join(t),
    "zero width": lambda t, d: "".join(c + d.choice(_INVISIBLE) for c in t),
    "emoji noise": lambda t, d: "".join(c + d.choice(_NOISE) if d.random() < 0.3 else c for c in t),
    "line numbers": _numbered,
    "clauses shuffled": _shuffled,
}


def public_filter(folder: Path, some: Iterable[Paper], texts: Iterable[str] = ()) -> Public:
    """Return the filter of public papers and other texts."""
    builder = PublicBuilder()
    builder.add_all(f"{paper.title}\n{paper.text}" for paper in some)
    builder.add_all(texts)
    builder.write(folder / "public.zmp")
    return Public(folder / "public.zmp")


def registry(
    path: Path,
    some: Iterable[Paper],
    *,
    levels: Sequence[Level] = (Level.CONFIDENTIAL,),
    public: Public | None = None,
    lookalikes: bool = False,
    named: bool = True,
) -> Registry:
    """Return a registry of the papers, their levels in turn, with title and number if `named`."""
    made = Registry.create(path, MASTER)
    enroller = Enroller(made.key, public=public, lookalikes=lookalikes)
    originals = (_original(*each, named) for each in zip(some, cycle(levels), strict=False))
    made.add(Batch.joined([enroller.enrol(original) for original in originals]))
    if public is not None:
        made.use_public(public.surprise)
    return made


def _original(paper: Paper, level: Level, named: bool) -> Original:
    document = Document(paper.id, level=level)
    if not named:
        return Original(document, paper.text)
    return Original(document, paper.text, paper.title, (paper.number,) if paper.number else ())


def bundle(
    path: Path,
    some: Iterable[Paper],
    level: Level = Level.CONFIDENTIAL,
    *,
    public: Public | None = None,
    lookalikes: bool = False,
    named: bool = True,
    tier: str = "registry",
) -> Bundle:
    """Return the open bundle of such a registry, or what it publishes for a gate."""
    with registry(
        path, some, levels=[level], public=public, lookalikes=lookalikes, named=named
    ) as made:
        if tier == "registry":
            return Bundle(path, MASTER)
        key = publish(made, path.with_suffix(f".{tier}"), tier)
        return Bundle(path.with_suffix(f".{tier}"), key)


def matches(opened: Bundle, text: str, medium: Medium = Medium.TYPED) -> list[Match]:
    """Return what a bundle finds in a text, without what is no more than a hint."""
    return [each for each in opened.match(fold(text), medium) if each.band is not Band.FAINT]


def finds(
    opened: Bundle,
    query: str,
    clean: Passage,
    by_id: dict[str, Paper],
    medium: Medium = Medium.TYPED,
) -> bool:
    """Tell whether the paper is named, or another one that truly holds the clean passage."""
    named = {match.document.id for match in matches(opened, query, medium)}
    # A gate does not know which document it is.
    if clean.paper.id in named or "" in named:
        return True
    letters = letters_of(clean.text)
    return any(letters in by_id[each].letters for each in named)


def term_letters(text: str) -> int:
    """Return how many letters a title or number has."""
    return len(whole(fold(text).text).units)


def longest_shared(left: str, known: set[str], right: str, least: int) -> int:
    """Return the length of the longest run that both hold, 0 below `least`; `known`: its grams."""
    best = 0
    for at in range(len(left) - least + 1):
        if left[at : at + least] not in known:
            continue
        while at + best < len(left) and left[at : at + max(best + 1, least)] in right:
            best = max(best + 1, least)
    return best


def edit_distance(left: str, right: str) -> int:
    """Return how many characters must change to make one of the other."""
    row = list(range(len(right) + 1))
    for at, character in enumerate(left, 1):
        last, row[0] = row[0], at
        for place, other in enumerate(right, 1):
            last, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, last + (character != other)),
            )
    return row[-1]


def verdict_on(measured: float, target: float, *, most: bool = False) -> str:
    """Return a measured figure beside its target, and whether it is met."""
    met = measured <= target if most else measured >= target
    return f"target {'<=' if most else '>='} {target:g}  measured {measured:.4g}  {'PASS' if met else 'miss'}"
