"""Invented office documents: a mark in one place each, by libraries where they reach it."""

import base64
import io
import struct
from collections.abc import Callable
from typing import Any

import openpyxl
from compounds import compound, native
from docx import Document
from pptx import Presentation
from samples import DECLARED, zipped

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
ODF = f'xmlns:o="{OFFICE}" xmlns:text="{TEXT}" xmlns:table="{TABLE}"'


def saved(document: Any) -> bytes:
    """Return what a library's document saves."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word(change: Callable[[Any], Any]) -> bytes:
    """Return a document of python-docx after a change."""
    document = Document()
    document.add_paragraph("示例正文")
    change(document)
    return saved(document)


def book(change: Callable[[Any, Any], Any]) -> bytes:
    """Return a workbook of openpyxl after a change to it and its sheet."""
    workbook = openpyxl.Workbook()
    change(workbook, workbook.active)
    return saved(workbook)


def show(change: Callable[[Any, Any], Any]) -> bytes:
    """Return a presentation of python-pptx after a change to it and its slide."""
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    change(presentation, slide)
    return saved(presentation)


def sheet(inside: str, *more: tuple[str, str | bytes], beside: str = "") -> bytes:
    """Return a workbook of raw XML with these rows."""
    return zipped(
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", f'<workbook xmlns="{S}"><sheets/></workbook>'),
        ("xl/worksheets/sheet1.xml",
         f'{DECLARED}<worksheet xmlns="{S}"><sheetData>{inside}</sheetData>{beside}</worksheet>'),
        *more,
    )  # fmt: skip


def drawing(text: str, root: str = "dgm:dataModel") -> str:
    """Return a part of DrawingML with one paragraph in two runs."""
    prefix = root.partition(":")[0]
    runs = "".join(f"<a:r><a:t>{each}</a:t></a:r>" for each in (text[:2], text[2:]))
    return f'<{root} xmlns:{prefix}="urn:{prefix}" xmlns:a="{A}"><a:p>{runs}</a:p></{root}>'


def slides(name: str, content: str) -> bytes:
    """Return a presentation of raw XML with one part."""
    return zipped(("[Content_Types].xml", "<Types/>"), ("ppt/presentation.xml", "<p/>"),
                  (name, content))  # fmt: skip


def odt(body: str, *more: tuple[str, str | bytes], kind: str = "text") -> bytes:
    """Return an OpenDocument package with this body."""
    return zipped(
        ("mimetype", f"application/vnd.oasis.opendocument.{kind}"),
        ("content.xml", f"{DECLARED}<o:document-content {ODF}><o:body><o:{kind}>{body}</o:{kind}>"
         "</o:body></o:document-content>"),
        ("META-INF/manifest.xml", "<manifest/>"),
        *more,
    )  # fmt: skip


def flat_opc(*parts: tuple[str, str | bytes]) -> bytes:
    """Return a package as one XML file."""
    rows = "".join(
        f'<pkg:part pkg:name="/{name}">'
        + (f"<pkg:xmlData>{content.replace(DECLARED, '')}</pkg:xmlData>"
           if isinstance(content, str)
           else f"<pkg:binaryData>{base64.b64encode(content).decode()}</pkg:binaryData>")
        + "</pkg:part>"
        for name, content in parts
    )  # fmt: skip
    space = "http://schemas.microsoft.com/office/2006/xmlPackage"
    return f'{DECLARED}<pkg:package xmlns:pkg="{space}">{rows}</pkg:package>'.encode()


def old_word(
    text: str, *, wide: bool = True, foot: str = "", flags: int = 0, rest: bytes = b""
) -> bytes:
    """Return a Word 97 document whose text is one piece of 16 or 8 bits a letter."""
    raw = (text + foot).encode("utf-16-le" if wide else "gbk")
    count = len(raw) // (2 if wide else 1)
    head = bytearray(2048)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", head, 0x0A, 0x0200 | flags)
    struct.pack_into("<II", head, 0x4C, count - len(foot), len(foot))
    start = 2048 if wide else 2048 * 2 | 0x40000000
    pieces = struct.pack("<II", 0, count) + struct.pack("<HIH", 0, start, 0)
    table = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", head, 0x1A2, 0, len(table))
    return compound({"WordDocument": bytes(head) + raw + rest, "1Table": table})


def word_6(text: str) -> bytes:
    """Return a document as Word 6 wrote it: one run of bytes in GBK."""
    raw = text.encode("gbk")
    head = bytearray(1024)
    struct.pack_into("<HH", head, 0, 0xA5DC, 0x65)
    struct.pack_into("<II", head, 0x18, 1024, 1024 + len(raw))
    struct.pack_into("<I", head, 0x34, len(raw))
    return compound({"WordDocument": bytes(head) + raw})


def biff(*records: tuple[int, bytes], version: int = 0x600) -> bytes:
    """Return a workbook of these records."""
    rows = [(0x809, struct.pack("<HHHH", version, 5, 0, 0)), *records, (0x0A, b"")]
    stream = b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in rows)
    return compound({"Workbook" if version == 0x600 else "Book": stream})


def string16(text: str) -> bytes:
    """Return a string of BIFF8, 16 bits a letter."""
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def atoms(*rows: tuple[int, bytes]) -> bytes:
    """Return a presentation of these records, in a container."""
    inner = b"".join(struct.pack("<HHI", 0, kind, len(body)) + body for kind, body in rows)
    outer = struct.pack("<HHI", 0xF, 1000, len(inner)) + inner
    return compound({"PowerPoint Document": outer, "Current User": bytes(20)})


def properties(text: str, page: int = 1200) -> bytes:
    """Return a set of properties with one string of 16 bits a letter."""
    raw = text.encode("utf-16-le") + b"\0\0"
    value = struct.pack("<II", 31, len(raw) // 2) + raw.ljust(len(raw) + 3 & ~3, b"\0")
    code = struct.pack("<IHH", 2, page & 0xFFFF, 0)
    rows = struct.pack("<IIII", 1, 24, 2, 32)
    section = struct.pack("<II", 32 + len(value), 2) + rows + code + value
    return struct.pack("<HHI16xI16xI", 0xFFFE, 0, 2, 1, 48) + section


def emf(text: str, start: int = 76) -> bytes:
    """Return an enhanced metafile that writes one text."""
    raw = text.encode("utf-16-le").ljust(len(text) * 2 + 3 & ~3, b"\0")
    record = struct.pack("<II16xIffiiIII16xI", 84, start + len(raw), 1, 1.0, 1.0, 5, 5, len(text),
                         start, 0, 0) + raw  # fmt: skip
    head = struct.pack("<II32x4s", 1, 108, b" EMF").ljust(108, b"\0")
    return head + record + struct.pack("<IIIII", 14, 20, 0, 0, 20)


def wmf(text: str) -> bytes:
    """Return a Windows metafile that writes one text in GBK."""
    raw = text.encode("gbk")
    padded = raw.ljust(len(raw) + 1 & ~1, b"\0")
    body = struct.pack("<hhHH", 5, 5, len(raw), 0) + padded
    record = struct.pack("<IH", 3 + len(body) // 2, 0x0A32) + body
    return struct.pack("<HHHIHIH", 1, 9, 0x300, 20, 1, 20, 0) + record + struct.pack("<IH", 3, 0)


def rtf(inside: str | bytes, head: str = "\\ansi\\ansicpg936") -> bytes:
    """Return an RTF document; letters beyond ASCII are written in GBK, as bytes in hex."""
    raw = inside.encode("gbk") if isinstance(inside, str) else inside
    said = b"".join(bytes([byte]) if byte < 128 else b"\\'%02x" % byte for byte in raw)
    return b"{\\rtf1" + head.encode() + b"{\\fonttbl{\\f0\\fcharset134 SimSun;}}\\f0 " + said + b"}"


def escaped(text: str) -> str:
    """Return a text in RTF's Unicode escapes, each with a question mark as its stand-in."""
    return "".join(f"\\u{ord(c) - 65536 if ord(c) > 32767 else ord(c)}?" for c in text)


def in_hex(name: str, content: bytes) -> str:
    """Return the object data of RTF that wraps a file."""
    wrapped = native(name, content)[4:]
    class_name = struct.pack("<I", 8) + b"Package\0"
    head = struct.pack("<II", 0x501, 2) + class_name + bytes(8)
    return (head + struct.pack("<I", len(wrapped)) + wrapped).hex()
