"""The normal form of text: what an evader can change without changing the reading is gone.

Lossless foldings only (a reader sees the same words):

- NFKC and case: full-width, ligatures, circled digits, compatibility ideographs, Kangxi radicals;
- traditional, variant and Japanese forms to simplified ones (`tables/simplified.txt`);
- Latin, Cyrillic and Greek look-alikes of ASCII letters and digits (`tables/confusable.txt`);
- every star and bullet used in its place to ★; dashes, quotes and brackets to one of each;
- spaces, zero-width, combining, control and variation characters dropped; line ends to \\n.

Three implementations of one contract, compared by property tests: `str.translate` with a table
that fills itself (short-lived commands), and a look-up over all of Unicode (services, long texts),
compiled where there was a compiler, by numpy elsewhere or where `ZHAMEN_KERNEL=numpy` asks for it.
"""

import os
import sys
import unicodedata
from array import array
from functools import cache
from typing import TYPE_CHECKING, Any

from zhamen.model.passage import Folded
from zhamen.reading.tables import rows

if TYPE_CHECKING:
    import numpy

try:
    if os.environ.get("ZHAMEN_KERNEL") == "numpy":
        raise ImportError
    from zhamen.reading import _fold

    compiled = _fold
    """The extension, None where numpy does the work."""
except ImportError:
    compiled = None  # type: ignore[assignment]

VERSION = 1
"""Raise it with every change of the normal form: keyed fingerprints depend on it."""

STARS = "★☆✩✪✫✬✭✮✯✰✡✦✧✶✷✸✹⋆⍟⚝⛤⛥⛦⛧≛꙳"
"""Drawn stars: after a level word they make a mark, term or no term."""
DOTS = "*＊∗⁎✱✲✳✴✵✺✻✼✽❃❄❅❆❇❈❉❊❋⭐⭑⭒🌟💫✨🔯🌠🤩•·●◆※∙⬤⚫・‧･⋅᛫▪◾▲△⭑♦◈❖♠♣♥❤"
"""Typed in place of a star, and in other places too: they need a term beside them."""
_SAME = {
    "-": "_＿﹍﹎‐‑‒–—―−﹣─━⸺⸻",
    "~": "〜～∼",
    '"': "“”„‟「」『』﹁﹂﹃﹄＂",
    "'": "‘’‚‛′",
    "《": "〈«‹",
    "》": "〉»›",
    "[": "【〖〔［﹝⟦❲",
    "]": "】〗〕］﹞⟧❳",
    "(": "（﹙⁽❨",
    ")": "）﹚⁾❩",
    ",": "，﹐",
    ":": "：﹕︰∶꞉",
    "。": "．｡",
    # Spelled out as three dots it would send every other chat message the slow way.
    ".": "…‥⋯",
    "\n": "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029",
}
_DROPPED = frozenset({"Zs", "Cc", "Cf", "Cs", "Mn", "Me"})
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
_LONG = 4096
_CHUNK = 1 << 16


@cache
def _replacements() -> dict[str, str]:
    """Return the one-to-one replacements that Unicode's own normalisation does not make."""
    table = (
        dict.fromkeys(STARS, "★") | dict.fromkeys(DOTS, "·") | {"○": "〇", "◯": "〇", "⭕": "〇"}
    )
    for name in ("simplified", "confusable"):
        for target, forms in rows(name):
            table.update((form, target) for form in forms if form not in " \t")
    for target, forms in _SAME.items():
        table.update(dict.fromkeys(forms, target))
    return table


def fold_character(character: str) -> str:
    """Return the normal form of one character: empty, one or several characters."""
    replacements = _replacements()
    if character in replacements:
        return replacements[character]
    if character == "\n":
        return character
    # A capital may normalise to a form that folds again (ϒ → Υ → υ), hence the second pass.
    once = unicodedata.normalize("NFKC", character).casefold()
    again = unicodedata.normalize("NFKC", once).casefold()
    return "".join(replacements.get(part, part) for part in again if not _is_dropped(part))


def _is_dropped(character: str) -> bool:
    return unicodedata.category(character) in _DROPPED or character in _INVISIBLE


