"""Outlook's property types, and the packed RTF that its bodies come in."""

import struct

from zhamen.errors import ReadError
from zhamen.reading.archives.unpacking import readings

UNICODE, STRING, BINARY, OBJECT = 0x001F, 0x001E, 0x0102, 0x000D
MANY = 0x1000
RTF, HTML, DATA, LONG_NAME, SHORT_NAME, SHOWN_NAME = 0x1009, 0x1013, 0x3701, 0x3707, 0x3704, 0x3001
PACKED, UNPACKED = 0x75465A4C, 0x414C454D
_PRIMER = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What MS-OXRTFCP 2.1.2.1 fills the window with before the first byte."""
_WINDOW = 4096


def texts_of(kind: int, content: bytes) -> list[str]:
    """Return what a property of text says; of bytes, what they say if they are UTF-16 or text."""
    kind &= ~MANY
    if kind == UNICODE:
        return [content.decode("utf-16-le", "replace").rstrip("\0")]
    return readings(content.rstrip(b"\0")) if kind == STRING else []


def unpack_rtf(content: bytes, most: int) -> bytes:
    """Return the RTF that a body of Outlook holds. Raises ReadError: damaged, expansion."""
    if len(content) < 16:
        raise ReadError("damaged")
    _, size, kind, _ = struct.unpack_from("<IIII", content)
    if kind == UNPACKED:
        return content[16 : 16 + size]
    if kind != PACKED:
        raise ReadError("damaged")
    if size > most:
        raise ReadError("expansion")
    return _unpacked(content[16:], size)


def _unpacked(packed: bytes, size: int) -> bytes:
    """Undo LZFu: flags of eight, then letters as they are or (offset, length) into the window."""
    window = bytearray(_PRIMER) + bytes(_WINDOW - len(_PRIMER))
    write, at = len(_PRIMER), 0
    result = bytearray()
    while at < len(packed) and len(result) < size:
        flags = packed[at]
        at += 1
        for bit in range(8):
            if at >= len(packed):
                break
            run = packed[at : at + 1]
            if flags >> bit & 1:
                if at + 2 > len(packed):
                    return bytes(result)
                pair = packed[at] << 8 | packed[at + 1]
                at += 2
                start, length = pair >> 4, (pair & 15) + 2
                if start == write:
                    return bytes(result[:size])
                run = b""
                for step in range(length):
                    letter = window[(start + step) % _WINDOW]
                    window[write] = letter
                    write = (write + 1) % _WINDOW
                    result.append(letter)
            else:
                at += 1
                window[write] = run[0]
                write = (write + 1) % _WINDOW
                result += run
    return bytes(result[:size])
