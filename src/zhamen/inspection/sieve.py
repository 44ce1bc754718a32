"""The sieve: one pass over a folded text that tells which detectors must look at it.

Vectorscan (package `hyperscan`) does it in microseconds; where its wheel is missing, RE2's
`Set` answers the same question. Patterns stay in their common subset: no look-around, no
back-references, no word boundaries (which mean nothing between Chinese characters).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from zhamen.errors import PolicyError
from zhamen.inspection import sieve_store

NEEDLE_GAP = r"[\p{P}\p{S}\n]{0,3}"

Pattern = str | bytes
"""A regular expression over UTF-8 text, or a plain string of bytes."""
Scan = Callable[[bytes], list[int]]
"""Returns the numbers of the patterns that stand somewhere in the text."""


def needle_pattern(word: str) -> str:
    """Return the pattern of a needle: its characters, with punctuation or line ends between."""
    return NEEDLE_GAP.join(map(literal_pattern, word))


def literal_pattern(word: str) -> str:
    """Return the pattern of a word exactly as it stands."""
    return "".join("\\" + c if c in r".^$*+?{}[]()|\-/#&~" else c for c in word)


class Sieve:
    """Maps a text to the names woken by it, by way of patterns.

    Not shared between threads: Vectorscan needs a scratch of its own for each.
    """

    def __init__(self, wakes: Mapping[Any, Iterable[str]], engine: str = "auto") -> None:
        """Build from pattern → names, the patterns all of one sort.

        `engine` is `auto`, `vectorscan` or `re2`.
        """
        self._names = [frozenset(names) for names in wakes.values()]
        self.scan = _engine(engine)(list(wakes)) if wakes else _nothing
        """Returns the numbers of the patterns that stand in a text; valid until the next call."""

    def names(self, numbers: Iterable[int]) -> frozenset[str]:
        """Return the names woken by patterns of these numbers."""
        return frozenset().union(*[self._names[number] for number in numbers])


def _nothing(text: bytes) -> list[int]:
    return []


def _engine(name: str) -> Callable[[Sequence[Pattern]], Scan]:
    if name == "re2":
        return _re2
    try:
        import hyperscan  # noqa: F401
    except ImportError:
        if name == "vectorscan":
            raise
        return _re2
    return _vectorscan


def _vectorscan(patterns: Sequence[Pattern]) -> Scan:
    import hyperscan

    database = sieve_store.load(patterns) or _compiled(patterns)
    database.scratch = hyperscan.Scratch(database)
    scan = database.scan

    numbers: list[int] = []

    def note(number: int, *_: object) -> None:
        numbers.append(number)

    def seen(text: bytes) -> list[int]:
        # One list and one callback for all calls: making them anew costs more than the scan.
        numbers.clear()
        scan(text, match_event_handler=note)
        return numbers

    return seen


def _compiled(patterns: Sequence[Pattern]) -> Any:
    """Compile the patterns and put the result by, for the next short-lived command."""
    import hyperscan

    flags = hyperscan.HS_FLAG_SINGLEMATCH
    if isinstance(patterns[0], str):
        flags |= hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_UCP
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        database.compile(
            expressions=list(map(_expression, patterns)),
            ids=list(range(len(patterns))),
            elements=len(patterns),
            flags=[flags] * len(patterns),
        )
    except hyperscan.error as error:
        raise PolicyError(f"a pattern does not compile: {error}") from error
    sieve_store.save(patterns, database)
    return database


def _expression(pattern: Pattern) -> bytes:
    if isinstance(pattern, str):
        return pattern.encode()
    return b"".join(b"\\x%02x" % byte for byte in pattern)


def _re2(patterns: Sequence[Pattern]) -> Scan:
    import re2

    options = re2.Options()
    options.max_mem = 1 << 28
    if isinstance(patterns[0], bytes):
        options.encoding = re2.Options.Encoding.LATIN1
    matcher = re2.Set.SearchSet(options)
    for pattern in patterns:
        try:
            matcher.Add(_expression(pattern))
        except re2.error as error:
            raise PolicyError(f"a pattern does not compile: {error}") from error
    matcher.Compile()

    def seen(text: bytes) -> list[int]:
        return list(matcher.Match(text) or ())

    return seen
