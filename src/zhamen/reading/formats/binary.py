"""Files known by their first bytes that cannot be read: unread by name, their strings read."""

from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.reading.formatting import Content, Piece, Room
from zhamen.reading.harvest import harvest
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
    (0, b"\xfe\xed\xfa\xce", "program"),
    (0, b"\xfe\xed\xfa\xcf", "program"),
    (0, b"\xce\xfa\xed\xfe", "program"),
    (0, b"\xcf\xfa\xed\xfe", "program"),
    (0, b"\xca\xfe\xba\xbe", "program"),
    (0, b"\0asm", "program"),
    (0, b"dex\n0", "program"),
    (0, b"L\0\0\0\x01\x14\x02\0", "shortcut"),
    (4, b"Standard Jet DB", "database"),
    (4, b"Standard ACE DB", "database"),
    (0, b"!BDN", "mailbox"),
    (0, b"\xcf\xad\x12\xfe", "mailbox"),
    (0, b"ITSF", "help_file"),
    (0, b"?_\x03\0", "help_file"),
    (0, b"\0\1\0\0\0", "font"),
    (0, b"OTTO\0", "font"),
    (0, b"ttcf\0", "font"),
    (0, b"wOFF", "font"),
    (0, b"wOF2", "font"),
    (0, b"AC10", "drawing"),
    (0, b"8BPS", "picture"),
    (0, b"\x97JB2", "picture"),
    (0, b"AT&TFORM", "picture"),
    (0, b"\x60\xea", "archive"),
    (7, b"**ACE**", "archive"),
    (0, b"SIT!", "archive"),
    (0, b"StuffIt ", "archive"),
    (0, b"\xe4\x52\x5c\x7b", "notebook"),
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
    room = Room.PARSER
    is_opaque = True
    """It does not see what lies behind the file's end."""

    def claims(self, head: bytes, name: str) -> float:
        """Bid above plain text, below every format that can read."""
        return 0.2 if kind_of(head) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the strings in it, then raise: the file is unread."""
        if text := harvest(data):
            yield Piece(text, place="strings")
        raise ReadError(f"not_supported:{kind_of(data[:512])}")


FORMAT = Binary()
