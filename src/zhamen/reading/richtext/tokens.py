"""RTF as a stream of groups, control words, bytes and letters."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?"
    rb"|\\'(?P<hex>[0-9A-Fa-f]{2})"
    rb"|\\(?P<symbol>[^A-Za-z])"
    rb"|(?P<group>[{}])"
    rb"|(?P<text>[^\\{}\r\n]+)",
    re.S,
)


class Token(NamedTuple):
    """One token; exactly one of its fields says something."""

    word: str = ""
    number: int | None = None
    raw: bytes = b""
    """Bytes of text, from a plain run or from `\\'xx`."""
    symbol: bytes = b""
    group: bytes = b""
    binary: bytes | None = None
    """What follows `\\bin`, which obeys no other rule."""


def tokens(data: bytes) -> Iterator[Token]:
    """Yield the tokens of a document."""
    at = 0
    while found := _TOKEN.search(data, at):
        at = found.end()
        if word := found["word"]:
            number = int(found["number"]) if found["number"] else None
            if word == b"bin" and number is not None and number >= 0:
                yield Token(binary=data[at : at + number])
                at += number
            else:
                yield Token(word.decode("ascii"), number)
        elif found["hex"]:
            yield Token(raw=bytes([int(found["hex"], 16)]))
        elif found["group"]:
            yield Token(group=found["group"])
        elif found["text"]:
            yield Token(raw=found["text"])
        else:
            yield Token(symbol=found["symbol"])
