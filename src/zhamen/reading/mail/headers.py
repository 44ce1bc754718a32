"""Mail headers in words: encoded words, whatever charset they claim, and raw bytes of any."""

import base64
import binascii
import codecs
import quopri
import re
from typing import Any
from urllib.parse import unquote_to_bytes

from zhamen.reading.archives.unpacking import readings

_WORD = re.compile(r"=\?([^?\s]*)\?([bBqQ])\?([^?]*)\?=")
_WORDS = re.compile(r"=\?[^?\s]*\?[bBqQ]\?[^?]*\?=(?:\s*=\?[^?\s]*\?[bBqQ]\?[^?]*\?=)*")
_STARRED = re.compile(r"\*\d*\*?=\"?(?:([\w.-]*)'[\w-]*')?([^\s;\"]+)")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030",
          "big5": "big5hkscs", "cp936": "gb18030", "iso-8859-1": "gb18030"}  # fmt: skip
"""Charsets that mail programs name when they write a wider one."""


def as_declared(content: bytes, charset: str) -> list[str]:
    """Return what bytes say in a charset that a header names; nothing if there is none such."""
    charset = _WIDER.get(charset.lower().strip("\"' "), charset.lower().strip("\"' "))
    try:
        # `rot13` and its like are codecs too, and not of characters.
        if not charset or not codecs.lookup(charset)._is_text_encoding:
            return []
        return [content.decode(charset, "replace")]
    except (LookupError, ValueError, TypeError):
        return []


def unfolded(value: Any) -> str:
    """Return a header's value, or a file's name in one, as a person reads it."""
    if isinstance(value, tuple):
        charset, _, text = value
        value = (as_declared(text.encode("latin-1", "replace"), charset or "") or [text])[0]
    raw = str(value).encode("utf-8", "surrogateescape")
    return _undone(readings(raw)[0]).replace("\r\n", "").replace("\n", "")


def raw_header(key: str, value: Any) -> list[str]:
    """Return everything that a header may say: its name with its value, in each reading."""
    raw = str(value).encode("utf-8", "surrogateescape")
    lines = []
    for text in readings(raw):
        undone = _undone(re.sub(r"\r?\n(?=[ \t])", "", text))
        lines.append(f"{key}: {undone}")
        lines += [said for said in _continued(undone) if said not in undone]
    return list(dict.fromkeys(lines))


def _undone(text: str) -> str:
    return _WORDS.sub(lambda found: _joined(found[0]), text)


def _joined(words: str) -> str:
    """Return neighbouring encoded words as text; mailers cut a character in two between them."""
    runs: list[tuple[str, bytes]] = []
    for charset, kind, coded in _WORD.findall(words):
        content = _word(kind, coded)
        if runs and runs[-1][0].lower() == charset.lower():
            content = runs.pop()[1] + content
        runs.append((charset, content))
    return "".join(_read(content, charset) for charset, content in runs)


def _read(content: bytes, charset: str) -> str:
    declared = as_declared(content, charset.partition("*")[0])
    likely = [text for text in readings(content) if text not in declared]
    if declared and "\ufffd" not in declared[0] and not likely:
        return declared[0]
    # The charset may be a lie: each reading stands there, apart.
    return " ".join(dict.fromkeys([*declared, *likely[:1]]))


def _word(kind: str, coded: str) -> bytes:
    raw = coded.encode("utf-8", "replace")
    if kind in "qQ":
        return quopri.decodestring(raw.replace(b"_", b" "), header=False)
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except (binascii.Error, ValueError):
        return raw


def _continued(text: str) -> list[str]:
    """Return values that are cut in pieces or written with percent signs (RFC 2231), joined."""
    pieces = _STARRED.findall(text)
    if not pieces:
        return []
    joined = b"".join(unquote_to_bytes(coded.encode("utf-8", "replace")) for _, coded in pieces)
    charset = next((charset for charset, _ in pieces if charset), "")
    return list(dict.fromkeys([*as_declared(joined, charset), *readings(joined)]))
