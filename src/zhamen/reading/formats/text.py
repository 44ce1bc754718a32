"""Plain text in any of its encodings: .txt, .md, .csv, .json, .log or any other name."""

from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.reading.decode import decode
from zhamen.reading.formatting import Content, Piece, Room
from zhamen.reading.harvest import harvest
from zhamen.settings import Limits


class Text:
    """Takes what nobody else claims and decodes to plausible text."""

    name = "text"
    room = Room.HERE

    def claims(self, head: bytes, name: str) -> float:
        """Bid lowest of all, for anything."""
        return 0.01

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield every plausible decoding of the file, or the strings in it and raise."""
        if len(data) > limits.output_chars:
            raise ReadError("too_much_text")
        try:
            texts = decode(data)
        except ReadError:
            if found := harvest(data):
                yield Piece(found, place="strings")
            raise
        for text in texts:
            yield Piece(text)


FORMAT = Text()
