"""The pieces that streams are made of, one behind another, and what lies between that is none.

Players pass over what they do not know and find their way back to the next piece; so whatever
somebody puts between two pieces or behind the last is seen by nobody. (`boxes.py`: MP4 and RIFF.)
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from zhamen.reading.recordings.boxes import worth

Length = Callable[[bytes, int], int]
"""(data, place) → bytes of the piece that begins there, 0 if none does.

Below 0 where the piece is spare, and something lies in it.
"""
_MP3_KBITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_MP3_KBITS_LOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
_MP3_RATES = (44100, 48000, 32000, 0)
_AMR = (12, 13, 15, 17, 19, 20, 26, 31, 5, -1, -1, -1, -1, -1, -1, 0)
_AMR_WIDE = (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, -1, -1, -1, -1, 0, 0)
"""Bytes behind the first of each mode (RFC 4867, 5.3)."""
_ASF = frozenset(bytes.fromhex(each) for each in (
    "3026b275", "3626b275", "90080033", "d329e2d6", "f803b1fe", "d03fb73c"))  # fmt: skip
"""How the ids of header, data and the four kinds of index begin (ASF, 2.1)."""
_CAF = (b"desc", b"data", b"pakt", b"chan", b"kuki", b"info", b"strg", b"mark", b"regn", b"inst",
        b"midi", b"ovvw", b"peak", b"edct", b"umid", b"uuid")  # fmt: skip
_SEGMENT, _VOID = 0x18538067, 0xEC
_ELEMENTS = frozenset(
    (0x1A45DFA3, _SEGMENT, 0x1F43B675, 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1043A770,
     0x1254C367, 0x1941A469, 0xBF, 0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0x5854)
)  # fmt: skip
"""Of Matroska: at the top, in a segment, and in a cluster whose length nobody wrote (RFC 9559)."""
_PACKET, _TIMED_PACKET = 188, 192
_TAG = 128
_UNTOLD = (b"fLaC", b"MAC ")
"""What may stand behind a tag and has no pieces that tell their length."""


class _Stream(NamedTuple):
    """A kind of stream."""

    mark: bytes
    """With what a piece begins; empty where nobody looks for the next one."""
    length: Length
    first: int = 0
    """Where the first piece begins."""


def between(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of what lies between the pieces of a stream and behind the last."""
    for begin, end, is_known in _pieces(data):
        if not is_known:
            yield from worth(f"between at {begin}", data[begin:end])


def breaks_off(data: bytes) -> bool:
    """Tell whether the last piece says that it is longer than what is left of the file."""
    return any(end > len(data) for _, end, _ in _pieces(data))


def _pieces(data: bytes) -> Iterator[tuple[int, int, bool]]:
    """Yield (begin, end, whether it is one) of the pieces and of what is none."""
    stream = _stream(data)
    if stream is None or not stream.length(data, stream.first):
        return
    at = stream.first
    while at < len(data):
        size, begin = stream.length(data, at), at
        at = begin + abs(size) if size else _next(data, begin, stream)
        yield begin, at, size > 0


def _next(data: bytes, at: int, stream: _Stream) -> int:
    """Return where two pieces follow each other again, or the last one begins, else the end."""
    while stream.mark and (at := data.find(stream.mark, at + 1)) >= 0:
        size = stream.length(data, at)
        if size and (at + size == len(data) or stream.length(data, at + size)):
            return at
    return len(data)


def _stream(data: bytes) -> _Stream | None:
    """Return what a file is a stream of, None where its pieces are not known."""
    for mark, stream in _BY_MARK.items():
        if data.startswith(mark):
            return stream
    if data[4:5] == b"G" and data[4 + _TIMED_PACKET : 5 + _TIMED_PACKET] == b"G":
        return _Stream(b"", _timed_packet)
    return _frames(data, _tag(data, 0))


def _frames(data: bytes, first: int) -> _Stream | None:
    """Return which frames a file has behind its tag, and behind what may lie in front of them."""
    kinds = [_Stream(b"\xff", _tagged(length)) for length in (mp3_frame, aac_frame)]
    begins = [each for each in kinds if each.length(data, first)]
    if begins or not first or data.startswith(_UNTOLD, first):
        return begins[0] if begins else None
    return min(kinds, key=lambda each: _next(data, first, each))


def _tagged(frame: Length) -> Length:
    return lambda data, at: frame(data, at) or _tag(data, at)


