"""Files that are known by their first bytes and not read yet: said to be unread, by name."""

from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.reading.formatting import Content, Room
from zhamen.settings import Limits

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "picture"),
    (0, b"\x89PNG\r\n\x1a\n", "picture"),
    (0, b"GIF8", "picture"),
    (0, b"BM", "picture"),
    (0, b"II*\x00", "picture"),
    (0, b"MM\x00*", "picture"),
    (8, b"WEBP", "picture"),
    (4, b"ftyphei", "picture"),
    (4, b"ftypmif1", "picture"),
    (0, b"PK\x03\x04", "archive"),
    (0, b"PK\x05\x06", "archive"),
    (0, b"PK\x07\x08", "archive"),
    (0, b"Rar!", "archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "archive"),
    (0, b"\x1f\x8b", "archive"),
    (0, b"BZh", "archive"),
    (0, b"\xfd7zXZ", "archive"),
    (257, b"ustar", "archive"),
    (0, b"\x7fELF", "program"),
    (0, b"MZ", "program"),
    (0, b"SQLite format 3\x00", "database"),
    (0, b"ITSF", "help_file"),
    (0, b"\x07\x08V1\x08\x07", "chat_picture"),
    (0, b"\x07\x08V2\x08\x07", "chat_picture"),
)


def kind_of(head: bytes) -> str | None:
    """Return what the first bytes say that a file is, None if they say nothing."""
    for at, signature, kind in _SIGNATURES:
        if head[at : at + len(signature)] == signature and not _is_words(head, signature):
            return kind
    return None


def _is_words(head: bytes, signature: bytes) -> bool:
    """Tell whether a two-letter signature is only the beginning of a text (BM, MZ)."""
    return len(signature) == 2 and signature.isalpha() and head[:64].isascii() and b"\0" not in head


class Binary:
    """Bids for known binary files and says that they are not supported."""

    name = "binary"
    room = Room.HERE

    def claims(self, head: bytes, name: str) -> float:
        """Bid above plain text, below every format that can read."""
        return 0.2 if kind_of(head) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Raise: the file is unread."""
        raise ReadError(f"not_supported:{kind_of(data[:512])}")
        yield


FORMAT = Binary()
