"""PowerPoint 97 to 2003 and DPS: the text of every record, of earlier versions too ([MS-PPT])."""

import struct
import zlib
from collections.abc import Iterator

from zhamen.model.verdict import Unread
from zhamen.reading.binary.pictures import blips
from zhamen.reading.documents.compound import Storage
from zhamen.reading.documents.lines import piece
from zhamen.reading.formatting import Content, Embedded
from zhamen.reading.harvest import harvest

STREAMS = frozenset({"PowerPoint Document", "Pictures"})
_CHARS, _BYTES, _STRING = 0x0FA0, 0x0FA8, 0x0FBA
_OBJECT, _SOUND = 0x1011, 0x07E7
_LOCKED = 0xF3D1C4DF
_MOST = 128 << 20
_BREAKS = {**dict.fromkeys(range(9), ""), 9: "\t", 11: "\n", 13: "\n"}


def takes(storage: Storage) -> bool:
    """Tell whether a storage holds a presentation."""
    return "PowerPoint Document" in storage.streams


def read(storage: Storage) -> Iterator[Content]:
    """Yield the text in its order, objects and pictures."""
    user = storage.read("Current User")
    if len(user) >= 16 and struct.unpack_from("<I", user, 12)[0] == _LOCKED:
        yield Unread("/".join(storage.path), "encrypted")
        return
    stream = storage.read("PowerPoint Document")
    texts: list[str] = []
    others: list[bytes] = []
    whole = False
    for kind, instance, body in _atoms(stream):
        if kind in (_CHARS, _STRING):
            texts.append(body.decode("utf-16-le", "replace"))
        elif kind == _BYTES:
            texts.append(body.decode("latin-1"))
        elif kind == _OBJECT:
            yield Embedded("object.ole", _object(body, instance))
        elif kind == _SOUND:
            yield Embedded("sound.wav", body)
        elif body.startswith(b"PK\x03\x04"):
            # What newer versions keep for themselves: themes and layouts as packages.
            yield Embedded("package", body)
        elif kind is None:
            whole = not body
        else:
            others.append(body)
    yield from piece("\n".join(texts).translate(_BREAKS), "body")
    yield from piece(harvest(bytes(4).join(others)), "strings")
    if not whole:
        yield Unread("/".join(storage.path), "damaged")
    for each in (stream, storage.read("Pictures")):
        yield from blips(each)[0]


def _atoms(stream: bytes) -> Iterator[tuple[int | None, int, bytes]]:
    """Yield (type, instance, body) of every atom, containers opened; last what is left over."""
    at = 0
    while at + 8 <= len(stream):
        version, kind, size = struct.unpack_from("<HHI", stream, at)
        at += 8
        if version & 0xF == 0xF:
            continue
        if at + size > len(stream):
            yield 0, 0, stream[at:]
            break
        yield kind, version >> 4, stream[at : at + size]
        at += size
    yield None, 0, stream[at:]


def _object(body: bytes, instance: int) -> bytes:
    """Return an embedded object's compound file, unpacked."""
    if not instance:
        return body
    try:
        return zlib.decompressobj().decompress(body[4:], _MOST)
    except zlib.error:
        return body
