"""What a member of a ZIP unpacks to, and everything that its headers say in words."""

import bz2
import lzma
import struct
from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.reading.archives import libarchive
from zhamen.reading.archives.unpacking import Quota, expand, inflate, readings
from zhamen.reading.archives.zipping import CENTRAL, ENCRYPTED, END, LOCAL, MASKED, Member, fields

_STORED, _DEFLATED, _BZIP2, _LZMA, _XZ, _AES = 0, 8, 12, 14, 95, 99
_FOREIGN = (93, 98)
"""Zstandard and PPMd, which libarchive unpacks."""
_QUIET_FIELDS = frozenset({1, 0x0A, 0x15, 0x17, 0x5455, 0x5855, 0x7855, 0x7875, 0x9901, 0xCAFE})
"""Extra fields of sizes, times, owners and keys."""
_MEMORY = 128 << 20


def said(member: Member) -> Iterator[str]:
    """Yield everything about a member that a person can read, its name first."""
    for raw in (member.name, *member.more):
        yield from readings(raw)
    for extra in member.extras:
        for kind, content in fields(extra):
            if kind not in _QUIET_FIELDS and len(content) > 4:
                # Info-ZIP's fields of names and comments begin with a version and a checksum.
                texts = readings(content[5:] if kind in (0x7075, 0x6375) else content)
                yield from (text for text in texts if text.isprintable())


def unpacked(data: bytes, member: Member, quota: Quota) -> tuple[bytes, bool]:
    """Return (content, whether nothing is missing or left over). Raises ReadError."""
    if member.flags & (ENCRYPTED | MASKED) or member.method == _AES:
        raise ReadError("encrypted")
    raw = data[member.start : member.start + member.packed]
    if member.method == _STORED:
        quota.take(len(raw))
        return raw, len(raw) == member.packed
    if member.method in _FOREIGN:
        return _by_libarchive(raw, member, quota), True
    if member.method == _DEFLATED:
        content, used = inflate(raw, quota)
    elif member.method == _BZIP2:
        content, used = expand(raw, bz2.BZ2Decompressor(), quota)
    elif member.method == _XZ:
        content, used = expand(raw, lzma.LZMADecompressor(memlimit=_MEMORY), quota)
    elif member.method == _LZMA:
        return _from_lzma(raw, member, quota)
    else:
        raise ReadError("not_supported:compression")
    return content, used == len(raw)


def _from_lzma(raw: bytes, member: Member, quota: Quota) -> tuple[bytes, bool]:
    if len(raw) < 9:
        raise ReadError("damaged")
    # As a file of its own: properties, then a length that says “until the end mark”.
    alone = raw[4:9] + b"\xff" * 8 + raw[9:]
    unpacker = lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_MEMORY)
    content, _ = expand(alone, unpacker, quota, member.size)
    return content, len(content) == member.size


def _by_libarchive(raw: bytes, member: Member, quota: Quota) -> bytes:
    """Return what libarchive makes of a ZIP of this one member."""
    sizes = struct.pack("<IIIHH", member.crc, len(raw), member.size & 0xFFFFFFFF, 1, 0)
    head = struct.pack("<HHHHH", 63, 0, member.method, 0, 0) + sizes
    local = LOCAL + head + b"a" + raw
    central = CENTRAL + struct.pack("<H", 63) + head + struct.pack("<HHHII", 0, 0, 0, 0, 0) + b"a"
    end = END + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    for entry in libarchive.entries(local + central + end, quota):
        if not entry.is_whole:
            raise ReadError("damaged")
        return entry.content
    raise ReadError("damaged")
