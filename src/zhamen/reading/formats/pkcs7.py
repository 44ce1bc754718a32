"""CMS / PKCS #7 (.p7m, .p7s): what is only signed is read, what is enveloped is encrypted."""

import re
from base64 import b64decode
from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.reading.formatting import Content, Embedded, Room
from zhamen.reading.mail.der import element
from zhamen.settings import Limits

_SIGNED = (
    b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02",
    b"\x06\x0a\x2a\x81\x1c\xcf\x55\x06\x01\x04\x02\x02",
)
_TYPE = re.compile(
    rb"\x06(?:\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07|\x0a\x2a\x81\x1c\xcf\x55\x06\x01\x04\x02)[\x01-\x06]"
)
"""The types of RFC 5652, and those of GM/T 0010 with SM2."""
_PEM = re.compile(rb"\A\s*-----BEGIN (?:PKCS7|CMS)-----\s(.*?)-----END", re.S)
_MOST_DEPTH = 16
_OCTETS, _BUILT = 4, 0x20


class Pkcs7:
    """Claims the object identifiers at the beginning of such a file."""

    name = "pkcs7"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid on the type in the first bytes, or on its armour."""
        binary = head.startswith(b"\x30") and _TYPE.search(head[:24])
        return 0.9 if binary or _PEM.match(head) else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield what was signed. Raises ReadError("encrypted") for what was enveloped."""
        if armour := _PEM.match(data):
            data = b64decode(armour[1])
        types = list(_TYPE.finditer(data[:4096]))
        if not types or not types[0][0].startswith(_SIGNED):
            raise ReadError("encrypted")
        # Behind the type of the whole stands, after the digests' names, the type of the content.
        content = _octets(data[types[1].end() :]) if len(types) > 1 else b""
        if content:
            yield Embedded("signed", content)


def _octets(data: bytes) -> bytes:
    """Return the octet string that the first element holds, joined where it is in pieces."""
    pieces: list[bytes] = []
    tag, start, end = element(data, 0)
    if tag != 0xA0:
        return b""
    _collect(data[start:end], pieces, 0)
    return b"".join(pieces)


def _collect(data: bytes, pieces: list[bytes], depth: int) -> None:
    at = 0
    while at < len(data) and depth < _MOST_DEPTH:
        tag, start, end = element(data, at)
        if tag == 0:
            return
        if tag == _OCTETS:
            pieces.append(data[start:end])
        elif tag & _BUILT:
            _collect(data[start:end], pieces, depth + 1)
        at = end


FORMAT = Pkcs7()
