"""Letters of RTF: bytes in the code page of their font, and Unicode with its stand-ins."""

from zhamen.reading.documents.markup import STARS

CHARSETS = {134: "gb18030", 136: "big5", 128: "cp932", 129: "cp949", 130: "johab", 161: "cp1253",
            162: "cp1254", 204: "cp1251", 238: "cp1250", 222: "cp874", 2: "symbol"}  # fmt: skip
_DOUBLE = frozenset({"gb18030", "big5", "cp932", "cp949", "johab"})
PAGES = {936: "gb18030", 54936: "gb18030", 950: "big5", 932: "cp932", 949: "cp949", 65001: "utf-8",
         10008: "gb18030"}  # fmt: skip
SAID = {
    **{"par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "nestrow": "\n"},
    **{"column": "\n", "softline": "\n", "cell": "\t", "nestcell": "\t", "tab": "\t"},
    **{"emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’"},
    **{"ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " "},
}
SYMBOLS = {b"~": "\u00a0", b"_": "-", b"\n": "\n", b"\r": "\n", b"\t": "\t",
           b"{": "{", b"}": "}", b"\\": "\\"}  # fmt: skip


def text_of(raw: bytes, charset: str, page: str) -> str:
    """Return bytes as text: by the font if it is two-byte, by the document, else by their look.

    A document in a Western code page whose bytes pair up as Chinese was mislabelled by its maker.
    """
    if raw.isascii() and charset != "symbol":
        return raw.decode("ascii")
    if charset == "symbol":
        return "".join(STARS.get(byte, chr(byte)) for byte in raw)
    for encoding in (charset, page):
        if encoding in _DOUBLE or encoding == "utf-8":
            return raw.decode(encoding, "replace")
    if looks_chinese(raw):
        return raw.decode("gb18030", "replace")
    return raw.decode(charset or page or "cp1252", "replace")


def looks_chinese(raw: bytes) -> bool:
    """Tell whether all bytes above ASCII pair up as letters of GB 2312."""
    try:
        text = raw.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return sum(not letter.isascii() for letter in text) >= 2


def is_half(raw: bytes | bytearray) -> bool:
    """Tell whether bytes end in the first half of a letter, so that a brace may be the second."""
    if not raw or raw[-1] < 0x81:
        return False
    high = len(raw) - len(raw.rstrip(bytes(range(0x81, 0xFF))))
    return high % 2 == 1
