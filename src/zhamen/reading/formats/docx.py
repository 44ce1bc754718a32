"""DOCX and DOCM: every place of a Word package in which text can stand.

Body, tables, headers, footers, notes, comments, tracked insertions and deletions, content
controls, text boxes, alternative text, properties, custom XML, settings. A run boundary never
splits a word; a paragraph inside a text box does not run into the one around it.
"""

from collections.abc import Iterator
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.reading.package import Package, xml_events
from zhamen.settings import Limits

_TEXT = frozenset({"t", "delText", "instrText", "delInstrText"})
_SPACES = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_SPOKEN = frozenset({"descr", "title", "alt", "string", "tooltip", "author", "name", "val",
                     "displayText", "value"})  # fmt: skip
_QUIET = (
    *(".rels", "[content_types].xml", "theme1.xml", "styles.xml"),
    *("fonttable.xml", "websettings.xml", "styleswitheffects.xml"),
)
"""Parts whose attributes are names of fonts and styles; if there is text in one, it is read."""
_FONTS = (".odttf", ".fntdata")
_PRINTER = "printersettings"
_SYMBOL_STARS = {0xAA: "✦", 0xAB: "★", 0xAC: "✶", 0xAD: "✴", 0xAE: "✹", 0xB5: "✪", 0xB6: "☆"}
"""What Word's “insert symbol” writes for a star, in the font Wingdings."""


class Docx:
    """Claims ZIP packages with a Word part."""

    name = "docx"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid high where the first members are a Word package's, by name only as a hint."""
        if not head.startswith(b"PK\x03\x04"):
            return 0.0
        if b"word/" in head:
            return 0.9
        office = b"[Content_Types].xml" in head or b"docProps/" in head
        return 0.8 if office and name.lower().endswith((".docx", ".docm", ".dotx")) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield a piece for each XML part, an embedded file for the others."""
        package = Package(data, limits)
        for member in package.members():
            name = member.filename
            try:
                content = package.bytes_of(member)
            except ReadError as error:
                yield Unread(name, error.reason)
                continue
            if name.lower().endswith((".xml", ".vml", ".rels")):
                yield from _xml_part(name, content)
            elif not _is_furniture(name.lower(), content):
                yield Embedded(name, content)


def _is_furniture(name: str, content: bytes) -> bool:
    """Tell whether a member is a scrambled font or a printer's settings, and not text so named."""
    return (name.endswith(_FONTS) or _PRINTER in name) and b"\0" in content[:512]


def _xml_part(name: str, content: bytes) -> Iterator[Content]:
    place = _place(name)
    blocks: list[str] = []
    spoken: list[str] = []
    try:
        _collect(content, blocks, spoken)
    except ReadError as error:
        yield Unread(name, error.reason)
    if blocks:
        yield Piece("\n".join(blocks), place=place)
    if spoken and not name.lower().endswith(_QUIET):
        yield Piece("\n".join(dict.fromkeys(spoken)), place=f"{place}:attributes")


def _place(name: str) -> str:
    """Return `body`, `header`, `footnotes`, `properties` … for a part's name."""
    stem = name.rpartition("/")[2].removesuffix(".xml").rstrip("0123456789")
    if name.startswith("docProps/"):
        return "properties"
    return "body" if stem == "document" else "custom" if name.startswith("customXml/") else stem


def _collect(content: bytes, blocks: list[str], spoken: list[str]) -> None:
    """Fill `blocks` with paragraphs (innermost first) and `spoken` with telling attributes."""
    open_paragraphs: list[list[str]] = [[]]
    for event, node in xml_events(content, "start", "end"):
        tag = _local(node.tag)
        if event == "start":
            spoken.extend(v for k, v in node.items() if not v.isascii() and _local(k) in _SPOKEN)
            if tag == "p":
                open_paragraphs.append([])
            continue
        if tag == "p" and len(open_paragraphs) > 1:
            _close(open_paragraphs.pop(), blocks)
        else:
            open_paragraphs[-1].append(_own_text(node, tag))
        node.clear(keep_tail=True)
    _close(open_paragraphs[0], blocks)


def _own_text(node: Any, tag: str) -> str:
    if tag in _SPACES:
        return _SPACES[tag]
    if tag in _TEXT:
        return node.text or ""
    if tag == "sym":
        return _symbol(node)
    # Outside Word's own text elements (properties, custom XML) every leaf is a line of its own.
    text = (node.text or "").strip()
    return f"\n{text}\n" if text else ""


def _symbol(node: Any) -> str:
    """Return the star that a symbol of Wingdings shows, nothing for the others."""
    said = {_local(key): value for key, value in node.items()}
    try:
        code = int(said.get("char", ""), 16) & 0xFF
    except ValueError:
        return ""
    return _SYMBOL_STARS.get(code, "") if said.get("font") == "Wingdings" else ""


def _close(pieces: list[str], blocks: list[str]) -> None:
    text = "".join(pieces)
    if text.strip():
        blocks.append(text.strip("\n"))


def _local(tag: Any) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


FORMAT = Docx()
