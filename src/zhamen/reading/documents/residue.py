"""What the reader of a markup document passed over, as it stands in the source.

A sentence can stand in a comment, an instruction, a document type, a name, or where no text
belongs, and no reader knows every such place. So what was read is compared with the source.
"""

import re
from collections.abc import Iterable, Iterator

from zhamen.reading.formatting import Piece
from zhamen.reading.mail.headers import as_declared

_MARK = b"\xef\xbb\xbf"
_DECLARED = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})")
_STRETCH = re.compile(r"[^\x00-\x7f](?:[^<>\"'&\r\n\t]*[^\x00-\x7f])?")
_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));")
_ASIDES = (("<!--", "-->"), ("<?", "?>"))
_DECLARATION = re.compile(r"<\?xml\s")
_MOST_SEARCHED = 1 << 28
"""Letters that are searched for stretches that do not come in their turn."""


def source_of(content: bytes) -> str:
    """Return the source of an XML document in the encoding that its mark or it itself declares."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    for start, encoding in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if content.startswith(start):
            return content.decode(encoding, "replace")
    charset = _charset(content)
    texts = as_declared(content, charset) if charset else []
    return texts[0] if texts else content.removeprefix(_MARK).decode("utf-8", "replace")


def is_utf8(content: bytes) -> bool:
    """Tell whether a document is to be read as UTF-8: in other encodings `<` may be another byte,
    and letters may be bytes of ASCII."""
    return b"\0" not in content[:4] and _charset(content) in ("", "utf-8", "us-ascii")


def _charset(content: bytes) -> str:
    """Return what a document declares; nothing where it is UTF-8 by its mark, and holds to it."""
    declared = _DECLARED.match(content.removeprefix(_MARK))
    if declared is None or (content.startswith(_MARK) and _holds(content, "utf-8")):
        return ""
    return declared[1].decode("ascii").lower()


def _holds(content: bytes, charset: str) -> bool:
    try:
        content.decode(charset)
    except UnicodeDecodeError:
        return False
    return True


def left_in(content: bytes, pieces: Iterable[Piece], place: str) -> Iterator[Piece]:
    """Yield what an XML document says and none of its pieces does."""
    if content.isascii() and is_utf8(content) and not _has_asides(content):
        return
    yield from left_out(source_of(content), pieces, place)


def left_out(source: str, pieces: Iterable[Piece], place: str = "") -> Iterator[Piece]:
    """Yield what a source says beyond ASCII or in an aside, and none of its pieces does."""
    said = "\n".join(piece.text for piece in pieces)
    if lost := [text for text in _lost(dict.fromkeys(_said_in(source)), said) if text.strip()]:
        yield Piece("\n".join(lost), place=f"{place}:source".lstrip(":"))


def _has_asides(content: bytes) -> bool:
    """Tell whether there is a comment, a document type or an instruction; `<?xml` is none."""
    instructions = content.count(b"<?") - content.startswith(b"<?xml ")
    return b"<!" in content or b"&#" in content or instructions > 0


def _said_in(source: str) -> Iterator[str]:
    plain = _REFERENCE.sub(_letter, source) if "&#" in source else source
    yield from (found[0] for found in _STRETCH.finditer(plain))
    for opening, closing in _ASIDES:
        yield from _between(source, opening, closing)
    yield from _subset(source)


def _between(source: str, opening: str, closing: str) -> Iterator[str]:
    """Yield what stands between marks; the last may lack its closing one."""
    at = source.find(opening)
    while at >= 0:
        end = source.find(closing, at + len(opening))
        end = len(source) if end < 0 else end
        if not _DECLARATION.match(source, at):
            yield source[at + len(opening) : end]
        at = source.find(opening, end)


def _subset(source: str) -> Iterator[str]:
    """Yield what a document type declares, entities for one, in references to letters perhaps."""
    start = source.find("<!DOCTYPE")
    before, opened, _ = source[max(start, 0) :].partition(">")[0].partition("[")
    if start >= 0 and opened:
        yield source[start + len(before) + 1 :].partition("]")[0]


def _letter(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    return chr(code) if 0x7F < code < 0x110000 and not 0xD800 <= code < 0xE000 else found[0]


def _lost(stretches: Iterable[str], said: str) -> Iterator[str]:
    """Yield the stretches that do not stand in a text; both have mostly the same order."""
    at, left = 0, _MOST_SEARCHED
    for stretch in stretches:
        if left < 0:
            yield stretch
            continue
        found = said.find(stretch, at)
        if found < 0:
            found = said.find(stretch, 0, at + len(stretch))
            left -= len(said)
        if found < 0:
            yield stretch
        else:
            left -= max(0, found - at)
            at = found
