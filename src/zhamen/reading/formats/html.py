"""HTML: what is shown, and what is not (comments, attributes, scripts, hidden blocks)."""

import re
from collections.abc import Iterator
from typing import Any

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.decode import decode
from zhamen.reading.documents.attributes import attributes
from zhamen.reading.formatting import Content, Piece, Room
from zhamen.reading.mail.attaching import in_addresses
from zhamen.settings import Limits

_LOOKS = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p|span)[\s>/]", re.I)
_BREAKS = frozenset(
    "address article aside blockquote br caption dd div dl dt fieldset figcaption footer form"
    " h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre section table tbody td tfoot"
    " th thead title tr ul".split()
)
_QUIET = frozenset({"script", "style", "template", "noscript"})
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

        for text in decode(data):
            try:
                # Without huge_tree whatever is deep or long would be cut off in silence.
                parser = html.HTMLParser(huge_tree=True, no_network=True, recover=True)
                root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text), parser)
            except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
                raise ReadError("damaged", str(type(error).__name__)) from error
            if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
                # The parser gave up half-way: what it left is not all there is.
                yield Unread("", "nesting")
            shown, hidden = _collect(root)
            yield Piece("".join(shown))
            if hidden:
                yield Piece("\n".join(hidden), place="hidden")
            yield from in_addresses(text)


def _collect(root: Any) -> tuple[list[str], list[str]]:
    """Walk the tree without recursion: deep nesting is no reason to stop."""
    from lxml import etree

    shown: list[str] = []
    hidden: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "start":
            (hidden if node.tag in _QUIET else shown).extend(_opened(node))
            hidden.extend(v for k, v in attributes(node) if k in _SPOKEN or not v.isascii())
        else:
            if event == "comment":
                hidden.append(node.text or "")
            elif node.tag in _BREAKS:
                shown.append("\n")
            shown.append(node.tail or "")
    return shown, [text for text in hidden if text.strip()]


def _opened(node: Any) -> tuple[str, str]:
    return ("\n" if node.tag in _BREAKS else "", node.text or "")


FORMAT = Html()
