"""Text runs in bytes whose format nobody here knows: UTF-16LE, UTF-8 and GBK strings.

What is found so is more than was written: bytes that happen to look like letters are there too.
"""

import re

_RUN = 4
_CJK = rb"[\x00-\xff][\x4e-\x9f]"
_WIDE = re.compile(
    rb"(?:[\x20-\x7e\t\n\r]\x00|" + _CJK + rb"|[\x00-\x1f\x30-\xbf]\x30|[\x00-\xff]\xff"
    rb"|[\x05\x06]\x26|[\xb7\xa0-\xff]\x00|[\x10-\x3f]\x20|\xab\xf0|[\x60-\xff]\x24){2,}"
)
_NARROW = re.compile(
    rb"(?:[\x20-\x7e\t\n\r]|[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\xe3-\xef][\x80-\xbf]{2}){4,}"
)
_MOST = 8 << 20
"""Bytes of one stream that are searched."""


def harvest(data: bytes) -> str:
    """Return the strings of at least two wide or four narrow bytes, one a line."""
    data = data[:_MOST]
    found = [_wide(each) for start in (0, 1) for each in _WIDE.findall(data, start)]
    found += [_narrow(each) for each in _NARROW.findall(data)]
    return "\n".join(dict.fromkeys(text for text in found if _speaks(text)))


def _wide(run: bytes) -> str:
    return run.decode("utf-16-le", "replace").strip()


def _narrow(run: bytes) -> str:
    try:
        return run.decode("utf-8").strip()
    except UnicodeDecodeError:
        return run.decode("gb18030", "replace").strip()


def _speaks(text: str) -> bool:
    """Tell whether a run is more than an accident: long, or Chinese of some length."""
    return len(text) >= _RUN or (len(text) >= 2 and not text.isascii())
