"""WeChat's own stored pictures (.dat): one byte XORed over the whole, or the layout V1.

V2 is locked with a key of the account's own; it is said to be encrypted and left alone, for the
only place where that key is found is the memory of somebody's running client.
"""

from collections.abc import Iterator

from zhamen.errors import ReadError
from zhamen.reading.formatting import Content, Embedded, Room
from zhamen.settings import Limits

_V1, _V2 = b"\x07\x08V1\x08\x07", b"\x07\x08V2\x08\x07"
_V1_KEY = b"cfcd208495d565ef"
"""The layout's constant: the first half of the MD5 of "0"."""
_HEADER = 15
_MAGIC = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"RIFF",
    b"wxgf",
)
_WEBP = 8


class WechatPicture:
    """Claims the two layouts by their heads, and XORed pictures by what comes out."""

    name = "wechatpicture"
    room = Room.PARSER

    def claims(self, head: bytes, name: str) -> float:
        """Bid for the layouts; for XOR only under the name that the messenger gives."""
        if head.startswith((_V1, _V2)):
            return 0.95
        stored = name.lower().endswith(".dat")
        return 0.5 if stored and _byte_of(head) is not None else 0.0

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield the picture inside. Raises ReadError: encrypted, damaged."""
        if data.startswith(_V2):
            raise ReadError("encrypted")
        if data.startswith(_V1):
            yield Embedded("picture", _opened(data))
            return
        byte = _byte_of(data[:64])
        if byte is None:
            raise ReadError("damaged")
        yield Embedded("picture", data.translate(bytes(each ^ byte for each in range(256))))


def _byte_of(head: bytes) -> int | None:
    """Return the byte that makes a picture's beginning of `head`, None if there is none."""
    for magic in _MAGIC:
        byte = head[0] ^ magic[0] if head else 0
        plain = bytes(each ^ byte for each in head[:16])
        if byte and plain.startswith(magic) and _is_meant(plain, magic):
            return byte
    return None


def _is_meant(plain: bytes, magic: bytes) -> bool:
    """Tell whether what begins like a picture goes on like one, where the beginning is short."""
    if magic == b"RIFF":
        return plain[_WEBP : _WEBP + 4] == b"WEBP"
    # Two letters fit one file in 256 by chance; a bitmap's reserved fields are zero.
    return magic != b"BM" or plain[6:10] == bytes(4)


def _opened(data: bytes) -> bytes:
    """Return a V1 file's picture: its head under AES-128-ECB, its tail under XOR."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    locked, turned = (int.from_bytes(data[at : at + 4], "little") for at in (6, 10))
    # PKCS#7 always adds: a head of whole blocks has one more.
    end = _HEADER + locked // 16 * 16 + 16
    body = data[_HEADER:end]
    if turned > max(len(data) - end, 0) or len(body) % 16:
        raise ReadError("damaged")
    cipher = Cipher(algorithms.AES(_V1_KEY), modes.ECB())
    opened = cipher.decryptor()
    head = (opened.update(body) + opened.finalize())[:locked]
    tail_at = len(data) - turned
    return head + data[end:tail_at] + _tail(head, data[tail_at:])


def _tail(head: bytes, tail: bytes) -> bytes:
    """Return the last bytes; a JPEG's end says which byte lies over them."""
    if not tail:
        return b""
    byte = tail[-1] ^ 0xD9 if head.startswith(b"\xff\xd8") else tail[-1] ^ 0x82
    return tail.translate(bytes(each ^ byte for each in range(256)))


FORMAT = WechatPicture()
