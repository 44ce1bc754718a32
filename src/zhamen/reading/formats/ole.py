"""DOC, XLS, PPT, WPS, ET, DPS and whatever else comes in an OLE compound file.

Which kind it is say its streams. What nobody knows (Visio, Project, Works, controls) is unread,
and the strings in it are read all the same.
"""

from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.binary.storage import read_storage
from zhamen.reading.documents.compound import Compound, Storage
from zhamen.reading.documents.lines import piece
from zhamen.reading.formatting import Content, Room
from zhamen.reading.glimpse import OLE
from zhamen.reading.harvest import harvest
from zhamen.settings import Limits


class Ole:
    """Claims compound files by their first bytes."""

    name = "ole"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid for the signature; a format that knows its own streams may bid higher."""
        return 0.8 if head.startswith(OLE) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield what its streams say. Raises ReadError where it does not even open."""
        try:
            file = Compound(data, limits)
        except ReadError:
            yield from piece(harvest(data), "strings")
            raise
        said = False
        for each in read_storage(Storage(file)):
            said = True
            yield each
        if not said:
            yield from piece(harvest(data), "strings")
        if not said or not file.is_whole:
            yield Unread("", "damaged")


FORMAT = Ole()
