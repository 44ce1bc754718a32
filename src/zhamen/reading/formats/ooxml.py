"""DOCX, XLSX, PPTX and their kin: every part of an Office Open XML package.

A part is known by its root element, never by its name or its declared type. Word's and
PowerPoint's parts, charts, SmartArt, comments, properties and custom XML are read as markup; only
sheets need more than themselves (`workbook.py` and, for the binary ones, `xlsb.py`, both in
`reading/documents/`).
"""

from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.documents.lines import never_silent
from zhamen.reading.documents.package import Package
from zhamen.reading.documents.parts import plain, read_part, root_of
from zhamen.reading.documents.workbook import SHEETS, Workbook
from zhamen.reading.documents.xlsb import BinaryWorkbook, is_binary_part
from zhamen.reading.formatting import HEAD, Content, Room
from zhamen.settings import Limits

_FOLDERS = tuple(
    start + name
    for start in (b"\n", b"\n/")
    for name in (b"word/", b"xl/", b"ppt/", b"visio/", b"Word/", b"WORD/")
)
_TYPICAL = (b"[Content_Types].xml", b"docProps/", b"_rels/.rels")
_FIRST = {"sst": 0, "styleSheet": 1, "workbook": 2}
"""Parts that sheets refer to are read before them."""


class Ooxml:
    """Claims ZIP packages that hold the folders or the index of an Office document."""

    name = "ooxml"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid by the members' names, wherever in the package they stand."""
        if not head.startswith(b"PK"):
            return 0.0
        if any(folder in head for folder in _FOLDERS):
            return 0.9
        if any(name in head for name in _TYPICAL):
            return 0.85
        # Where the index is lost, the headers of the first members tell.
        lost = len(head) <= HEAD + 1
        return 0.8 if lost and any(folder[1:] in head for folder in _FOLDERS) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the pieces of every part, and the files within."""
        return never_silent(_read(data, limits))


def _read(data: bytes, limits: Limits) -> Iterator[Content]:
    package = Package(data, limits)
    book, binary = Workbook(), BinaryWorkbook()
    roots = {id(each): root_of(package.head_of(each)) for each in package.members()}
    for member in sorted(package.members(), key=lambda m: _FIRST.get(roots[id(m)], 3)):
        name, root = member.filename, roots[id(member)]
        try:
            content = package.bytes_of(member)
        except ReadError as error:
            yield Unread(name, error.reason)
            continue
        if root == "sst":
            yield from book.add_strings(name, content)
        elif root in SHEETS:
            yield from book.read_sheet(name, content)
        elif is_binary_part(plain(name), content):
            binary.add(plain(name), content)
        else:
            if root == "styleSheet":
                book.add_formats(content)
            yield from read_part(name, content)
    yield from book.unused()
    yield from binary.read()
    yield from package.beside()


FORMAT = Ooxml()
