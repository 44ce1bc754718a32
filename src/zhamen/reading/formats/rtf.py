"""RTF: body, tables, notes, headers, fields, hidden and deleted text, objects and pictures."""

from collections.abc import Iterator

from zhamen.model.verdict import Unread
from zhamen.reading.documents.lines import never_silent
from zhamen.reading.formatting import Content, Room
from zhamen.reading.richtext.document import Document
from zhamen.reading.richtext.tokens import tokens
from zhamen.settings import Limits

_MOST_GROUPS = 100_000


class Rtf:
    """Claims files that begin as RTF does; Word is as lenient."""

    name = "rtf"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid for `{\\rt` behind blanks and byte-order marks."""
        return 0.9 if head[:64].lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"{\\rt") else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the text, group by group, and the files within."""
        return never_silent(_read(data, limits))


def _read(data: bytes, limits: Limits) -> Iterator[Content]:
    document = Document()
    reason = ""
    for token in tokens(data):
        document.take(token)
        if document.depth > _MOST_GROUPS:
            reason = "nesting"
            break
    else:
        reason = "damaged" if document.depth else ""
    yield from document.contents()
    if reason:
        yield Unread("", reason)


FORMAT = Rtf()
