"""Mutations beneath what packs a file: elsewhere they would break a checksum and nothing more."""

import bz2
import gzip
import io
import lzma
import random
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable

from compounds import compound

Change = Callable[[bytes], bytes]
"""Returns its bytes with something changed in them."""

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
_BASE64 = re.compile(rb"\r?\n\r?\n([A-Za-z0-9+/\r\n]{40,}={0,2})")
_BLOCK = 512


def within(data: bytes, change: Change, dice: random.Random) -> bytes:
    """Return a file with a change in something that it packs. Raises whatever damage raises."""
    for start, mutate in _BY_START:
        if data.startswith(start):
            return mutate(data, change, dice)
    if data[257:262] == b"ustar":
        return _tar(data, change, dice)
    return _encoded(data, change, dice)


def _zip(data: bytes, change: Change, dice: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = [(each.filename, package.read(each)) for each in package.infolist()]
    chosen = dice.randrange(len(members))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for at, (name, content) in enumerate(members):
            package.writestr(name, change(content) if at == chosen else content)
    return buffer.getvalue()


def _ole(data: bytes, change: Change, dice: random.Random) -> bytes:
    from zhamen.reading.documents.compound import opened

    # Of a chain in a circle olefile alone would make gigabytes.
    with opened(data) as file:
        streams = {tuple(path): file.openstream(path).read() for path in file.listdir()}
    chosen = dice.choice(sorted(streams))
    tree: dict = {}
    for path, content in streams.items():
        storage = tree
        for name in path[:-1]:
            storage = storage.setdefault(name, {})
        storage[path[-1]] = change(content) if path == chosen else content
    return compound(tree)


def _pdf(data: bytes, change: Change, dice: random.Random) -> bytes:
    found = dice.choice(list(_STREAM.finditer(data)))
    try:
        content = zlib.compress(change(zlib.decompress(found[1])), 1)
    except zlib.error:
        content = change(found[1])
    return data[: found.start(1)] + content + data[found.end(1) :]


def _tar(data: bytes, change: Change, dice: random.Random) -> bytes:
    """Return a TAR with a change in one header or behind one, and all checksums right again."""
    heads = [at for at in range(0, len(data), _BLOCK) if data[at + 257 : at + 262] == b"ustar"]
    at = dice.choice(heads)
    if dice.random() < 0.5:
        head = change(data[at : at + _BLOCK])[:_BLOCK].ljust(_BLOCK, b"\0")
        data = data[:at] + head + data[at + _BLOCK :]
    else:
        behind = change(data[at + _BLOCK : at + 2 * _BLOCK])[:_BLOCK].ljust(_BLOCK, b"\0")
        data = data[: at + _BLOCK] + behind + data[at + 2 * _BLOCK :]
    whole = bytearray(data)
    for at in heads:
        head = whole[at : at + _BLOCK]
        head[148:156] = b" " * 8
        whole[at + 148 : at + 156] = b"%06o\0 " % sum(head)
    return bytes(whole)


def _seven(data: bytes, change: Change, dice: random.Random) -> bytes:
    """Return a 7z with a change in its header, which its two checksums vouch for."""
    offset, size = struct.unpack_from("<QQ", data, 12)
    header = change(data[32 + offset : 32 + offset + size])
    start = struct.pack("<QQI", offset, len(header), zlib.crc32(header))
    return data[:8] + struct.pack("<I", zlib.crc32(start)) + start + data[32 : 32 + offset] + header


def _rar5(data: bytes, change: Change, dice: random.Random) -> bytes:
    """Return a RAR 5 with a change in one of its first headers, and its checksum right again."""
    at = 8
    for _ in range(dice.randrange(4)):
        size = data[at + 4]
        if size > 127 or at + 5 + size + 8 > len(data):
            break
        at += 5 + size
    size = min(data[at + 4], 127)
    header = change(data[at + 5 : at + 5 + size])[:127]
    told = bytes([len(header)]) + header
    return data[:at] + struct.pack("<I", zlib.crc32(told)) + told + data[at + 5 + size :]


def _encoded(data: bytes, change: Change, dice: random.Random) -> bytes:
    """Return a mail, or any text, with a change in something that it holds in Base64."""
    import base64

    found = dice.choice(list(_BASE64.finditer(data)))
    content = change(base64.b64decode(found[1]))
    return data[: found.start(1)] + base64.encodebytes(content) + data[found.end(1) :]


def _packed(unpack: Change, pack: Change) -> Callable[[bytes, Change, random.Random], bytes]:
    return lambda data, change, dice: pack(change(unpack(data)))


_BY_START = (
    (b"PK\x03\x04", _zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _ole),
    (b"%PDF", _pdf),
    (b"7z\xbc\xaf\x27\x1c", _seven),
    (b"Rar!\x1a\x07\x01\x00", _rar5),
    (b"\x1f\x8b", _packed(gzip.decompress, gzip.compress)),
    (b"BZh", _packed(bz2.decompress, bz2.compress)),
    (b"\xfd7zXZ", _packed(lzma.decompress, lzma.compress)),
)
