"""Invented documents, made by hand where no library makes them."""

import io
import lzma
import struct
import warnings
import zipfile
import zlib

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message, Part
from zhamen.model.terms import Decision
from zhamen.reading.reader import Reader

MARK = "机密★10年（示例）"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'


def zipped(*members: tuple[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP package of these members; two may have the same name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for name, content in members:
            package.writestr(name, content)
    return buffer.getvalue()


def part(inside: str, root: str = "document", before: str = "") -> str:
    """Return an XML part of a Word package."""
    return f"{DECLARED}{before}<w:{root} {W}>{inside}</w:{root}>"


def paragraph(text: str) -> str:
    """Return a paragraph of one run."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, *more: tuple[str, str | bytes]) -> bytes:
    """Return a Word package with this body and more members."""
    document = part(f"<w:body>{body}</w:body>")
    return zipped(("[Content_Types].xml", "<Types/>"), ("word/document.xml", document), *more)


def text16(text: str) -> str:
    """Return a text as a PDF string in UTF-16."""
    return f"<{('﻿' + text).encode('utf-16-be').hex()}>"


def pdf(objects: list[str], trailer: str = "") -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is the catalogue."""
    data = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    end = f"trailer\n<< /Size {count} /Root 1 0 R {trailer} >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {count}\n0000000000 65535 f \n{table}{end}".encode("latin-1")


def stream(content: bytes, more: str = "") -> str:
    """Return a PDF stream."""
    return f"<< /Length {len(content)} {more} >>\nstream\n{content.decode('latin-1')}\nendstream"


def shows(text: str) -> str:
    """Return the content stream of a page that shows a text of two-byte characters."""
    codes = "".join(f"{at:04x}" for at in range(1, len(text) + 1))
    return stream(f"BT /F1 12 Tf 20 100 Td <{codes}> Tj ET".encode())


def font(text: str) -> list[str]:
    """Return the four objects of a font, from number 3, that knows what its characters mean."""
    rows = "\n".join(f"<{at:04x}> <{ord(c):04x}>" for at, c in enumerate(text, 1))
    meaning = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CMapName /X def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(text)} beginbfchar\n{rows}\nendbfchar\nendcmap end end"
    )
    return [
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H"
        " /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /FontDescriptor 5 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        "<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0"
        " /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
        stream(meaning.encode()),
    ]


def pages(
    *contents: str, each: str = "", catalogue: str = "", more: list[str] | None = None,
    trailer: str = "",
) -> bytes:  # fmt: skip
    """Return a PDF with a page for each content; `each` goes into all pages, `more` behind them.

    Numbers: 1 catalogue, 2 pages, 3 to 6 the font, 7 and 8 the first page and its content.
    """
    kids = " ".join(f"{7 + 2 * at} 0 R" for at in range(len(contents)))
    objects = [f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>",
               f"<< /Type /Pages /Count {len(contents)} /Kids [{kids}] >>"]  # fmt: skip
    objects += font(MARK)
    for at, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents {8 + 2 * at} 0 R"
            f" /Resources << /Font << /F1 3 0 R >> >> {each} >>"
        )
        objects.append(content)
    return pdf([*objects, *(more or [])], trailer)


def picture() -> bytes:
    """Return a PDF of one page that is a picture and nothing else."""
    content = stream(b"q 300 0 0 200 0 0 cm /I Do Q")
    pixels = zlib.compress(bytes(100)).decode("latin-1")
    image = (
        "<< /Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace /DeviceGray"
        f" /BitsPerComponent 8 /Filter /FlateDecode /Length {len(pixels)} >>\n"
        f"stream\n{pixels}\nendstream"
    )
    return pages(content, each="/Resources << /XObject << /I 9 0 R >> >>", more=[image])


def seven(
    *members: tuple[str, bytes], method: bytes = b"\x21", packed_header: bool = False
) -> bytes:
    """Return a 7z whose members are packed together by one coder."""
    chain = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}]

    def number(value: int) -> bytes:
        return b"\xf0" + value.to_bytes(4, "little")

    def streams(at: int, packed: bytes, whole: bytes, coder: bytes) -> bytes:
        properties = b"\x12" if coder == b"\x21" else b""
        flags = len(coder) | (0x20 if properties else 0)
        told = bytes((flags,)) + coder + (b"\x01" + properties if properties else b"")
        return (b"\x06" + number(at) + b"\x01\x09" + number(len(packed)) + b"\x00\x07\x0b\x01\x00"
                + b"\x01" + told + b"\x0c" + number(len(whole)) + b"\x00")  # fmt: skip

    def pack(content: bytes, coder: bytes) -> bytes:
        return (
            lzma.compress(content, lzma.FORMAT_RAW, filters=chain) if coder == b"\x21" else content
        )

    whole = b"".join(content for _, content in members)
    packed = pack(whole, method)
    sizes = b"".join(number(len(content)) for _, content in members[:-1])
    sums = b"".join(struct.pack("<I", zlib.crc32(content)) for _, content in members)
    counts = b"\x08\x0d" + number(len(members)) + (b"\x09" + sizes if sizes else b"")
    names = b"\0" + b"".join(name.encode("utf-16-le") + b"\0\0" for name, _ in members)
    header = (b"\x01\x04" + streams(0, packed, whole, method) + counts + b"\x0a\x01" + sums
              + b"\x00\x00\x05" + number(len(members)) + b"\x11" + number(len(names)) + names
              + b"\x00\x00")  # fmt: skip
    if packed_header:
        inner = pack(header, b"\x21")
        header = b"\x17" + streams(len(packed), inner, header, b"\x21") + b"\x00"
        packed += inner
    start = struct.pack("<QQI", len(packed), len(header), zlib.crc32(header))
    return (b"7z\xbc\xaf\x27\x1c\x00\x04" + struct.pack("<I", zlib.crc32(start)) + start
            + packed + header)  # fmt: skip


def stopped_in(inspector: Inspector, data: bytes, name: str) -> set[tuple[str, str]]:
    """Return (part behind the file's name, place) of everything that is held or blocked."""
    verdict = inspector.inspect(Message("-", (Part(name, data=data),)))
    return {
        (finding.part.partition("!/")[2], finding.place)
        for finding in verdict.findings
        if finding.decision in (Decision.HOLD, Decision.BLOCK)
    }


def reasons_of(reader: Inspector | Reader, data: bytes, name: str) -> set[str]:
    """Return why something of a file is unread."""
    message = Message("-", (Part(name, data=data),))
    answer = reader.inspect(message) if isinstance(reader, Inspector) else reader.read(message)
    return {unread.reason for unread in answer.unread}
