"""Text runs in bytes whose format nobody here knows: UTF-16LE, UTF-8 and GBK strings.

What is found so is more than was written: bytes that happen to look like letters are there too.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from zhamen.reading.decode import common_letters

_RUN = 4
_CJK = rb"[\x00-\xff][\x4e-\x9f]"
_WIDE = re.compile(
    rb"(?:[\x20-\x7e\t\n\r]\x00|" + _CJK + rb"|[\x00-\x1f\x30-\xbf]\x30|[\x00-\xff]\xff"
    rb"|[\x05\x06]\x26|[\xb7\xa0-\xff]\x00|[\x10-\x3f]\x20|\xab\xf0|[\x60-\xff]\x24){2,}"
)
_NARROW = re.compile(
    rb"(?:[\x20-\x7e\t\n\r]|[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\xe3-\xef][\x80-\xbf]{2}){4,}"
)
_UTF8 = re.compile(rb"(?:[\x20-\x7e\t\n\r]|[\xc2-\xdf][\x80-\xbf]|[\xe2-\xef][\x80-\xbf]{2}){4,}")
"""Apart from the others: its letters of three bytes are out of step with theirs of two."""
_MOST = 8 << 20
"""Bytes of one stream that are searched."""


def harvest(data: bytes) -> str:
    """Return the strings of at least two Chinese or four other letters, one a line."""
    data = data[:_MOST]
    found = [_wide(each) for start in (0, 1) for each in _WIDE.findall(data, start)]
    found += [each.decode("utf-8", "replace") for each in _UTF8.findall(data)]
    found += [_narrow(each) for each in _NARROW.findall(data)]
    texts = (text for run in found for text in _stretches(run))
    return "\n".join(dict.fromkeys(texts))


def _wide(run: bytes) -> str:
    return run.decode("utf-16-le", "replace")


def _narrow(run: bytes) -> str:
    try:
        return run.decode("utf-8")
    except UnicodeDecodeError:
        return run.decode("gb18030", "replace")


def _stretches(run: str) -> Iterator[str]:
    """Yield the stretches of a run in letters that people write; the others are accidents."""
    if run.isascii():
        yield from [run.strip()] if len(run.strip()) >= _RUN else []
        return
    good = common_letters()
    for is_good, letters in groupby(run, lambda c: c in good or " " <= c < "\x7f"):
        text = "".join(letters).strip()
        if is_good and len(text) >= (_RUN if text.isascii() else 2):
            yield text
