"""PDF: what no page shows is found as well, and what no text says is handed on as a picture."""

import re
import zlib
from collections.abc import Callable
from hashlib import md5

import pytest
from samples import (
    MARK,
    docx,
    font,
    pages,
    paragraph,
    pdf,
    picture,
    reasons_of,
    shows,
    stopped_in,
    stream,
    text16,
    zipped,
)

from zhamen.errors import ReadError
from zhamen.inspection.inspector import Inspector
from zhamen.model.verdict import Unread
from zhamen.reading.formats.pdf import FORMAT
from zhamen.reading.formatting import Embedded, Piece
from zhamen.settings import Limits

BLANK = stream(b"")
GBK = MARK.encode("gbk").decode("latin-1")


def packed(content: bytes, more: str = "") -> str:
    """Return a PDF stream that is deflated."""
    return stream(zlib.compress(content), f"/Filter /FlateDecode {more}")


def boxes(text: str) -> list[str]:
    """Return the four objects of a font whose letters are boxes, and which knows their meaning."""
    rows = "\n".join(f"<{at:02x}> <{ord(c):04x}>" for at, c in enumerate(text, 1))
    names = " /a" * len(text)
    meaning = (f"begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n"
               f"{len(text)} beginbfchar\n{rows}\nendbfchar\nendcmap")  # fmt: skip
    return [
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [.001 0 0 .001 0 0]"
        f" /CharProcs << /a 4 0 R >> /Encoding << /Differences [1{names}] >> /FirstChar 1"
        f" /LastChar {len(text)} /Widths [{' 1000' * len(text)}] /ToUnicode 6 0 R >>",
        stream(b"1000 0 0 0 1000 1000 d1 0 0 800 800 re f"),
        "<< >>",
        stream(meaning.encode()),
    ]


def boxed(*letters: tuple[str, float, float], matrix: str = "1 0 0 1") -> bytes:
    """Return a PDF of a page that draws letters one by one, each in its place."""
    page = ("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 8 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>")  # fmt: skip
    catalogue = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [7 0 R] >>"]
    drawn = placed(*letters, matrix=matrix)
    return pdf([*catalogue, *boxes(MARK), page, re.sub("<00(..)>", r"<\1>  ", drawn)])


def placed(*letters: tuple[str, float, float], matrix: str = "1 0 0 1") -> str:
    """Return the content of a page that draws letters one by one, each in its place."""
    drawn = "".join(
        f"BT /F1 12 Tf {matrix} {x} {y} Tm <{MARK.index(letter) + 1:04x}> Tj ET "
        for letter, x, y in letters
    )
    return stream(drawn.encode())


def row(step: float = 12) -> list[tuple[str, float, float]]:
    return [(letter, 20 + step * at, 100) for at, letter in enumerate(MARK[:7])]


def column() -> list[tuple[str, float, float]]:
    return [(letter, 100, 180 - 14 * at) for at, letter in enumerate(MARK[:7])]


def upward() -> list[tuple[str, float, float]]:
    return [(letter, 100, 20 + 14 * at) for at, letter in enumerate(MARK[:7])]


def with_object(content: str, **more: str) -> bytes:
    """Return a PDF of an empty page and one object that nothing refers to."""
    return pages(BLANK, more=[content], **more)


def in_object_stream() -> bytes:
    inner = f"20 0 << /Title {text16(MARK)} >>".encode("latin-1")
    return with_object(packed(inner, "/Type /ObjStm /N 1 /First 5"))


def revised() -> bytes:
    """Return a PDF whose page showed the mark until somebody changed it."""
    first = pages(shows(MARK))
    at = first.rindex(b"startxref") + 10
    table = int(first[at:].split()[0])
    place = len(first)
    changed = b"8 0 obj\n" + BLANK.encode("latin-1") + b"\nendobj\n"
    entry = f"xref\n8 1\n{place:010} 00000 n \ntrailer\n<< /Size 9 /Root 1 0 R /Prev {table} >>\n"
    return first + changed + f"{entry}startxref\n{place + len(changed)}\n%%EOF\n".encode()


