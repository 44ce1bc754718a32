"""XML of any kind: SVG, feeds, settings; its text, attributes, comments and files within.

Nobody knows which elements of an unknown vocabulary cut a word in two. So its text is given line
by line, and once more without any break. Where it is broken or declares entities, the source is
given too, and the file is unread.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

from zhamen.model.verdict import Unread
from zhamen.reading.decode import decode
from zhamen.reading.documents.attributes import attributes
from zhamen.reading.documents.residue import left_out
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.reading.mail.attaching import in_addresses
from zhamen.settings import Limits

_DECLARATION = re.compile(rb"\A\W{0,16}<\?xml[\s>]")
_ELEMENT = re.compile(
    rb"\A\s*<(?:!DOCTYPE\s+)?(?:[A-Za-z_][\w.-]*:)?"
    rb"(?:svg|rss|feed|opml|plist|kml|package|document|FictionBook|xdp|xfdf)[\s>]"
)
_NAMED = re.compile(r"^\s*<\?xml[^>]*\?>")
_BASE64 = re.compile(r"\A[A-Za-z0-9+/\s]{64,}={0,2}\s*\Z")


class Xml:
    """Claims an XML declaration, and roots that go without one."""

    name = "xml"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid below every vocabulary that has a reader of its own."""
        plain = head.replace(b"\0", b"")
        return 0.4 if _DECLARATION.match(plain) or _ELEMENT.match(plain) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the text of each plausible decoding, and files that it holds in Base64."""
        for text in decode(data):
            # The encoding is settled: a declaration that says another one would mislead.
            source = _NAMED.sub("", text.replace("\0", ""), count=1)
            yield from _read(source)
            yield from in_addresses(source)


def _read(source: str) -> Iterator[Content]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False,
                             huge_tree=True, recover=True)  # fmt: skip
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is not None:
        lines, told = _collect(root)
        pieces = list(_pieces(lines, told))
        yield from pieces
        yield from left_out(source, pieces)
        yield from _files([*lines, *told])
    if root is None or len(parser.error_log) or "<!ENTITY" in source:
        # What the parser left out, or an entity stands for, is in the source all the same.
        yield Piece(source, place="source")
        yield Unread("", "damaged")


def _collect(root: Any) -> tuple[list[str], list[str]]:
    """Return (texts in their order, what attributes, comments and instructions say)."""
    from lxml import etree

    lines: list[str] = []
    told: list[str] = []
    top = root.getroottree().getroot()
    told += [node.text or "" for node in (*top.itersiblings(preceding=True), *top.itersiblings())]
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            told += [value for _, value in attributes(node)]
            lines.append(node.text or "")
        else:
            if event != "end":
                told.append(node.text or "")
            lines.append(node.tail or "")
    return [line for line in lines if line.strip()], [text for text in told if text.strip()]


def _pieces(lines: list[str], told: list[str]) -> Iterator[Piece]:
    apart, joined = "\n".join(lines), "".join(lines)
    if apart:
        yield Piece(apart)
    if len(lines) > 1 and joined != apart:
        yield Piece(joined, place="joined")
    if told:
        yield Piece("\n".join(dict.fromkeys(told)), place="attributes")


def _files(texts: list[str]) -> Iterator[Content]:
    """Yield what long texts of Base64 hold: pictures and parts of flat office files."""
    for at, text in enumerate(texts, 1):
        if _BASE64.match(text):
            try:
                yield Embedded(f"binary {at}", base64.b64decode("".join(text.split())))
            except (binascii.Error, ValueError):
                continue


FORMAT = Xml()
