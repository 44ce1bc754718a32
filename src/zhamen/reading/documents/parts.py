"""Parts of an office package: XML is read here, what is a file of its own is handed on."""

import re
from collections.abc import Iterator

from zhamen.model.verdict import Unread
from zhamen.reading.documents.markup import read_markup
from zhamen.reading.formatting import Content, Embedded, Piece
from zhamen.reading.harvest import harvest

_XML_NAMES = (".xml", ".rels", ".vml", ".rdf", ".opf", ".ncx")
_FOREIGN = frozenset({"html", "svg", "HTML"})
"""Roots of XML files that have a reader of their own."""
_FURNITURE = (".odttf", ".fntdata", ".ttf", ".otf")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s/>]")
_PROLOG = re.compile(rb"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\])?[^>]*>", re.S)
_SLIDE = re.compile(r"(?:^|/)slides/slide(\d+)\.xml$")


def root_of(head: bytes) -> str:
    """Return the local name of an XML document's first element, nothing if it is not XML."""
    text = head[:2048].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not text.startswith(b"<"):
        return ""
    found = _ROOT.match(_PROLOG.sub(b"", text).lstrip())
    return found[1].decode("ascii", "replace") if found else ""


def plain(name: str) -> str:
    """Return a member's name as other programs read it: slashes, and none in front."""
    return name.replace("\\", "/").lstrip("/")


def read_part(name: str, content: bytes) -> Iterator[Content]:
    """Yield what one member of a package says. Unread parts are named by the member."""
    lower, root = plain(name).lower(), root_of(content)
    if not content.strip():
        # OpenOffice keeps a file of nothing for shortcuts that nobody has set.
        return
    if root not in _FOREIGN and (lower.endswith(_XML_NAMES) or root):
        yield from _xml_part(name, content)
    elif _is_furniture(lower, content):
        yield from _strings(content, name)
    elif "activex" in lower and lower.endswith(".bin") and not content.startswith(b"\xd0\xcf"):
        yield from _strings(content, name)
        yield Unread(name, "not_supported:control")
    elif content:
        yield Embedded(name, content)


def _xml_part(name: str, content: bytes) -> Iterator[Content]:
    slide = _SLIDE.search(plain(name))
    for each in read_markup(content, place_of(name), int(slide[1]) if slide else None):
        if not isinstance(each, Unread):
            yield each
        elif name.lower().endswith(".vml") and each.reason == "damaged":
            # Excel writes text boxes in HTML that is not well-formed.
            yield Embedded(name, b"<html>" + content)
        else:
            yield Unread(name, each.reason)


def _is_furniture(name: str, content: bytes) -> bool:
    """Tell whether a member is a font, printer settings or a layout, and not a text so named."""
    is_named = name.endswith(_FURNITURE) or "printersettings" in name or name == "layout-cache"
    return is_named and b"\0" in content[:512]


def _strings(content: bytes, name: str) -> Iterator[Piece]:
    if not plain(name).lower().endswith(_FURNITURE) and (text := harvest(content)):
        yield Piece(text, place=place_of(name))


def place_of(name: str) -> str:
    """Return `body`, `header`, `footnotes`, `properties` … for a part's name."""
    name = plain(name)
    stem = name.rpartition("/")[2].removesuffix(".xml").rstrip("0123456789")
    if name.startswith("docProps/") or name == "meta.xml":
        return "properties"
    if name.startswith("customXml/"):
        return "custom"
    return "body" if stem in ("document", "content") else stem