_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def rc4(key: bytes, data: bytes) -> bytes:
    """Return data under RC4, as the oldest encrypted PDFs are."""
    box, j, i = list(range(256)), 0, 0
    for at in range(256):
        j = (j + box[at] + key[at % len(key)]) % 256
        box[at], box[j] = box[j], box[at]
    j, result = 0, bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        result.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(result)


def locked_for_nobody() -> bytes:
    """Return a PDF that is encrypted, and that an empty password opens (revision 2)."""
    owner = rc4(md5(_PAD).digest()[:5], _PAD)
    key = md5(_PAD + owner + b"\xfc\xff\xff\xff" + b"\x22" * 16).digest()[:5]
    own_key = md5(key + (9).to_bytes(3, "little") + b"\0\0").digest()[:10]
    script = rc4(own_key, ("\ufeff" + MARK).encode("utf-16-be")).hex()
    more = [f"<< /S /JavaScript /JS <{script}> >>",
            f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}>"
            f" /U <{rc4(key, _PAD).hex()}> >>"]  # fmt: skip
    trailer = f"/Encrypt 10 0 R /ID [<{'22' * 16}> <{'22' * 16}>]"
    return pages(BLANK, catalogue="/OpenAction 9 0 R", more=more, trailer=trailer)


def layer() -> bytes:
    """Return a PDF whose text stands in a layer that is switched off."""
    content = shows(MARK).replace("BT", "/OC /L BDC BT").replace("ET", "ET EMC")
    content = re.sub(r"/Length \d+", f"/Length {len(content)}", content)
    each = "/Resources << /Font << /F1 3 0 R >> /Properties << /L 9 0 R >> >>"
    off = "/OCProperties << /OCGs [9 0 R] /D << /OFF [9 0 R] >> >>"
    return pages(content, each=each, catalogue=off, more=["<< /Type /OCG /Name (a) >>"])


def attached(kind: str, content: bytes) -> bytes:
    """Return a PDF with a file in it, as an annotation or an associated file."""
    more = ["<< /Type /Filespec /F (a) /UF (a) /EF << /F 10 0 R >> >>",
            packed(content, "/Type /EmbeddedFile")]  # fmt: skip
    note = "/Annots [<< /Subtype /FileAttachment /Rect [0 0 9 9] /FS 9 0 R >>]"
    if kind == "annotation":
        return pages(BLANK, each=note, more=more)
    return pages(BLANK, catalogue="/AF [9 0 R]" if kind == "associated" else "", more=more)


