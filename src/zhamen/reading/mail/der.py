"""DER and BER: the elements of a signature or seal, as far as their text and files go."""

from zhamen.errors import ReadError
from zhamen.reading.archives.unpacking import readings

_BUILT = 0x20
_OCTETS, _BITS = 0x04, 0x03
_TEXTS = {0x0C: "utf-8", 0x13: "", 0x14: "", 0x16: "", 0x1A: "", 0x1B: "", 0x1C: "utf-32-be",
          0x1E: "utf-16-be"}  # fmt: skip
"""The types that hold text; the empty ones in any encoding, whatever the standard says."""
_MOST_DEPTH = 24


def element(data: bytes, at: int) -> tuple[int, int, int]:
    """Return (tag, start, end) of an element; one without a length goes to the end of its data.

    Raises ReadError("damaged").
    """
    if at + 2 > len(data):
        raise ReadError("damaged")
    tag, length = data[at], data[at + 1]
    at += 2
    if length == 0x80:
        return tag, at, len(data)
    if length > 0x80:
        size = length & 0x7F
        length = int.from_bytes(data[at : at + size], "big")
        at += size
    return tag, at, min(at + length, len(data))


def texts_in(data: bytes) -> tuple[list[str], list[bytes]]:
    """Return (texts, octet strings that hold no elements); damage ends the search."""
    texts: list[str] = []
    files: list[bytes] = []
    _search(data, texts, files, 0)
    return list(dict.fromkeys(text for text in texts if text.strip())), files


def _search(data: bytes, texts: list[str], files: list[bytes], depth: int) -> None:
    at = 0
    while at < len(data) and depth < _MOST_DEPTH:
        try:
            tag, start, end = element(data, at)
        except ReadError:
            return
        content = data[start:end]
        if tag in _TEXTS:
            encoding = _TEXTS[tag]
            texts += [content.decode(encoding, "replace")] if encoding else readings(content)
        elif tag & _BUILT:
            _search(content, texts, files, depth + 1)
        elif tag in (_OCTETS, _BITS) and content:
            inner = content[1:] if tag == _BITS else content
            if inner.startswith(b"\x30"):
                _search(inner, texts, files, depth + 1)
            files.append(content)
        at = max(end, at + 2)
