"""The alike view: a text as it sounds and looks, one byte a character, punctuation left out.

An evader writes 鸡蜜 or 机宓 for 机密. Every character of the marks that are looked for gets a
code; so does everything that sounds like it (same toneless syllable, zh/z and n/ng taken
together), looks like it, or is an emoji whose name does. In this view a mark is a plain string
of bytes again. The view is lossy: what is found only here never rests on its own strength.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from zhamen.errors import PolicyError
from zhamen.model.passage import Folded
from zhamen.reading.normal import fold_character, look_up
from zhamen.reading.tables import rows

OTHER, STAR, DIGIT, FIRST, DROPPED = 0, 1, 2, 3, 255
_DIGITS = "0123456789〇零一二三四五六七八九十廿卅两百lo"


class View:
    """A text's codes, and where each of them stands in the folded text."""

    __slots__ = ("codes", "places")

    def __init__(self, codes: bytes, places: Sequence[int]) -> None:
        self.codes = codes
        self.places = places

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the folded span of codes `start:end`."""
        return self.places[start], self.places[end - 1] + 1


class Alike:
    """Codes for the characters of some words, and for all that is alike."""

    def __init__(self, words: Iterable[str]) -> None:
        """Take the folded words that will be looked for. Raises PolicyError above 250 sounds."""
        vocabulary = sorted({c for word in words for c in word if c.isalnum()})
        self._table = _Codes(_code_table(vocabulary))
        self._patterns: dict[str, bytes] = {}
        self._lookup: Any = None

    def codes(self, folded: Folded) -> bytes:
        """Return the alike view of a folded text."""
        if folded.codes is None:
            return self._spelled(folded.text)
        if self._lookup is None:
            self._lookup = self._numpy_table()
        return look_up(folded.codes, self._lookup, DROPPED)

    def _numpy_table(self) -> Any:
        import numpy

        table = numpy.full(0x110000, DROPPED, numpy.uint8)
        table[[code for code in range(0x30000) if chr(code).isalnum()]] = OTHER
        for code, value in self._table.known.items():
            table[code] = value
        return table

    def _spelled(self, text: str) -> bytes:
        return text.translate(self._table).encode("latin-1")

    def view(self, folded: str) -> View:
        """Return the codes together with their places; for texts in which something stands."""
        table = self._table
        places = [at for at, c in enumerate(folded) if table[ord(c)]]
        return View(self._spelled(folded), places)

    def pattern(self, word: str) -> bytes:
        """Return a word in codes."""
        if word not in self._patterns:
            self._patterns[word] = self._spelled(word)
        return self._patterns[word]


class _Codes(dict[int, str]):
    """A table for `str.translate`: known characters have their codes, others are told apart."""

    def __init__(self, known: dict[int, int]) -> None:
        super().__init__((code, chr(value)) for code, value in known.items())
        self.known = known

    def __missing__(self, code: int) -> str:
        value = self[code] = chr(OTHER) if chr(code).isalnum() and code < 0x30000 else ""
        return value


def _code_table(vocabulary: Sequence[str]) -> dict[int, int]:
    """Return code point → code: by shape first, then by sound, then the words' own characters."""
    codes: dict[str, int] = {}
    for character in vocabulary:
        sound = _sounds().get(character, (character,))[0]
        codes.setdefault(sound, FIRST + len(codes))
    if len(codes) > DROPPED - FIRST:
        raise PolicyError(f"disguised words have {len(codes)} sounds, at most {DROPPED - FIRST}")
    own = {c: codes[_sounds().get(c, (c,))[0]] for c in vocabulary}
    table: dict[str, int] = {}
    for character, alike in rows("shape"):
        if character in own:
            table.update((form, own[character]) for form in alike if form not in table)
    for character, sounds in _sounds().items():
        for sound in sounds:
            if sound in codes:
                table[character] = codes[sound]
                break
    table.update(_emoji_codes(codes))
    table.update(dict.fromkeys(_DIGITS, DIGIT) | {"★": STAR, "·": STAR})
    table.update(own)
    return {ord(character): code for character, code in table.items()}


def _emoji_codes(codes: dict[str, int]) -> dict[str, int]:
    table: dict[str, int] = {}
    for symbol, names in rows("emoji"):
        folded = fold_character(symbol)
        for name in names:
            sound = next((s for s in _sounds().get(name, ()) if s in codes), None)
            if sound and len(folded) == 1 and folded not in "★·":
                table.setdefault(folded, codes[sound])
    return table


@cache
def _sounds() -> dict[str, tuple[str, ...]]:
    """Return character → its syllables, the usual one first, neighbours taken together."""
    sounds: dict[str, tuple[str, ...]] = {}
    table = [(neighbour(syllable), *values.split("\t")) for syllable, values in rows("sound")]
    for column in (1, 2):
        for row in table:
            for character in row[column]:
                if row[0] not in sounds.get(character, ()):
                    sounds[character] = (*sounds.get(character, ()), row[0])
    return sounds


def neighbour(syllable: str) -> str:
    """Return the syllable with zh/z, ch/c, sh/s and -ng/-n taken together."""
    for initial in ("zh", "ch", "sh"):
        if syllable.startswith(initial):
            syllable = initial[0] + syllable[2:]
    for final in ("ang", "eng", "ing"):
        if syllable.endswith(final):
            syllable = syllable[:-1]
    return syllable
