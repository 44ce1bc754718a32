"""HTML: what is shown, and what is not (comments, attributes, scripts, hidden blocks)."""

import re
from collections.abc import Iterator
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.decode import decode
from zhamen.reading.documents.attributes import attributes, is_telling
from zhamen.reading.documents.residue import left_out
from zhamen.reading.formatting import Content, Piece, Room
from zhamen.reading.mail.attaching import in_addresses
from zhamen.settings import Limits

_LOOKS = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p|span)[\s>/]", re.I)
_BREAKS = frozenset(
    "address article aside blockquote br caption dd div dl dt fieldset figcaption footer form"
    " h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre section table tbody td tfoot"
    " th thead title tr ul".split()
)
_CSS = re.compile(r"\\0{0,2}([0-9A-Fa-f]{4,5})\s?")
"""A letter as style sheets write it."""
_QUIET = frozenset({"script", "style", "template", "noscript"})
_GUIDES = frozenset({"rt", "rp"})
_SPOKEN = ("alt", "title", "content", "placeholder", "value", "label", "summary", "aria-label",
           "srcdoc")  # fmt: skip


class Html:
    """Reads text, comments, spoken attributes and script strings, block by block."""

    name = "html"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid on tags near the beginning, in single-byte or two-byte encodings."""
        looks = _LOOKS.search(head.replace(b"\0", b""))
        return 0.6 if looks and looks.start() < 1024 else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the page's text, then what it does not show."""
        from lxml import etree, html

        for coded in decode(data):
            text = coded.replace("\0", "")
            try:
                # Without huge_tree whatever is deep or long would be cut off in silence.
                parser = html.HTMLParser(huge_tree=True, no_network=True, recover=True)
                root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text), parser)
            except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
                raise ReadError("damaged", str(type(error).__name__)) from error
            if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
                # The parser gave up half-way: what it left is not all there is.
                yield Unread("", "nesting")
            pieces = list(_pieces(root))
            yield from pieces
            yield from left_out(text, pieces)
            yield from in_addresses(text)


def _pieces(root: Any) -> Iterator[Piece]:
    shown, hidden = _collect(root, _QUIET)
    beside = "\n".join(hidden)
    yield Piece("".join(shown))
    if next(root.iter(*_GUIDES), None) is not None:
        # What is written over letters stands between them in the file.
        yield Piece("".join(_collect(root, _QUIET | _GUIDES)[0]), place="joined")
    if beside:
        yield Piece(beside, place="hidden")
    if _CSS.search(beside):
        yield Piece(_CSS.sub(_letter, beside), place="hidden")


def _collect(root: Any, quiet: frozenset[str]) -> tuple[list[str], list[str]]:
    """Return (what is shown, what is not): without recursion, since pages are nested deeply."""
    from lxml import etree

    shown: list[str] = []
    hidden: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "start":
            (hidden if node.tag in quiet else shown).extend(_opened(node))
            hidden.extend(v for k, v in attributes(node) if k in _SPOKEN or is_telling(v))
        else:
            if event == "comment":
                hidden.append(node.text or "")
            elif node.tag in _BREAKS:
                shown.append("\n")
            shown.append(node.tail or "")
    return shown, [text for text in hidden if text.strip()]


def _letter(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else found[0]


def _opened(node: Any) -> tuple[str, str]:
    return ("\n" if node.tag in _BREAKS else "", node.text or "")


FORMAT = Html()
