"""A storage of a compound file: which reader its streams go to, and what none of them knows."""

from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.binary import excel, powerpoint, vba, word
from zhamen.reading.binary.native import unwrapped
from zhamen.reading.documents.compound import BROKEN, Storage, properties, thumbnails
from zhamen.reading.documents.lines import piece
from zhamen.reading.documents.parts import read_part, root_of
from zhamen.reading.formatting import Content, Embedded
from zhamen.reading.glimpse import OLE
from zhamen.reading.harvest import harvest

_READERS = (word, excel, powerpoint, vba)
_PROPERTIES = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")
_FILES = frozenset({"package", "contents", "embeddedodf", "package_stream"})
"""Streams that are a file of their own, in small letters as WPS writes one."""
_BEGINNINGS = (b"PK\x03\x04", b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", OLE)
_SHEET = b"\x09\x08\x10\x00"
"""What a stream of Excel's records begins with; ET writes one more than Excel."""
_QUIET = frozenset({"\x01CompObj", "\x01Ole", "\x03ObjInfo", "\x03LinkInfo", "\x03OCXNAME",
                    "\x03ACCESSOBJSITEDATA", "PROJECTwm", "_VBA_PROJECT",
                    "PROJECT", "PROJECTlk", "Current User", "\x06CompObj", "VBFrame",
                    "\x03VBFrame"})  # fmt: skip
"""Streams that hold no document; the strings in them are read all the same."""
_PREVIEWS = ("\x03EPRINT", "\x03PRINT", "\x03META", "\x03PIC")
_PIVOTS = ("_SX_DB_CUR", "_SX_DB")
"""Storages with the caches of pivot tables: records whose strings are all there is to read."""
_SMALL = 1 << 16
_WRAPPING = _FILES | {"\x01ole10native", "\x01ole", "project", "projectwm"}
_SECRET = ("EncryptedPackage", "EncryptedSummary")
_FOREIGN = 64
"""Bytes below which a stream that nobody knows is no more than a header."""


def read_storage(storage: Storage, depth: int = 0) -> Iterator[Content]:
    """Yield what a storage and the ones inside it say. Unread parts are named by their stream."""
    if any(name in storage.streams for name in _SECRET):
        yield Unread("/".join(storage.path), "encrypted")
        return
    known: set[str] = set()
    for reader in _READERS:
        if reader.takes(storage):
            known |= reader.STREAMS
            yield from _guarded(storage, reader.read(storage))
    if not known and not storage.path and not _is_wrapping(storage):
        yield Unread("", "not_supported:old_office")
    for name in storage.streams:
        if name not in known:
            yield from _guarded(storage, _stream(storage, name))
    for name in storage.storages:
        if depth > 30:
            yield Unread(storage.name_of(name), "nesting")
        else:
            yield from read_storage(storage.inner(name), depth + 1)


def _guarded(storage: Storage, contents: Iterator[Content]) -> Iterator[Content]:
    """Yield what a reader of streams yields; where it stumbles, the rest is unread."""
    try:
        yield from contents
    except ReadError as error:
        yield Unread("/".join(storage.path), error.reason)
    except BROKEN:
        yield Unread("/".join(storage.path), "damaged")


def _is_wrapping(storage: Storage) -> bool:
    """Tell whether the file only wraps an object of another document, or its macros."""
    names = {each.lower() for each in storage.streams}
    return bool(names & _WRAPPING)


def _stream(storage: Storage, name: str) -> Iterator[Content]:
    """Yield what a stream says that no reader of documents knows."""
    data, place = storage.read(name), storage.name_of(name)
    if name in _PROPERTIES:
        yield from piece("\n".join(_properties(data)), "properties")
        for picture in thumbnails(data):
            yield Embedded(f"{place}/thumbnail", picture)
    elif name.startswith("\x02OlePres") or name in _PREVIEWS:
        yield from _preview(data, place)
    elif name.endswith("Ole10Native"):
        yield from unwrapped(data)
    elif data and (name.lower() in _FILES or data.startswith(_BEGINNINGS)):
        if not data.startswith(_BEGINNINGS):
            yield from piece(harvest(data), "strings")
        yield Embedded(place, data)
    elif data.startswith(_SHEET):
        yield from excel.read_stream(data, place)
    elif root_of(data):
        yield from read_part(place + ".xml", data)
    else:
        yield from piece(harvest(data), "strings")
        is_quiet = name in _QUIET and len(data) < _SMALL
        if not is_quiet and len(data) > _FOREIGN and not {*_PIVOTS} & {*storage.path}:
            yield Unread(place, "not_supported:stream")


def _properties(data: bytes) -> list[str]:
    try:
        return properties(data)
    except BROKEN:
        return [harvest(data)]


def _preview(data: bytes, place: str) -> Iterator[Content]:
    """Yield the picture that stands for an object, behind its header if it has one."""
    for signature, back in ((b" EMF\x00\x00\x01\x00", 40), (b"\x01\x00\x09\x00\x00\x03", 0)):
        at = data.find(signature, 0, 4096)
        if at >= back:
            yield Embedded(f"{place}{'.emf' if back else '.wmf'}", data[at - back :])
            return
    yield from piece(harvest(data), "strings")
    if len(data) > _FOREIGN:
        yield Unread(place, "not_supported:picture")
