"""Office documents in one XML file: flat OPC, flat OpenDocument, Word and Excel 2003 XML."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.documents.attributes import by_local_name
from zhamen.reading.documents.lines import never_silent
from zhamen.reading.documents.markup import Markup, local
from zhamen.reading.documents.package import xml_events
from zhamen.reading.documents.parts import read_part
from zhamen.reading.documents.residue import left_in
from zhamen.reading.formatting import Content, Room
from zhamen.settings import Limits

_MARKS = (
    b"schemas.microsoft.com/office/2006/xmlPackage",
    b"urn:oasis:names:tc:opendocument",
    b"schemas.microsoft.com/office/word/2003",
    b"urn:schemas-microsoft-com:office:spreadsheet",
    b"schemas.openxmlformats.org/",
    b"purl.oclc.org/ooxml/",
)
_BINARY = frozenset({"binaryData", "binary-data", "binData"})
_XML = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<(?:\?xml|[\w-]+:)")


class Flat:
    """Claims XML files that name an office vocabulary near their beginning."""

    name = "flat"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid by namespace, in UTF-8 and in UTF-16."""
        plain = head.replace(b"\0", b"")
        return 0.8 if _XML.match(plain) and any(mark in plain for mark in _MARKS) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the parts of a flat package, else the document as one part."""
        return never_silent(_read(data, limits))


def _read(data: bytes, limits: Limits) -> Iterator[Content]:
    markup = Markup()
    found: list[Content] = []
    reason = ""
    try:
        for event, node in xml_events(data, "start", "end"):
            tag = local(node.tag)
            if event == "end" and tag in _BINARY:
                found.extend(_unwrapped(node, len(found)))
            (markup.start if event == "start" else markup.end)(node)
    except ReadError as error:
        reason = error.reason
    markup.finish()
    pieces = list(markup.pieces("body"))
    yield from pieces
    yield from left_in(data, pieces, "body")
    yield from found
    if reason:
        yield Unread("", reason)


def _unwrapped(node: Any, count: int) -> Iterator[Content]:
    """Yield the file that stands in an element in Base64; the element is emptied."""
    name = by_local_name(node.getparent()).get("name") or node.get("name") or f"{count + 1}.bin"
    text, node.text = node.text or "", None
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        yield Unread(name, "damaged")
        return
    yield from read_part(name.lstrip("/"), content)


FORMAT = Flat()
