"""The objects of a PDF as they stand in the file: strings and streams that no page shows.

Every object of every revision is looked at, referenced or not: notes, fields, actions, scripts,
layers, alternative text, destinations, labels, metadata, forms, files. What a page draws is read by
PDFium and left out here; what is drawn and hangs on nothing is named, and so is what stays packed.
"""

import binascii
import re
from dataclasses import dataclass, field

from zhamen.errors import ReadError
from zhamen.reading.archives.unpacking import Quota, readings
from zhamen.reading.decode import decode
from zhamen.reading.mail.attaching import is_file_itself
from zhamen.reading.pdf.filters import beginning, undone

_OBJECT = re.compile(rb"(?<![0-9])(\d{1,10})[\s\0]+(\d{1,5})[\s\0]+obj\b")
_TOKEN = re.compile(
    rb"(?P<comment>%[^\r\n]*)|(?P<open>\()|(?P<hex><[0-9A-Fa-f\s]*>)|(?P<name>/[^\s\0()<>\[\]{}/%]*)"
    rb"|(?P<stream>\bstream\r?\n?)|(?P<end>\bendobj\b)"
    rb"|(?P<next>\b\d{1,10}\s+\d{1,5}\s+obj\b)"
)
_BRACKETS = re.compile(rb"\\.|[()]", re.S)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\r\n])|(.))", re.S)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_REFERENCE = re.compile(rb"\b(\d{1,10})[\s\0]+\d{1,5}[\s\0]+R\b")
_MARKED = re.compile(rb"<<((?:[^>]|>(?!>)){0,4000})>>\s*(?:BDC|DP)\b")
_REMARK = re.compile(rb"^[ \t]*%([^\r\n]{4,})", re.M)
_KEYS = frozenset({b"ID", b"O", b"U", b"OE", b"UE", b"Perms", b"Panose", b"ByteRange", b"Cert",
                   b"CheckSum"})  # fmt: skip
"""Keys whose strings are no text, unless they begin with the mark of UTF-16 or UTF-8."""
_QUIET = _KEYS | {b"CharSet", b"Registry", b"Ordering", b"ModDate", b"CreationDate", b"M", b"Lang",
                  b"DA", b"Supplement"}  # fmt: skip
