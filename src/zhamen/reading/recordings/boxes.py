"""The boxes of MP4 and MOV, and RIFF: is the file whole, and what lies in it that is no track."""

from collections.abc import Iterator

_FIRST = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
_SPARE = (b"free", b"skip", b"wide", b"uuid")
_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""Box of this id is read by the demuxer (Adobe XMP specification, part 3)."""
_SMALLEST = 16
"""Bytes of leftovers that may hold something."""


def is_cut_short(data: bytes) -> bool:
    """Tell whether a file says that it is longer than it is."""
    riff = _riff_end(data)
    if riff:
        return riff > len(data) + 1
    return any(end > len(data) for _, _, end in _boxes(data))


def leftovers(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of what stands in spare boxes and behind the end, if it is not empty."""
    reached = _riff_end(data)
    for kind, start, reached in _boxes(data):
        held = data[start:reached]
        if kind in _SPARE and not (kind == b"uuid" and held.startswith(_XMP)):
            yield from worth(f"{kind.decode()} at {start}", held)
    # A large AVI goes on with another RIFF behind the first.
    if 0 < reached < len(data) and data[reached : reached + 4] != b"RIFF":
        yield from worth("behind the end", data[reached:])


def worth(name: str, held: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what is more than filling."""
    if len(held.strip(b"\0 ")) >= _SMALLEST:
        yield name, held.strip(b"\0")


def _riff_end(data: bytes) -> int:
    """Return where a file of RIFF says that it ends, 0 for others and where it does not say."""
    if data[:4] not in (b"RIFF", b"FORM"):
        return 0
    size = int.from_bytes(data[4:8], "little" if data[:4] == b"RIFF" else "big")
    # Recorders that cannot go back write nothing or all ones.
    return 0 if size in (0, 0xFFFFFFFF) else 8 + size


def _boxes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield (kind, where it begins, where it ends) of the boxes at the top."""
    if data[4:8] not in _FIRST:
        return
    at = 0
    while at + 8 <= len(data):
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = len(data) - at
        if size < head or not kind.isalnum():
            # No box: something was put behind the film.
            return
        yield kind, at + head, at + size
        at += size
