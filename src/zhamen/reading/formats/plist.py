"""Binary property lists of Apple's systems, and the web archives and notes that come in them."""

import plistlib
from collections.abc import Iterator
from typing import Any

from zhamen.errors import ReadError
from zhamen.reading.formatting import Content, Embedded, Piece, Room
from zhamen.settings import Limits

_SIGNATURE = b"bplist"


class Plist:
    """Claims the signature; lists in XML are read as XML."""

    name = "plist"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid on the signature."""
        return 0.9 if head.startswith(_SIGNATURE) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield all texts, and data as files."""
        try:
            root = plistlib.loads(data, fmt=plistlib.FMT_BINARY)
        except (plistlib.InvalidFileException, ValueError, OverflowError, TypeError) as error:
            raise ReadError("damaged") from error
        texts: list[str] = []
        files: list[bytes] = []
        _walk(root, texts, files, limits)
        if texts:
            yield Piece("\n".join(texts))
        for at, file in enumerate(files, 1):
            yield Embedded(f"data {at}", file)


def _walk(root: Any, texts: list[str], files: list[bytes], limits: Limits) -> None:
    """Gather without recursion; lists that hold one another are bounded by their number."""
    left, seen = [root], 0
    while left:
        value = left.pop()
        seen += 1
        if seen > 100 * limits.members:
            raise ReadError("too_many_members")
        if isinstance(value, dict):
            left += [each for pair in reversed(value.items()) for each in reversed(pair)]
        elif isinstance(value, list):
            left += reversed(value)
        elif isinstance(value, str):
            texts.append(value)
        elif isinstance(value, bytes) and value:
            files.append(value)


FORMAT = Plist()
