"""What all archives share: one quota for what they unpack to, and names in whatever encoding."""

import bz2
import lzma
import zlib
from typing import Protocol

from zhamen.errors import ReadError
from zhamen.reading.decode import decode
from zhamen.settings import Limits

_STEP = 1 << 20


class _Unpacker(Protocol):
    """What the decompressors of the standard library have in common."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...


class Quota:
    """How much one archive may still unpack, and how many members it may still have."""

    def __init__(self, limits: Limits) -> None:
        self.left = limits.expanded_bytes
        self._members = limits.members

    def member(self) -> None:
        """Count one member. Raises ReadError("too_many_members")."""
        self._members -= 1
        if self._members < 0:
            raise ReadError("too_many_members")

    def take(self, size: int) -> None:
        """Count bytes unpacked. Raises ReadError("expansion")."""
        self.left -= size
        if self.left < 0:
            raise ReadError("expansion")


def inflate(data: bytes, quota: Quota, window: int = -15) -> tuple[bytes, int]:
    """Return (what a deflate stream unpacks to, bytes of it that were used).

    `window` as in zlib: -15 bare, 31 with a gzip head, 15 with a zlib head. Raises ReadError
    when the stream is damaged from its beginning or too large; half a stream yields its half,
    and counts one byte more as used than there are.
    """
    unpacker = zlib.decompressobj(window)
    pieces: list[bytes] = []
    rest = data
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(rest, _STEP)
            rest = unpacker.unconsumed_tail
            if not piece and not rest and not unpacker.eof:
                break
            quota.take(len(piece))
            pieces.append(piece)
    except zlib.error as error:
        if not any(pieces):
            raise ReadError("damaged") from error
        return b"".join(pieces), len(data) + 1
    used = len(data) - len(unpacker.unused_data) if unpacker.eof else len(data) + 1
    return b"".join(pieces), used


def expand(data: bytes, unpacker: bz2.BZ2Decompressor | lzma.LZMADecompressor, quota: Quota,
           most: int | None = None) -> tuple[bytes, int]:  # fmt: skip
    """Return (what one bzip2, xz or LZMA stream unpacks to, bytes of it that were used).

    `most` is how much there is, for streams that do not say where they end. Errors and halves
    are told as by `inflate`.
    """
    pieces: list[bytes] = []
    got, given = 0, data
    try:
        while not unpacker.eof and (most is None or got < most):
            piece = unpacker.decompress(given, _STEP if most is None else min(_STEP, most - got))
            if not piece and unpacker.needs_input:
                break
            quota.take(len(piece))
            pieces.append(piece)
            got, given = got + len(piece), b""
    except lzma.LZMAError as error:
        if not got:
            raise ReadError("memory" if "emory" in str(error) else "damaged") from error
        return b"".join(pieces), len(data) + 1
    except (OSError, EOFError, ValueError) as error:
        if not got:
            raise ReadError("damaged") from error
        return b"".join(pieces), len(data) + 1
    whole = unpacker.eof or got == most
    return b"".join(pieces), len(data) - len(_unused(unpacker)) if whole else len(data) + 1


def _unused(unpacker: _Unpacker) -> bytes:
    return unpacker.unused_data if unpacker.eof else b""


def readings(raw: bytes) -> list[str]:
    """Return what a name or comment of unknown encoding may say, the likeliest first."""
    if raw.isascii():
        # Old mail has encodings of seven bits; whoever knows of them may name a file in one.
        return list(dict.fromkeys([raw.decode("ascii"), *_decoded(raw)]))
    try:
        return _with_mistaken(raw.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    found = _decoded(raw)
    # A name is too short to judge by: what Chinese systems write is always among the readings.
    found += [raw.decode(encoding, "replace") for encoding in ("gb18030", "big5")]
    whole = [text for text in dict.fromkeys(found) if "\ufffd" not in text]
    return whole or found[:1]


def _decoded(raw: bytes) -> list[str]:
    try:
        return decode(raw)
    except ReadError:
        return []


def _with_mistaken(name: str) -> list[str]:
    """Return a name, and what it was before a program took it for the characters of DOS."""
    for encoding in ("cp437", "latin-1"):
        try:
            before = name.encode(encoding).decode("gb18030")
        except UnicodeError:
            continue
        return [name, before] if before != name else [name]
    return [name]
