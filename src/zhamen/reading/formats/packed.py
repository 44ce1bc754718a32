"""One file packed by gzip, bzip2, xz, lzma or zlib: all its streams, its name and its comment."""

import bz2
import lzma
import struct
from collections.abc import Callable, Iterator
from functools import partial

from zhamen.errors import ReadError
from zhamen.model.terms import Medium
from zhamen.model.verdict import Unread
from zhamen.reading.archives.unpacking import Quota, expand, inflate, readings
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.settings import Limits

_MEMORY = 128 << 20
_GZIP, _BZIP2, _XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0"
_EXTRA, _NAME, _COMMENT = 4, 8, 16
Unpack = Callable[[bytes, Quota], tuple[bytes, int]]


class Packed:
    """Claims the signatures of packed streams."""

    name = "packed"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid on a signature; on what has hardly any, if it unpacks."""
        if head.startswith((_GZIP + b"\x08", _XZ)) or _is_bzip2(head):
            return 0.5
        return 0.15 if _is_lzma(head) or _is_zlib(head) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield what its streams unpack to, one behind the other, and what is behind them."""
        quota = Quota(limits)
        unpack = _unpacker(data)
        pieces: list[bytes] = []
        rest, reason = data, ""
        while rest and (not pieces or _unpacker(rest) is unpack):
            quota.member()
            if rest.startswith(_GZIP):
                yield from _said(rest)
            try:
                content, used = _by(unpack)(rest, quota)
            except ReadError as error:
                if not pieces or error.reason == "expansion":
                    raise
                reason = error.reason
                break
            pieces.append(content)
            if used > len(rest):
                reason = "damaged"
            rest = rest[used:]
        yield Embedded(_name_within(data), b"".join(pieces))
        if reason:
            yield Unread("", reason)
        elif rest.strip(b"\0"):
            yield Embedded("[tail]", rest)


def _unpacker(data: bytes) -> str:
    if data.startswith(_GZIP):
        return "gzip"
    if data.startswith(_BZIP2):
        return "bzip2"
    if data.startswith(_XZ):
        return "xz"
    return "zlib" if _is_zlib(data[:4096]) else "lzma"


def _by(kind: str) -> Unpack:
    if kind in ("gzip", "zlib"):
        return partial(inflate, window=31 if kind == "gzip" else 15)
    if kind == "bzip2":
        return lambda data, quota: expand(data, bz2.BZ2Decompressor(), quota)
    form = lzma.FORMAT_XZ if kind == "xz" else lzma.FORMAT_ALONE
    return lambda data, quota: expand(data, lzma.LZMADecompressor(form, memlimit=_MEMORY), quota)


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (flag, content) of the fields in a gzip head."""
    flags, at = data[3] if len(data) > 3 else 0, 10
    if flags & _EXTRA and len(data) > 12:
        length = struct.unpack_from("<H", data, at)[0]
        yield _EXTRA, data[at + 2 : at + 2 + length]
        at += 2 + length
    for flag in (_NAME, _COMMENT):
        if flags & flag:
            end = data.find(b"\0", at)
            end = len(data) if end < 0 else end
            yield flag, data[at:end]
            at = end + 1


def _said(data: bytes) -> Iterator[Content]:
    texts = [text for _, raw in _fields(data) for text in readings(raw) if text.strip("\0 \n")]
    if texts:
        yield Piece("\n".join(texts), place="names", medium=Medium.NAME)


def _name_within(data: bytes) -> str:
    names = [raw for flag, raw in _fields(data) if flag == _NAME] if data[:2] == _GZIP else []
    return readings(names[0])[0] if names and names[0] else "[content]"


def _is_bzip2(head: bytes) -> bool:
    return head.startswith(_BZIP2) and head[4:10] in (b"1AY&SY", b"\x17rE8P\x90")


def _is_lzma(head: bytes) -> bool:
    """Tell whether properties are such as the program `lzma` writes, and something unpacks."""
    if len(head) < 14 or head[0] >= 225 or head[13] != 0:
        return False
    dictionary = struct.unpack_from("<I", head, 1)[0]
    if dictionary < 1 << 12 or dictionary & dictionary - 1 & dictionary - 2:
        return False
    try:
        return bool(lzma.LZMADecompressor(lzma.FORMAT_ALONE, _MEMORY).decompress(head, 64))
    except lzma.LZMAError as error:
        return "emory" in str(error) and head[0] == 0x5D


def _is_zlib(head: bytes) -> bool:
    if len(head) < 8 or head[0] & 0x8F != 8 or (head[0] << 8 | head[1]) % 31 or head[1] & 32:
        return False
    try:
        inflate(head, Quota(Limits()), 15)
    except ReadError:
        return False
    return True


FORMAT = Packed()
