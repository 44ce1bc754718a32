"""MBOX: one mail behind the other, each behind a line that begins with “From ”."""

import re
from collections.abc import Iterator
from itertools import pairwise

from zhamen.errors import ReadError
from zhamen.reading.archives.unpacking import readings
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.settings import Limits

_LINE = re.compile(rb"^From [^\r\n]{3,}\d{4}[^\r\n]*\r?\n(?=[!-9;-~]{1,60}:)", re.M)


class Mbox:
    """Claims the first line of a mailbox."""

    name = "mbox"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid above a single mail: what is behind the first is read too."""
        return 0.85 if _LINE.match(head) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield each mail as a file."""
        starts = [found.start() for found in _LINE.finditer(data)]
        if len(starts) > limits.members:
            raise ReadError("too_many_members")
        for at, (start, end) in enumerate(pairwise([*starts, len(data)]), 1):
            line = data.index(b"\n", start) + 1
            if not data[start:line].isascii():
                yield Piece("\n".join(readings(data[start:line])), place="headers")
            yield Embedded(f"{at}.eml", data[line:end])


FORMAT = Mbox()