class _Filling(dict[int, str]):
    """A table for `str.translate` that computes each character once, when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold_character(chr(code))
        return folded


_TABLE = _Filling()


class _Identity:
    """Offsets of a text that folding did not shorten: every character stayed in its place."""

    def __getitem__(self, index: int, /) -> int:
        return index


_IDENTITY = _Identity()


def fold(text: str) -> Folded:
    """Return the normal form of `text` with the map back to its code points. Linear time."""
    # numpy costs 0.1 s to import: a one-shot command never pays it for a chat message.
    if "numpy" in sys.modules or len(text) > _LONG:
        return fold_by_numpy(text) if compiled is None else fold_by_kernel(text)
    return fold_by_table(text)


def prepare_for_many() -> None:
    """Make the look-up now: whoever folds texts by the thousand saves four fifths of the time."""
    _numpy_table()


def fold_by_table(text: str) -> Folded:
    """Fold with `str.translate`; the reference implementation."""
    folded = text.translate(_TABLE)
    if len(folded) == len(text) and not _moved(text):
        return Folded(folded, _IDENTITY)
    return Folded(folded, _Origins(text))


def _moved(text: str) -> bool:
    """Tell whether some character vanished while another grew, so that equal length misleads."""
    return any(len(_TABLE[ord(character)]) != 1 for character in set(text))


class _Origins:
    """Offsets worked out only when a finding asks for them; innocent texts never do."""

    __slots__ = ("_offsets", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._offsets: array[int] | None = None

    def __getitem__(self, index: int, /) -> int:
        if self._offsets is None:
            self._offsets = array("q")
            for at, character in enumerate(self._text):
                self._offsets.extend([at] * len(_TABLE[ord(character)]))
            self._offsets.append(len(self._text))
        return self._offsets[index]


def fold_by_kernel(text: str) -> Folded:
    """Fold as `fold_by_numpy` does, compiled; the fastest implementation."""
    both = compiled.fold(text, _numpy_table())
    # A character that grows stands in the table as an impossible code point.
    return fold_by_table(text) if both is None else _mapped(text, *both)


def fold_by_numpy(text: str) -> Folded:
    """Fold with one table look-up over all code points."""
    if len(text) > _CHUNK:
        return _fold_in_chunks(text)
    frombuffer, unit, take = _lookup()
    mapped = take(frombuffer(text.encode("utf-32-le", "surrogatepass"), unit)).tobytes()
    try:
        # Dropping NULs from a str is three times as fast as compressing the array.
        folded = str(mapped, "utf-32-le").replace("\0", "")
    except UnicodeDecodeError:
        # A character that grows stands in the table as an impossible code point.
        return fold_by_table(text)
    return _mapped(text, folded, mapped)


def look_up(codes: bytes, table: "numpy.ndarray[Any, Any]", dropped: int) -> bytes:
    """Return a table's byte for each code of a folded text, those that are `dropped` left out."""
    if compiled is not None:
        return compiled.look_up(codes, table, dropped)
    frombuffer, unit, _ = _lookup()
    found: bytes = table.take(frombuffer(codes, unit)).tobytes()
    return found.translate(None, bytes([dropped]))


def _mapped(text: str, folded: str, mapped: bytes) -> Folded:
    if len(folded) == len(text):
        return Folded(folded, _IDENTITY, mapped)
    return Folded(folded, _Kept(mapped), mapped)


def _fold_in_chunks(text: str) -> Folded:
    """Fold a long text piece by piece: large buffers leave the cache and are mapped anew."""
    pieces = [fold_by_numpy(text[at : at + _CHUNK]) for at in range(0, len(text), _CHUNK)]
    codes = [piece.codes for piece in pieces if piece.codes is not None]
    if len(codes) < len(pieces):
        return fold_by_table(text)
    return _mapped(text, "".join(piece.text for piece in pieces), b"".join(codes))


@cache
def _lookup() -> Any:
    """Return what every folding calls, so that none of them imports or looks up attributes."""
    import numpy

    return numpy.frombuffer, numpy.dtype(numpy.uint32), _numpy_table().take


class _Kept:
    """Offsets from the look-up: the places of what was kept, worked out when they are asked for."""

    __slots__ = ("_mapped", "_places")

    def __init__(self, mapped: bytes) -> None:
        self._mapped = mapped
        self._places: numpy.ndarray[tuple[int], numpy.dtype[numpy.intp]] | None = None

    def __getitem__(self, index: int, /) -> int:
        if self._places is None:
            import numpy

            self._places = numpy.frombuffer(self._mapped, numpy.uint32).nonzero()[0]
        return int(self._places[index]) if index < len(self._places) else len(self._mapped) // 4


_GROWS = 0x110000
_UNICODE_END = 0x110000


@cache
def _numpy_table() -> "numpy.ndarray[tuple[int], numpy.dtype[numpy.uint32]]":
    """Return the look-up over all of Unicode: 0 drops, `_GROWS` asks for the slow way."""
    import numpy

    table = numpy.arange(_UNICODE_END, dtype=numpy.uint32)
    for code in _changing_codes():
        folded = fold_character(chr(code))
        table[code] = 0 if not folded else ord(folded) if len(folded) == 1 else _GROWS
    return table


def _changing_codes() -> list[int]:
    """Return every code point that folding may change, found block by block."""
    changing = [ord(character) for character in _replacements()]
    for start in (*range(0, 0x30000, 0x100), *range(0xE0000, 0xE1000, 0x100)):
        block = "".join(map(chr, range(start, start + 0x100)))
        if (
            unicodedata.normalize("NFKC", block).casefold() == block
            and _DROPPED.isdisjoint(map(unicodedata.category, block))
            and _INVISIBLE.isdisjoint(block)
        ):
            continue
        changing.extend(ord(c) for c in block if fold_character(c) != c)
    return changing
