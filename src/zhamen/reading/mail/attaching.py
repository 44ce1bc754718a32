"""Files inside text: uuencode and yEnc in mail, `data:` addresses in pages, Base64 in markup."""

import binascii
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from zhamen.model.verdict import Unread
from zhamen.reading.archives.behind import archive_behind
from zhamen.reading.archives.unpacking import readings
from zhamen.reading.formatting import Content, Embedded

_BEGIN = re.compile(rb"^begin(-base64)? [0-7]{3,4} ([^\r\n]+)\r?\n", re.M)
_END = re.compile(rb"^(?:end|====)\s*$", re.M)
_YENC = re.compile(rb"^=ybegin [^\r\n]*?name=([^\r\n]+)\r?\n", re.M)
_YENC_END = re.compile(rb"^=yend", re.M)
_YENC_PART = re.compile(rb"^=ypart [^\r\n]*\r?\n", re.M)
_ADDRESS = re.compile(
    r"data:([\w.+-]{0,60}/?[\w.+-]{0,60})((?:;[\w.=\"-]{0,80}){0,8}),([^\s\"'<>)]+)"
)
_PACKED = re.compile(r"\A[A-Za-z0-9+/\s]{64,}+={0,2}\s*\Z")
_FILES = (b"PK", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rt", b"\x89PNG", b"\xff\xd8\xff", b"GIF8",
          b"BM", b"II*\0", b"MM\0*", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ",
          b"\x78\x01", b"\x78\x9c", b"\x78\xda")  # fmt: skip
"""How files begin whose letters cannot be seen through Base64 alone."""
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_SHIFTED = bytes((byte - 42) % 256 for byte in range(256))


def attached_in(text: bytes) -> Iterator[Content]:
    """Yield the files that lines of a text hold; those that are damaged unread by their name."""
    for (plain, name), lines in _stretches(text, _BEGIN, _END):
        content = _from_base64(lines) if plain else _from_lines(lines)
        if content is None:
            yield Unread(readings(name)[0], "damaged")
        elif content:
            yield Embedded(readings(name)[0], content)
    for (name,), lines in _stretches(text, _YENC, _YENC_END):
        yield Embedded(readings(name)[0], _from_yenc(lines))


def _stretches(
    text: bytes, begin: re.Pattern[bytes], end: re.Pattern[bytes]
) -> Iterator[tuple[tuple[Any, ...], bytes]]:
    """Yield (what a first line tells, the lines up to the last one); the last may be missing."""
    at = 0
    while (opened := begin.search(text, at)) is not None:
        closed = end.search(text, opened.end())
        at = closed.end() if closed else len(text)
        yield opened.groups(), text[opened.end() : closed.start() if closed else at]


def in_addresses(text: str) -> Iterator[Embedded]:
    """Yield the files that `data:` addresses of a page hold."""
    for at, (kind, told, coded) in enumerate(_ADDRESS.findall(text), 1):
        content = unquote_to_bytes(coded)
        if told.lower().endswith(";base64"):
            packed = re.sub(rb"[^A-Za-z0-9+/]", b"", content.translate(_URL_SAFE))
            # One letter too many is left out, as browsers do.
            packed = packed[:-1] if len(packed) % 4 == 1 else packed
            content = binascii.a2b_base64(packed + b"=" * (-len(packed) % 4))
        if content:
            yield Embedded(f"data {at}.{kind.rpartition('/')[2] or 'txt'}", content)


def is_file_itself(content: bytes) -> bool:
    """Tell whether bytes begin as packages, pictures and packed streams do."""
    return content.startswith(_FILES)


def in_base64(texts: Iterable[str]) -> Iterator[Embedded]:
    """Yield the files that long texts of Base64 hold; of a text, the unwrapping sees the words."""
    for at, text in enumerate(texts, 1):
        if not _PACKED.match(text):
            continue
        packed = re.sub(rb"[^A-Za-z0-9+/]", b"", text.encode("ascii"))
        packed = packed[: len(packed) - (len(packed) % 4 == 1)]
        content = binascii.a2b_base64(packed + b"=" * (-len(packed) % 4))
        if is_file_itself(content):
            yield Embedded(f"binary {at}", content)
        elif behind := archive_behind(content):
            yield Embedded(f"binary {at}", behind)


def _from_lines(lines: bytes) -> bytes | None:
    pieces = []
    for line in lines.splitlines():
        try:
            pieces.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some programs write more than the length says; the length is right.
            length = (line[0] - 32 & 63) * 4 // 3 + 4 if line else 0
            try:
                pieces.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                return None
    return b"".join(pieces)


def _from_base64(lines: bytes) -> bytes | None:
    try:
        return binascii.a2b_base64(lines)
    except binascii.Error:
        return None


def _from_yenc(lines: bytes) -> bytes:
    packed = _YENC_PART.sub(b"", lines).replace(b"\r", b"").replace(b"\n", b"")
    # “=” says that the next byte was moved by 64 more.
    packed = re.sub(rb"=(.)", lambda found: bytes(((found[1][0] - 64) % 256,)), packed, flags=re.S)
    return packed.translate(_SHIFTED)