def mp3_frame(data: bytes, at: int = 0) -> int:
    """Return the length of a frame of layer III, 0 if it is none (ISO 11172-3, 2.4.2.3)."""
    head = data[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, padded = head[1] >> 3 & 3, head[2] >> 1 & 1
    rate = _MP3_RATES[head[2] >> 2 & 3] >> (0, 1, 1, 0)[version] >> (version == 0) * 2
    kbits = (_MP3_KBITS if version == 3 else _MP3_KBITS_LOW)[head[2] >> 4]
    if version == 1 or not rate or not kbits:
        return 0
    return (144_000 if version == 3 else 72_000) * kbits // rate + padded


def aac_frame(data: bytes, at: int = 0) -> int:
    """Return the length of an ADTS frame, 0 if it is none (ISO 13818-7, 6.2)."""
    head = data[at : at + 7]
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length >= 7 else 0


def _tag(data: bytes, at: int) -> int:
    """Return the length of tags before and behind the frames: ID3 of both kinds, and APE."""
    if data.startswith(b"ID3", at) and len(data) >= at + 10:
        size = 0
        for each in data[at + 6 : at + 10]:
            size = size << 7 | each & 0x7F
        return 10 + size + 10 * bool(data[at + 5] & 0x10)
    if data.startswith(b"TAG", at) and len(data) - at <= _TAG:
        return _TAG
    if data.startswith(b"APETAGEX", at):
        # The size leaves out the head; where there is one the bit for it stands in the flags.
        return _little(data, at + 12, 4) + 32
    return 0


def _amr_frame(modes: tuple[int, ...]) -> Length:
    def length(data: bytes, at: int) -> int:
        first = data[at] if at < len(data) else 0xFF
        return 0 if first & 0x83 else 1 + modes[first >> 3 & 15]

    return length


def _ogg_page(data: bytes, at: int) -> int:
    count = data[at + 26] if data.startswith(b"OggS", at) and at + 27 <= len(data) else -1
    return 27 + count + sum(data[at + 27 : at + 27 + count]) if count >= 0 else 0


def _asf_object(data: bytes, at: int) -> int:
    if data[at : at + 4] not in _ASF:
        return 0
    # What is sent live does not know how long it will be.
    return _little(data, at + 16, 8) or len(data) - at


def _flv_tag(data: bytes, at: int) -> int:
    if data.startswith(b"FLV", at):
        return _big(data, at + 5, 4) + 4
    size = 11 + _big(data, at + 1, 3)
    known = data[at : at + 1] in (b"\x08", b"\x09", b"\x12")
    return size + 4 if known and _big(data, at + size, 4) in (0, size, size - 11) else 0


def _packet(data: bytes, at: int) -> int:
    return _PACKET if data[at : at + 1] == b"G" else 0


def _timed_packet(data: bytes, at: int) -> int:
    return _TIMED_PACKET if data[at + 4 : at + 5] == b"G" else 0


def _pack(data: bytes, at: int) -> int:
    """Return the length of a pack's head or of a packet (ISO 13818-1, 2.5.3)."""
    kind = data[at + 3] if data.startswith(b"\0\0\1", at) and at + 6 <= len(data) else 0
    if kind == 0xBA:
        return 12 if data[at + 4] & 0xF0 == 0x20 else 14 + (data[min(at + 13, len(data) - 1)] & 7)
    if kind > 0xBA:
        return 6 + _big(data, at + 4, 2)
    return 4 if data.startswith(b"\0\0\1\xb9", at) else 0


def _caf_chunk(data: bytes, at: int) -> int:
    if data.startswith(b"caff", at):
        return 8
    kind, size = data[at : at + 4], _big(data, at + 4, 8)
    if kind == b"free":
        return _spare(data, at, 12, size)
    if kind not in _CAF:
        return 0
    return 12 + size if size < 1 << 63 else len(data) - at


def _spare(data: bytes, at: int, head: int, size: int) -> int:
    """Return the length of a spare piece, below 0 where something lies in it."""
    empty = not data[at + head : at + head + size].strip(b"\0")
    return head + size if empty else -head - size


def _au_head(data: bytes, at: int) -> int:
    size = _big(data, 8, 4)
    if at:
        return 0
    return _big(data, 4, 4) + size if size != 0xFFFFFFFF else len(data)


def _wavpack_block(data: bytes, at: int) -> int:
    if data.startswith(b"wvpk", at):
        return 8 + _little(data, at + 4, 4)
    return _tag(data, at)


def _element(data: bytes, at: int) -> int:
    """Return the length of an element of Matroska; of those that hold others, of their heads."""
    name, body = _coded(data, at, keep=True)
    size, begin = _coded(data, body)
    if name == _VOID:
        return _spare(data, at, begin - at, size)
    if name not in _ELEMENTS or begin == body:
        return 0
    unknown = size == (1 << 7 * (begin - body)) - 1
    return begin - at if name == _SEGMENT or unknown else begin + size - at


def _coded(data: bytes, at: int, keep: bool = False) -> tuple[int, int]:
    """Return a number that tells its length by leading zeros, and its end; `at` if it is none."""
    first = data[at] if at < len(data) else 0
    length = 9 - first.bit_length()
    if not first or at + length > len(data):
        return 0, at
    value = _big(data, at, length)
    return value if keep else value & (1 << 7 * length) - 1, at + length


def _big(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "big")


def _little(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")


_BY_MARK = {
    b"\x1aE\xdf\xa3": _Stream(b"", _element),
    b"OggS": _Stream(b"OggS", _ogg_page),
    b"0&\xb2u": _Stream(b"", _asf_object),
    b"FLV": _Stream(b"", _flv_tag),
    b"\0\0\1\xba": _Stream(b"\0\0\1", _pack),
    b"#!AMR-WB\n": _Stream(b"", _amr_frame(_AMR_WIDE), 9),
    b"#!AMR\n": _Stream(b"", _amr_frame(_AMR), 6),
    b"caff": _Stream(b"", _caf_chunk),
    b".snd": _Stream(b"", _au_head),
    b"wvpk": _Stream(b"wvpk", _wavpack_block),
    b"G": _Stream(b"G", _packet),
}
