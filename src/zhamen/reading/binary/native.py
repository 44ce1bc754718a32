"""Objects as OLE 1 wraps them: `Ole10Native` streams and the object data of RTF ([MS-OLEDS])."""

import struct
from collections.abc import Iterator

from zhamen.reading.documents.compound import BROKEN
from zhamen.reading.formatting import Content, Embedded, Piece
from zhamen.reading.glimpse import OLE

_PACKAGE = b"\x02\x00"


def unwrapped(data: bytes) -> Iterator[Content]:
    """Yield the file in an Ole10Native stream, and the names and paths that go with it."""
    try:
        names, content = _package(data)
    except BROKEN:
        names, content = [], data[4:]
    if names:
        yield Piece("\n".join(names), place="properties")
    if content:
        label = names[0].replace("\\", "/").rpartition("/")[2] if names and names[0] else "object"
        yield Embedded(label, content)


def _package(data: bytes) -> tuple[list[str], bytes]:
    """Return the names of a packager's object and its file. Raises what BROKEN names."""
    if data[4:6] != _PACKAGE:
        raise ValueError("no package")
    label, at = _name(data, 6)
    path, at = _name(data, at)
    size = struct.unpack_from("<I", data, at + 4)[0]
    temporary, _ = _name(data, at + 8)
    at += 8 + size
    length = struct.unpack_from("<I", data, at)[0]
    if at + 4 + length > len(data) + 3:
        raise ValueError("too long")
    names = [each for each in (label, path, temporary) if each]
    behind = data[at + 4 + length :].decode("utf-16-le", "replace")
    wide = "".join(letter if letter.isprintable() else "\n" for letter in behind)
    names += [each for each in wide.split("\n") if len(each) > 2]
    return names, data[at + 4 : at + 4 + length]


def _name(data: bytes, at: int) -> tuple[str, int]:
    end = data.index(b"\0", at)
    return data[at:end].decode("gb18030", "replace"), end + 1


def object_of_rtf(data: bytes) -> Iterator[Content]:
    """Yield the file in the object data of an RTF document, whatever its header says."""
    at = data.find(OLE)
    if at >= 0:
        yield Embedded("object.ole", data[at:])
        return
    try:
        start = 8
        for _ in range(3):
            size = struct.unpack_from("<I", data, start)[0]
            start += 4 + size
        length = struct.unpack_from("<I", data, start)[0]
        content = data[start + 4 : start + 4 + length]
    except BROKEN:
        content = data
    if content[:2] == _PACKAGE:
        yield from unwrapped(bytes(4) + content)
    elif content:
        yield Embedded("object", content)
