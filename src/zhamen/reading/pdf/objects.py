"""The objects of a PDF as they stand in the file: strings and streams that no page shows.

Every object of every revision is looked at, referenced or not: notes, fields, actions, scripts,
layers, alternative text, destinations, labels, metadata, forms, files. What a page draws is read by
PDFium and left out here.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field

from zhamen.errors import ReadError
from zhamen.reading.archives.unpacking import Quota, inflate, readings
from zhamen.reading.decode import decode

_OBJECT = re.compile(rb"(?<![0-9])(\d{1,10})[\s\0]+(\d{1,5})[\s\0]+obj\b")
_TOKEN = re.compile(
    rb"(?P<comment>%[^\r\n]*)|(?P<open>\()|(?P<hex><[0-9A-Fa-f\s]*>)|(?P<name>/[^\s\0()<>\[\]{}/%]*)"
    rb"|(?P<stream>\bstream\r?\n?)|(?P<end>\bendobj\b)"
    rb"|(?P<next>\b\d{1,10}\s+\d{1,5}\s+obj\b)"
)
_BRACKETS = re.compile(rb"\\.|[()]", re.S)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\r\n])|(.))", re.S)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_QUIET = frozenset({b"ID", b"O", b"U", b"OE", b"UE", b"Perms", b"CharSet", b"Panose", b"Registry",
                    b"Ordering", b"ByteRange", b"Cert", b"CheckSum", b"ModDate", b"CreationDate",
                    b"M", b"Lang", b"DA", b"Supplement"})  # fmt: skip
"""Keys whose strings are numbers, keys, dates or names of encodings."""
_DRAWS = re.compile(
    rb"(?:^|\s)(?:BT|ET|Tj|TJ|BDC|BMC|EMC|re|cm|Do|gs|[qQfSWn]|begincmap|sfnt)(?:\s|$)"
)
_DRAWINGS = frozenset(
    b"Image Form XRef Length1 FunctionType ShadingType CIDFontType0C Type1C OpenType CMapName"
    b" PatternType ICCBased".split()
)
"""Names in the dictionary of a stream that is no text: pictures, fonts, curves of colour."""
_MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<[?!a-zA-Z\0]")
_MOST_PLAIN = 4 << 20


@dataclass(slots=True)
class Found:
    """What the objects hold: texts, XML packets, and files with the number of their object."""

    texts: list[str] = field(default_factory=list)
    markup: list[tuple[int, bytes]] = field(default_factory=list)
    files: list[tuple[int, bytes]] = field(default_factory=list)


def search(data: bytes, quota: Quota) -> Found:
    """Return what stands in the objects of a file. Raises ReadError for more than the quota."""
    found = Found()
    at = 0
    while (opened := _OBJECT.search(data, at)) is not None:
        _outside(data[at : opened.start()], found)
        at = _object(data, opened.end(), int(opened[1]), found, quota)
    _outside(data[at:], found)
    return found


def _outside(between: bytes, found: Found) -> None:
    """Take what stands between two objects, where nothing but tables of numbers belongs."""
    # The comment in the first lines is there to look binary.
    words = between[32:] if between.startswith(b"%PDF-") else between
    if not words.isascii() and len(words) < _MOST_PLAIN:
        found.texts += _texts(words.strip())


def _object(data: bytes, at: int, number: int, found: Found, quota: Quota) -> int:
    """Take one object, and return where the search goes on."""
    quota.member()
    names: list[bytes] = []
    key = b""
    while (token := _TOKEN.search(data, at)) is not None:
        at = token.end()
        if token["end"] is not None:
            return at
        if token["next"] is not None:
            return token.start()
        if token["stream"] is not None:
            return _stream(data, at, number, names, (found, quota))
        if token["name"] is not None:
            key = token["name"][1:]
            names.append(key)
            if b"#" in key:
                found.texts += _texts(_unescaped_name(key))
        elif token["comment"] is not None:
            found.texts += [] if token["comment"].isascii() else _texts(token["comment"])
        else:
            raw, at = _string(data, token)
            if key not in _QUIET and not (key == b"Contents" and b"ByteRange" in names):
                found.texts += _texts(raw)
    return len(data)


def _string(data: bytes, token: re.Match[bytes]) -> tuple[bytes, int]:
    """Return (bytes of a string, where it ends)."""
    if token["hex"] is not None:
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", token["hex"])
        return binascii.unhexlify(digits + b"0" * (len(digits) % 2)), token.end()
    depth, at, end = 1, token.end(), len(data)
    for bracket in _BRACKETS.finditer(data, at):
        if bracket[0] in (b"(", b")"):
            depth += 1 if bracket[0] == b"(" else -1
            if depth == 0:
                end = bracket.start()
                break
    raw = data[at:end]
    return _ESCAPE.sub(_letter, raw) if b"\\" in raw else raw, end + 1


def _letter(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return bytes((int(found[1], 8) & 0xFF,))
    return b"" if found[2] else _LETTERS.get(found[3], found[3])


def _unescaped_name(name: bytes) -> bytes:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), name)


def _texts(raw: bytes) -> list[str]:
    """Return what the bytes of a string say: UTF-16 or UTF-8 by their mark, else as they look."""
    if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        texts = [raw.decode("utf-16", "replace")]
    elif raw.startswith(b"\xef\xbb\xbf"):
        texts = [raw[3:].decode("utf-8", "replace")]
    else:
        texts = readings(raw)
    return [text for text in texts if any(map(str.isalpha, text)) and "\0" not in text]


def _stream(
    data: bytes, at: int, number: int, names: list[bytes], into: tuple[Found, Quota]
) -> int:
    """Take a stream by what its dictionary says, and return where it ends."""
    found, quota = into
    end = data.find(b"endstream", at)
    end = len(data) if end < 0 else end
    raw = data[at:end]
    is_file = b"EmbeddedFile" in names
    wanted = b"ObjStm" in names or b"Metadata" in names or is_file or not _is_drawing(names)
    content = _unpacked(raw, names, quota) if wanted else None
    if content is None:
        return end
    if b"ObjStm" in names:
        # The objects in it stand bare, one behind the other.
        _object(content, 0, number, found, quota)
    elif is_file:
        found.files.append((number, content))
    elif _MARKUP.match(content):
        found.markup.append((number, content))
    elif len(content) <= _MOST_PLAIN and not _DRAWS.search(content[:4096]):
        found.texts += _plain(content)
    return end


def _is_drawing(names: list[bytes]) -> bool:
    return not _DRAWINGS.isdisjoint(names)


def _plain(content: bytes) -> list[str]:
    """Return a stream that is a text, a script for one; nothing if it is none."""
    if b"\0" in content[:64] and not content.startswith((b"\xfe\xff", b"\xff\xfe")):
        return []
    try:
        return [text for text in decode(content) if any(map(str.isalpha, text))]
    except ReadError:
        return []


def _unpacked(raw: bytes, names: list[bytes], quota: Quota) -> bytes | None:
    """Return a stream with its filters undone; None where one of them is for pictures."""
    for name in names:
        try:
            if name in (b"FlateDecode", b"Fl"):
                raw = inflate(raw.lstrip(b"\r\n"), quota, 15)[0]
            elif name in (b"ASCIIHexDecode", b"AHx"):
                digits = re.sub(rb"[^0-9A-Fa-f]", b"", raw.partition(b">")[0])
                raw = binascii.unhexlify(digits + b"0" * (len(digits) % 2))
            elif name in (b"ASCII85Decode", b"A85"):
                raw = base64.a85decode(raw.partition(b"~>")[0].strip().removeprefix(b"<~"))
            elif name in (b"LZWDecode", b"RunLengthDecode", b"DCTDecode", b"JPXDecode",
                          b"CCITTFaxDecode", b"JBIG2Decode"):  # fmt: skip
                return None
        except ValueError:
            return None
        except ReadError as error:
            if error.reason == "expansion":
                raise
            return None
    return raw