XMP = f"<?xpacket?><x:xmpmeta xmlns:x='adobe:ns:meta/'><a>{MARK}</a></x:xmpmeta>".encode()
XFA = f"<xfa:datasets xmlns:xfa='a'><b>{MARK}</b></xfa:datasets>".encode()
PLACES: dict[str, Callable[[], bytes]] = {
    "page": lambda: pages(shows(MARK)),
    "letter by letter": lambda: boxed(*row()),
    "letter by letter, from behind": lambda: boxed(*row()[::-1]),
    "letter by letter, in no order": lambda: boxed(*row()[::2], *row()[1::2]),
    "letter by letter, far apart": lambda: boxed(*row(25)),
    "down the page": lambda: boxed(*column()),
    "down the page, from below": lambda: boxed(*column()[::-1]),
    "turned by a right angle": lambda: boxed(*upward(), matrix="0 1 -1 0"),
    "turned by a right angle, from behind": lambda: boxed(*upward()[::-1], matrix="0 1 -1 0"),
    "turned on its head": lambda: boxed(
        *((each, 200 - 14 * at, 90) for at, each in enumerate(MARK[:7])), matrix="-1 0 0 -1"
    ),
    "across the page": lambda: boxed(
        *((each, 40 + 10 * at, 40 + 10 * at) for at, each in enumerate(MARK[:7])),
        matrix=".707 .707 -.707 .707",
    ),
    "switched-off layer": layer,
    "name of a layer": lambda: with_object(f"<< /Type /OCG /Name {text16(MARK)} >>"),
    "actual text": lambda: with_object(f"<< /Type /StructElem /S /P /ActualText {text16(MARK)} >>"),
    "alternative text": lambda: with_object(f"<< /S /Figure /Alt {text16(MARK)} >>"),
    "script": lambda: with_object(f"<< /S /JavaScript /JS (// {GBK}) >>"),
    "script in a stream": lambda: with_object(packed(f"// {MARK}".encode("utf-16"))),
    "address": lambda: with_object(f"<< /S /URI /URI ({GBK}) >>"),
    "named destination": lambda: with_object(f"<< /Names [{text16(MARK)} [7 0 R /Fit]] >>"),
    "page label": lambda: pages(
        BLANK, catalogue=f"/PageLabels << /Nums [0 << /P {text16(MARK)} >>] >>"),
    "metadata": lambda: with_object(stream(XMP, "/Type /Metadata /Subtype /XML")),
    "metadata, packed": lambda: with_object(packed(XMP, "/Type /Metadata")),
    "form in XML": lambda: with_object(packed(XFA)),
    "value of a field that no page shows": lambda: with_object(f"<< /FT /Tx /V {text16(MARK)} >>"),
    "choice of a field": lambda: with_object(f"<< /FT /Ch /Opt [(a) {text16(MARK)}] >>"),
    "rich text of a note": lambda: with_object(f"<< /Subtype /Text /RC (<p>{GBK}</p>) >>"),
    "object in a stream": in_object_stream,
    "string in pieces": lambda: with_object(f"<< /A ({GBK[:4]}\\\n{GBK[4:]}) >>"),
    "string in octal": lambda: with_object(
        "<< /A (" + "".join(f"\\{byte:03o}" for byte in MARK.encode("gbk")) + ") >>"),
    "name of an object": lambda: with_object(
        "<< /A /" + "".join(f"#{byte:02x}" for byte in MARK.encode()) + " >>"),
    "comment": lambda: with_object(f"<< /A 1 >> % {GBK}"),
    "between two objects": lambda: pages(BLANK).replace(
        b"endobj\n2 0", f"endobj\n{GBK}\n2 0".encode("latin-1"), 1),
    "in front": lambda: f"{MARK}\n".encode() + pages(BLANK),
    "behind the end": lambda: pages(BLANK) + f"\n{MARK}\n".encode(),
    "archive behind the end": lambda: pages(BLANK) + zipped(("a.txt", MARK)),
    "file of a note": lambda: attached("annotation", docx(paragraph(MARK))),
    "associated file": lambda: attached("associated", docx(paragraph(MARK))),
    "file that nothing refers to": lambda: attached("orphan", MARK.encode("gbk")),
    "earlier revision": revised,
    "without a table of objects": lambda: re.sub(
        rb"xref.*trailer", b"trailer", pages(shows(MARK)), flags=re.S),
    "encrypted for nobody": locked_for_nobody,
    "form data": lambda: b"%FDF-1.2\n1 0 obj\n<< /FDF << /Fields [<< /V "
    + text16(MARK).encode() + b" >>] >> >>\nendobj\n",
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_wherever_it_hides(inspector: Inspector, place: str) -> None:
    """A mark in any place of a PDF is found."""
    assert stopped_in(inspector, PLACES[place](), "示例.dat")


def pictures(data: bytes) -> list[Embedded]:
    """Return the pictures that a PDF hands on."""
    found = FORMAT.read(data, Limits())
    return [each for each in found if isinstance(each, Embedded) and each.page is not None]


def test_a_scanned_page_is_handed_on() -> None:
    """A page that is one picture is that picture; its file as it is, if it is one."""
    (drawn,) = pictures(picture())
    jpeg = b"\xff\xd8\xff\xe0" + bytes(60)
    image = stream(jpeg, "/Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace"
                         " /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode")  # fmt: skip
    scanned = pages(stream(b"q 300 0 0 200 0 0 cm /I Do Q"), more=[image],
                    each="/Resources << /XObject << /I 9 0 R >> >>")  # fmt: skip

    assert (drawn.name, drawn.page, drawn.data[:2]) == ("page-1.jpg", 1, b"\xff\xd8")
    assert [(each.name, each.data) for each in pictures(scanned)] == [("page-1.jpg", jpeg)]


def test_letters_drawn_as_curves_are_handed_on() -> None:
    """A page that shows something and says nothing is a picture."""
    (drawn,) = pictures(pages(stream(b"10 10 m 90 90 l 50 10 l f")))

    assert (drawn.name, drawn.page) == ("page-1.jpg", 1)


def test_letters_without_a_meaning_are_handed_on() -> None:
    """Text of a font that does not tell its characters must be looked at."""
    silent = font(MARK)
    silent[0] = silent[0].replace("/ToUnicode 6 0 R", "")
    page = ("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 8 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>")  # fmt: skip
    catalogue = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [7 0 R] >>"]
    data = pdf([*catalogue, *silent, page, shows(MARK)])
    private = pages(shows(MARK)).replace(b"<673a>", b"<e001>").replace(b"<5bc6>", b"<e002>")

    assert [each.page for each in pictures(data)] == [1]
    assert [each.page for each in pictures(private)] == [1]
    assert pictures(pages(shows(MARK))) == []


def test_letters_that_pdfium_leaves_out_are_unread(inspector: Inspector) -> None:
    """It drops letters drawn one by one in a font that is not embedded and not installed."""
    assert reasons_of(inspector, pages(placed(*row())), "示例.pdf") == {"glyphs"}


def test_a_picture_beside_text_is_handed_on() -> None:
    """What stands in a figure is not in the text around it."""
    pixels = zlib.compress(bytes(range(256)) * 16)
    image = stream(pixels, "/Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace"
                           " /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode")  # fmt: skip
    content = shows(MARK).replace("BT", "q 64 0 0 64 0 0 cm /I Do Q BT")
    content = re.sub(r"/Length \d+", f"/Length {len(content)}", content)
    resources = "/Resources << /Font << /F1 3 0 R >> /XObject << /I 9 0 R >> >>"
    (figure,) = pictures(pages(content, each=resources, more=[image]))

    assert figure.page == 1


def test_a_signature_is_no_text() -> None:
    """The bytes of a signature are not harvested as if they were words."""
    noise = "<30820a06" + "bbfac3dc" * 40 + ">"
    data = with_object(f"<< /Type /Sig /ByteRange [0 1 2 3] /Contents {noise} >>")
    found = [each.text for each in FORMAT.read(data, Limits()) if isinstance(each, Piece)]

    assert not any("机密" in text for text in found)


def test_what_is_damaged_is_searched_and_unread(inspector: Inspector) -> None:
    """A file without pages still holds objects."""
    data = b"%PDF-1.7\n1 0 obj\n<< /A " + text16(MARK).encode() + b" >>\nendobj\n"

    assert stopped_in(inspector, data, "示例.pdf")
    assert reasons_of(inspector, data, "示例.pdf") == {"damaged"}


def test_many_revisions_are_unread(inspector: Inspector) -> None:
    """Of more revisions than can be read in time, the oldest are unread."""
    assert "too_many_members" in reasons_of(inspector, pages(BLANK) + b"%%EOF\n" * 99, "示例.pdf")


def test_a_bomb_of_objects_is_unread() -> None:
    """Streams that unpack without end stop at the limit."""
    data = with_object(packed(bytes(1 << 24), "/Type /Metadata"))
    with pytest.raises(ReadError, match="expansion"):
        list(FORMAT.read(data, Limits(expanded_bytes=1 << 20)))


def test_pictures_wait_for_no_end() -> None:
    """When the time is used up, what is left of the pictures is unread, and the text is read."""
    curve = stream(b"10 10 m 90 90 l 50 10 l f")
    found = list(FORMAT.read(pages(curve, shows(MARK)), Limits(seconds=0.0)))

    assert Unread("page 1", "timeout") in found
    assert any(isinstance(each, Piece) and MARK in each.text for each in found)


def test_a_document_without_a_word_is_not_clean(inspector: Inspector) -> None:
    """Whoever sends an empty page sends something that we do not see."""
    assert reasons_of(inspector, pages(BLANK), "示例.pdf") == {"damaged"}
