"""Bytes to text, whatever the encoding: UTF-8, UTF-16, GB18030, Big5 and those of seven bits.

A short stretch of junk in front must not hide the rest, so every candidate is tried leniently
and judged by how much of what it yields people really write. Where two candidates are equally
plausible both are returned: a miss is worse than an alarm.
"""

import re
from collections.abc import Iterator
from functools import cache

from zhamen.errors import ReadError

_SAMPLE = 4096
_PLAUSIBLE = 0.7
_MOST_BAD = 0.3
_SEVEN_BITS = (
    ("utf-7", re.compile(rb"\+[A-Za-z0-9+/]{5,}")),
    ("hz", re.compile(rb"~\{[!-~]{2,}")),
    ("iso2022_jp_2", re.compile(rb"\x1b\$")),
    ("iso2022_kr", re.compile(rb"\x1b\$\)C")),
)
_RIVAL = 0.92
"""A second reading at least this plausible, relative to the best, is returned too."""


def decode(data: bytes) -> list[str]:
    """Return the plausible readings of `data` as text, best first; usually one.

    Raises ReadError("binary") if no encoding makes text of it.
    """
    if not data:
        return []
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return [data.decode("utf-32", "replace")]
    coded = list(_seven_bits(data))
    if (text := _strict_utf8(data)) is not None:
        return [text, *coded]
    if coded:
        return coded
    scored = sorted(_candidates(data), key=lambda each: -each[0])
    best = scored[0][0]
    if best < _PLAUSIBLE:
        raise ReadError("binary", "no encoding makes text of these bytes")
    kept = [(encoding, skip) for score, encoding, skip in scored if score >= best * _RIVAL]
    texts = (data[skip:].decode(encoding, "replace") for encoding, skip in kept)
    found = list(dict.fromkeys(text.lstrip("\ufeff") for text in texts))
    # The same one byte later is nothing new.
    return [text for text in found if not any(o.endswith(text) for o in found if o != text)]


def _strict_utf8(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return text if plausibility(text[:_SAMPLE]) >= _PLAUSIBLE else None


def _seven_bits(data: bytes) -> Iterator[str]:
    """Yield what a text of ASCII characters says in an encoding for old mail, if it is in one."""
    if not data.isascii():
        return
    for encoding, mark in _SEVEN_BITS:
        if mark.search(data):
            text = data.decode(encoding, "replace")
            strange = [character for character in text if not character.isascii()]
            if strange and plausibility("".join(strange[:_SAMPLE])) >= _PLAUSIBLE:
                yield text


def _candidates(data: bytes) -> Iterator[tuple[float, str, int]]:
    """Yield (plausibility, encoding, bytes to skip) judged behind any junk in front."""
    for encoding, skip in _alignments(data):
        # Judge the head and the middle: junk in front must not decide, nor a clean front hide.
        sample = data[skip : skip + _SAMPLE].decode(encoding, "replace")
        behind = sample[24:] if len(sample) > 48 else sample[8:] if len(sample) > 16 else sample
        middle = (len(data) // 2 & ~3) + skip
        deep = data[middle : middle + _SAMPLE].decode(encoding, "replace")[2:-2]
        score = min(plausibility(behind), plausibility(deep) if len(data) > 256 else 1.0)
        yield score, encoding, skip


def _alignments(data: bytes) -> Iterator[tuple[str, int]]:
    yield "utf-8", 0
    yield "gb18030", 0
    yield "big5hkscs", 0
    if len(data) > 64:
        yield "gb18030", 1
    for encoding in ("utf-16-le", "utf-16-be"):
        yield encoding, 0
        yield encoding, 1


def plausibility(text: str) -> float:
    """Return the share of characters that people write in Chinese messages, 0 to 1."""
    if not text:
        return 0.0
    good = common_letters()
    score = sum(1.0 if c in good else _other(c) for c in text)
    return max(0.0, score / len(text))


def _other(character: str) -> float:
    """Return the worth of an uncommon character: rare ideographs half, controls and holes less."""
    code = ord(character)
    if 0x4E00 <= code < 0xA000 or 0x1F000 <= code < 0x1FB00 or 0x20000 <= code < 0x2A6E0:
        return 0.25
    if code < 0x20 or 0x7F <= code < 0xA0 or code == 0xFFFD or 0xE000 <= code < 0xF900:
        return -1.0
    return 0.4 if character.isprintable() else -0.5


@cache
def common_letters() -> frozenset[str]:
    """Return ASCII, Chinese punctuation and the characters of GB 2312 and Big5's first level."""
    rows = [bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF)]
    gb2312 = {row.decode("gb2312", "ignore") for row in rows}
    big5 = [
        bytes((r, c)) for r in range(0xA4, 0xC7) for c in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    ]
    traditional = {row.decode("big5", "ignore") for row in big5}
    ascii_text = {chr(code) for code in range(0x20, 0x7F)} | set("\n\r\t")
    return frozenset(
        (gb2312 | traditional | ascii_text | set("·★☆〔〕〇“”‘’—…\u3000\ufeff")) - {""}
    )
