"""SVG: its texts, titles and descriptions, and the pictures that are written into it."""

import base64
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.decode import decode
from zhamen.reading.documents.attributes import attributes
from zhamen.reading.documents.residue import left_out
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.settings import Limits

_LOOKS = re.compile(rb"<(?:\w+:)?svg[\s>]")
_DATA = re.compile(r"data:[\w/+.\-]*(?:;[\w=\-]+)*?(;base64)?,(.*)", re.S)
_URL = re.compile(r"url\(\s*['\"]?(data:[^)]*?)['\"]?\s*\)", re.S)
_LINKS = ("href", "src")
_SHAPES = frozenset({"path", "polygon", "polyline", "rect", "circle", "ellipse", "line", "use"})
_LINES = frozenset({"text", "title", "desc", "p", "div", "li", "flowPara", "tspan"})


class Svg:
    """Claims XML whose first elements are an svg."""

    name = "svg"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid on the root element, in single-byte or two-byte encodings."""
        found = _LOOKS.search(head.replace(b"\0", b""))
        if not found:
            return 0.0
        before = head.replace(b"\0", b"")[: found.start()].lower()
        return 0.0 if b"<html" in before or b"<body" in before else 0.8

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield text, what is said beside it, and pictures; drawn shapes are unread."""
        from lxml import etree

        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=True, recover=True, load_dtd=False
        )
        text = decode(data)[0]
        root = etree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode(), parser)
        if root is None:
            raise ReadError("damaged")
        if len(parser.error_log):
            yield Unread("", "damaged")
        said = _said(root)
        spoken = [v for node in root.iter() for _, v in attributes(node) if _is_spoken(v)]
        pieces = [Piece(said), Piece("\n".join(dict.fromkeys(spoken)), place="attributes")]
        yield from (piece for piece in pieces if piece.text.strip())
        yield from left_out(text, pieces)
        yield from _pictures(root)
        if not said.strip() and any(_name(node) in _SHAPES for node in root.iter()):
            # Letters drawn as outlines say nothing to us.
            yield Unread("", "not_supported:drawing")


def _name(node: Any) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _said(root: Any) -> str:
    """Return the text of all elements and comments, one line to each block."""
    found: list[str] = []
    for node in root.iter():
        if _name(node) == "style":
            continue
        found.append("\n" if _name(node) in _LINES - {"tspan"} or not _name(node) else "")
        found.append(node.text or "")
        if node.tail and node.tail.strip():
            found.append(node.tail)
    return re.sub(r"\n\s*\n", "\n", "".join(found)).strip()


def _is_spoken(value: str) -> bool:
    return not value.isascii() and not value.startswith("data:")


def _pictures(root: Any) -> Iterator[Content]:
    number = 0
    for node in root.iter():
        told = attributes(node)
        links = [v for k, v in told if k.rpartition("}")[2] in _LINKS]
        texts = (*(v for _, v in told), node.text or "")
        links += [url for text in texts for url in _URL.findall(text)]
        for link in links:
            found = _DATA.match(link.strip())
            if found:
                number += 1
                yield _embedded(found, number)
            elif node.tag and _name(node) == "image" and not link.startswith("#"):
                yield Unread(f"link {number + 1}", "not_supported:link")


def _embedded(found: "re.Match[str]", number: int) -> Content:
    data = unquote_to_bytes(found[2])
    try:
        return Embedded(f"image{number}", base64.b64decode(data) if found[1] else data)
    except ValueError:
        return Unread(f"image{number}", "damaged")


FORMAT = Svg()
