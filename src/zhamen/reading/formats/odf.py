"""OpenDocument texts, sheets, slides and drawings: every XML part of the package.

A deletion is put back where it was taken out, as a further reading (`reading/documents/markup.py`).
"""

from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.documents.lines import never_silent
from zhamen.reading.documents.package import Package
from zhamen.reading.documents.parts import read_part
from zhamen.reading.formatting import Content, Room
from zhamen.settings import Limits

_MANIFEST = "META-INF/manifest.xml"


class Odf:
    """Claims ZIP packages with an OpenDocument's type or its manifest and content."""

    name = "odf"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid by the type in the first member, else by the members' names."""
        if not head.startswith(b"PK"):
            return 0.0
        if b"mimetypeapplication/vnd.oasis.opendocument" in head[:120]:
            return 0.88
        return 0.86 if b"META-INF/manifest.xml" in head and b"content.xml" in head else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the pieces of every part. Raises ReadError("encrypted")."""
        return never_silent(_read(data, limits))


def _read(data: bytes, limits: Limits) -> Iterator[Content]:
    package = Package(data, limits)
    for member in sorted(package.members(), key=lambda each: each.filename != _MANIFEST):
        name = member.filename
        try:
            content = package.bytes_of(member)
        except ReadError as error:
            yield Unread(name, error.reason)
            continue
        if name == _MANIFEST and b"encryption-data" in content.replace(b"\0", b""):
            raise ReadError("encrypted")
        yield from read_part(name, content)
    yield from package.beside()


FORMAT = Odf()