"""Keys whose strings are dates or names in ASCII."""
_TEXT_MARKS = (b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf")
_DRAWS = re.compile(
    rb"(?:[-\d.]+\s+){2,6}(?:re|cm|T[dDm]|[lmcvykK]|rg|RG|scn?|SCN?)\b|\bBT\b|\bbegincmap\b|\bsfnt"
    rb"|/\S+\s+(?:Do|gs|cs|CS|sh|BMC)\b|>>\s*(?:BDC|DP)\b"
)
_SHOWS = re.compile(rb"(?:Tj|TJ|['\"])(?=\s|$)|\bBI\b")
_DRAWINGS = frozenset(
    b"Image XRef Length1 FunctionType ShadingType CIDFontType0C Type1C OpenType CMapName"
    b" PatternType ICCBased".split()
)
"""Names in the dictionary of a stream that is no text: pictures, fonts, curves of colour."""
_MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<[?!a-zA-Z\0]")
_MOST_PLAIN = 4 << 20


@dataclass(slots=True)
class Found:
    """What the objects hold: texts, XML packets, and files with the number of their object."""

    quota: Quota
    """What may still be unpacked."""
    texts: list[str] = field(default_factory=list)
    markup: list[tuple[int, bytes]] = field(default_factory=list)
    files: list[tuple[int, bytes]] = field(default_factory=list)
    packed: list[int] = field(default_factory=list)
    """Objects whose filters nobody here can undo."""
    drawn: dict[int, bytes] = field(default_factory=dict)
    """Streams that draw letters or pictures, a picture with its file."""
    links: dict[int, set[int]] = field(default_factory=dict)
    roots: set[int] = field(default_factory=set)

    def link(self, number: int, names: list[bytes], others: set[int]) -> None:
        """Keep what an object leads to; a table, a catalogue or what has no number leads on."""
        self.links.setdefault(number, set()).update(others)
        if not number or b"XRef" in names:
            self.roots |= others
        elif b"Catalog" in names:
            self.roots.add(number)

    def unshown(self) -> list[int]:
        """Return the streams that draw and that nothing leads to."""
        seen: set[int] = set()
        left = list(self.roots)
        while left:
            if (number := left.pop()) not in seen:
                seen.add(number)
                left.extend(self.links.get(number, ()))
        return [number for number in self.drawn if number not in seen] if seen else []


def search(data: bytes, quota: Quota) -> Found:
    """Return what stands in the objects of a file. Raises ReadError for more than the quota."""
    found = Found(quota)
    at = 0
    while (opened := _OBJECT.search(data, at)) is not None:
        _outside(data[at : opened.start()], found)
        quota.member()
        at = _object(data, opened.end(), int(opened[1]), found)
    _outside(data[at:], found)
    return found


def _outside(between: bytes, found: Found) -> None:
    """Take what stands between two objects: tables of numbers, and the dictionary at the end."""
    found.roots |= _links(between)
    if (at := between.find(b"<<")) >= 0:
        _object(between, at, 0, found)
    # The comment in the first lines is there to look binary.
    words = between[32:] if between.startswith(b"%PDF-") else between
    if not words.isascii() and len(words) < _MOST_PLAIN:
        found.texts += _texts(words.strip())


def _links(content: bytes) -> set[int]:
    return set(map(int, _REFERENCE.findall(content)))


def _object(data: bytes, at: int, number: int, found: Found) -> int:
    """Take one object, and return where the search goes on."""
    start, names, key = at, list[bytes](), b""
    while (token := _TOKEN.search(data, at)) is not None:
        at = token.end()
        if token["end"] is not None:
            break
        if token["next"] is not None:
            at = token.start()
            break
        if token["stream"] is not None:
            found.link(number, names, _links(data[start:at]))
            return _stream(data, at, number, names, found)
        if token["name"] is not None:
            key = _unescaped_name(token["name"][1:])
            names.append(key)
            if b"#" in token["name"]:
                found.texts += _texts(key)
        elif token["comment"] is not None:
            found.texts += [] if token["comment"].isascii() else _texts(token["comment"])
        else:
            raw, at = _string(data, token)
            if _says(key, raw, names):
                found.texts += _texts(raw)
    else:
        at = len(data)
    found.link(number, names, _links(data[start:at]))
    return at


def _says(key: bytes, raw: bytes, names: list[bytes]) -> bool:
    """Tell whether a string is worth reading: not a key, a print or a date."""
    if raw.startswith(_TEXT_MARKS) or key not in _QUIET:
        return not (key == b"Contents" and b"ByteRange" in names)
    return key not in _KEYS and not raw.isascii()


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


def _stream(data: bytes, at: int, number: int, names: list[bytes], found: Found) -> int:
    """Take a stream by what its dictionary says, and return where it ends."""
    end = data.find(b"endstream", at)
    end = len(data) if end < 0 else end
    raw = data[at:end]
    is_file = b"EmbeddedFile" in names
    is_known = is_file or b"Metadata" in names or b"ObjStm" in names
    if b"Image" in names or (_is_drawing(names) and not is_known):
        _drawing(raw, number, names, found)
        return end
    content = undone(raw, names, found.quota)
    if content is None:
        found.packed.append(number)
    elif b"ObjStm" in names:
        # The objects in it stand bare, one behind the other.
        _object(content, 0, 0, found)
    elif is_file or is_file_itself(content):
        found.files.append((number, content))
    elif _MARKUP.match(content):
        found.markup.append((number, content))
    elif _DRAWS.search(content[:4096]):
        _page(content, number, found)
    elif len(content) <= _MOST_PLAIN:
        found.texts += _plain(content)
    return end


def _drawing(raw: bytes, number: int, names: list[bytes], found: Found) -> None:
    """Take a picture, a font or a curve: nothing is read of it, if it is what it says."""
    if b"Image" in names:
        found.drawn[number] = raw
    elif b"XRef" not in names and _is_text(beginning(raw, names)):
        found.texts += _plain(undone(raw, names, found.quota) or b"")


def _page(content: bytes, number: int, found: Found) -> None:
    """Take what draws: the strings beside its letters, and whether it shows any."""
    for told in _MARKED.finditer(content):
        _object(told[1], 0, 0, found)
    for told in _REMARK.finditer(content):
        found.texts += [] if told[1].isascii() else _texts(told[1])
    if _SHOWS.search(content):
        found.drawn[number] = b""


def _is_text(content: bytes) -> bool:
    """Tell whether bytes are letters and nothing else, in UTF-8, UTF-16 with its mark or GBK."""
    if len(content) < 8 or content.isascii():
        return False
    encodings = ("utf-16",) if content.startswith(_TEXT_MARKS[:2]) else ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            text = content[: len(content) & ~3].decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(letter.isprintable() or letter.isspace() for letter in text)
    return False


def _is_drawing(names: list[bytes]) -> bool:
    return not _DRAWINGS.isdisjoint(names)


def _plain(content: bytes) -> list[str]:
    """Return a stream that is a text, a script for one; nothing if it is none."""
    try:
        if b"\0" in content[:64] and not content.startswith(_TEXT_MARKS):
            # Tables of numbers, or UTF-8 among which somebody strewed zeros.
            return [content.replace(b"\0", b"").decode("utf-8")]
        return [text for text in decode(content) if any(map(str.isalpha, text))]
    except (ReadError, UnicodeDecodeError):
        return []
