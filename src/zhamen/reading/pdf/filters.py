"""The filters of PDF streams, undone: Flate, LZW, run lengths, hexadecimal and Base85."""

import base64
import binascii
import re
import zlib
from collections.abc import Sequence

from zhamen.errors import ReadError
from zhamen.reading.archives.unpacking import Quota, inflate

_FLATE = frozenset({b"FlateDecode", b"Fl"})
_PICTURES = frozenset({b"DCTDecode", b"DCT", b"JPXDecode", b"CCITTFaxDecode", b"CCF",
                       b"JBIG2Decode"})  # fmt: skip
_BEYOND = frozenset({b"Predictor", b"EarlyChange"})
"""Parameters that say that the bytes were turned into others before they were packed."""
_CLEAR, _STOP = 256, 257


def undone(raw: bytes, names: Sequence[bytes], quota: Quota) -> bytes | None:
    """Return a stream with the filters in its dictionary undone; None where one cannot be.

    Raises ReadError("expansion").
    """
    if not _BEYOND.isdisjoint(names):
        return None
    for name in names:
        try:
            if name in _FLATE:
                raw = inflate(raw.lstrip(b"\r\n"), quota, 15)[0]
            elif name in (b"LZWDecode", b"LZW"):
                raw = _from_lzw(raw, quota)
            elif name in (b"RunLengthDecode", b"RL"):
                raw = _from_runs(raw, quota)
            elif name in (b"ASCIIHexDecode", b"AHx"):
                digits = re.sub(rb"[^0-9A-Fa-f]", b"", raw.partition(b">")[0])
                raw = binascii.unhexlify(digits + b"0" * (len(digits) % 2))
            elif name in (b"ASCII85Decode", b"A85"):
                raw = base64.a85decode(raw.partition(b"~>")[0].strip().removeprefix(b"<~"))
            elif name in _PICTURES:
                return None
        except ValueError:
            return None
        except ReadError as error:
            if error.reason == "expansion":
                raise
            return None
    return raw


def beginning(raw: bytes, names: Sequence[bytes]) -> bytes:
    """Return the first kilobyte of a stream that is packed by Flate or not at all."""
    if _FLATE.isdisjoint(names):
        return raw[:1024]
    try:
        return zlib.decompressobj().decompress(raw[:4096].lstrip(b"\r\n"), 1024)
    except zlib.error:
        return b""


def _from_lzw(raw: bytes, quota: Quota) -> bytes:
    """Undo LZW: codes of 9 to 12 bits, the width changing one code early (ISO 32000-1, 7.4.4)."""
    table: list[bytes] = []
    pieces: list[bytes] = []
    before, width, bits, count = b"", 9, 0, 0
    for byte in raw:
        bits, count = (bits << 8 | byte) & 0xFFFFFF, count + 8
        if count < width:
            continue
        count -= width
        code = bits >> count & (1 << width) - 1
        if code == _STOP:
            break
        if code == _CLEAR:
            table, before, width = [], b"", 9
            continue
        piece = bytes([code]) if code < _CLEAR else _entry(table, code - 258, before)
        quota.take(len(piece))
        pieces.append(piece)
        if before and len(table) < 4096 - 258:
            table.append(before + piece[:1])
        before = piece
        width = min(12, max(9, (len(table) + 259).bit_length()))
    return b"".join(pieces)


def _entry(table: list[bytes], at: int, before: bytes) -> bytes:
    """Return what a code stands for; the next one to come is the last with its first letter."""
    if at < len(table):
        return table[at]
    if at > len(table) or not before:
        raise ReadError("damaged")
    return before + before[:1]


def _from_runs(raw: bytes, quota: Quota) -> bytes:
    """Undo run lengths: so many bytes as they are, or one byte so many times."""
    pieces: list[bytes] = []
    at = 0
    while at < len(raw) and (length := raw[at]) != 128:
        is_copy = length < 128
        piece = raw[at + 1 : at + 2 + length] if is_copy else raw[at + 1 : at + 2] * (257 - length)
        at += length + 2 if is_copy else 2
        quota.take(len(piece))
        pieces.append(piece)
    return b"".join(pieces)
