"""DOCX, PDF and HTML: text is found wherever it can stand, and what is not read is said to be."""

import io
from pathlib import Path
from time import monotonic

import pytest
from docx import Document
from samples import MARK, docx, pages, paragraph, part, shows, stream, text16, zipped

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message, Part
from zhamen.model.terms import Decision
from zhamen.model.verdict import Verdict
from zhamen.reading.formats.html import FORMAT as HTML
from zhamen.reading.formatting import Piece
from zhamen.reading.reader import Reader
from zhamen.settings import Limits, Settings

Place = tuple[str, str]


def inspected(inspector: Inspector, data: bytes, name: str = "示例.docx") -> Verdict:
    """Return the verdict on one file."""
    return inspector.inspect(Message("-", (Part(name, data=data),)))


def stopped(verdict: Verdict) -> set[Place]:
    """Return (part behind the file's name, place) of everything that is held or blocked."""
    return {
        (finding.part.partition("!/")[2], finding.place)
        for finding in verdict.findings
        if finding.decision in (Decision.HOLD, Decision.BLOCK)
    }


def reasons(verdict: Verdict) -> set[str]:
    """Return why something is unread; whatever is, is not clean."""
    assert not verdict.unread or verdict.decision.rank >= Decision.HOLD.rank
    return {unread.reason for unread in verdict.unread}


def saved(where: str) -> bytes:
    """Return a document made by python-docx with the mark in one place."""
    document = Document()
    document.add_paragraph("示例正文")
    section = document.sections[0]
    if where == "body":
        document.add_paragraph(MARK)
    elif where == "runs":
        line = document.add_paragraph()
        for letter in MARK:
            line.add_run(letter).bold = letter in "密1"
    elif where == "table":
        document.add_table(1, 2).cell(0, 1).text = MARK
    elif where == "header":
        section.header.paragraphs[0].text = MARK
    elif where == "footer":
        section.footer.paragraphs[0].text = MARK
    elif where == "hidden":
        document.add_paragraph().add_run(MARK).font.hidden = True
    elif where == "comments":
        document.add_comment(document.paragraphs[0].runs, text=MARK, author="示例")
    elif where == "properties":
        document.core_properties.subject = MARK
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ("body", "body"), ("runs", "body"), ("table", "body"), ("header", "header"),
        ("footer", "footer"), ("hidden", "body"), ("comments", "comments"),
        ("properties", "properties"),
    ],
)  # fmt: skip
def test_what_python_docx_writes(inspector: Inspector, where: str, place: str) -> None:
    """A mark in any place that Word's users know is found, in its place."""
    assert ("", place) in stopped(inspected(inspector, saved(where)))


def test_a_document_of_python_docx_without_a_mark_is_clean(inspector: Inspector) -> None:
    """The package around the text raises no alarm of its own, but for its thumbnail."""
    verdict = inspected(inspector, saved("nowhere"))

    assert not verdict.findings
    assert reasons(verdict) <= {"not_supported:picture"}


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


BODIES = {
    "text box": f"<w:p><w:pict><txbxContent>{paragraph(MARK)}</txbxContent></w:pict></w:p>",
    "deleted": f"<w:p><w:del><w:r><w:delText>{MARK}</w:delText></w:r></w:del></w:p>",
    "inserted": f"<w:p><w:ins>{run(MARK)}</w:ins></w:p>",
    "moved": f"<w:p><w:moveFrom>{run(MARK)}</w:moveFrom></w:p>",
    "content control": f"<w:sdt><w:sdtContent>{paragraph(MARK)}</w:sdtContent></w:sdt>",
    "field": f"<w:p><w:fldSimple w:instr='DATE'>{run(MARK)}</w:fldSimple></w:p>",
    "cut by a comment": paragraph("机<!-- 示 -->密★10年（示例）"),
    "cut by an instruction": paragraph("机<?x 示?>密★10年（示例）"),
    "cut by CDATA": paragraph("机<![CDATA[密★]]>10年（示例）"),
    "cut by a bookmark": f"<w:p>{run('机')}<w:bookmarkStart w:name='a'/>{run(MARK[1:])}</w:p>",
    "cut by a deletion": f"<w:p>{run('机')}<w:proofErr/>{run('密')}{run(MARK[2:])}</w:p>",
    "in references": paragraph("".join(f"&#{ord(letter)};" for letter in MARK)),
    "a star of Wingdings": f"<w:p>{run('机密')}<w:r><w:sym w:font='Wingdings' w:char='F0AB'/></w:r>"
    f"{run(MARK[3:])}</w:p>",
    "mathematics": f"<w:p><m:oMath xmlns:m='urn:m'><m:r><m:t>{MARK}</m:t></m:r></m:oMath></w:p>",
}  # fmt: skip


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_wherever_it_stands_in_the_body(inspector: Inspector, body: str) -> None:
    """Revisions, boxes, controls and whatever cuts a word in two hide nothing."""
    assert ("", "body") in stopped(inspected(inspector, docx(body)))


SPOKEN = {
    "alt text": f"<w:p><w:r><w:drawing><docPr descr='{MARK}'/></w:drawing></w:r></w:p>",
    "title of a picture": f"<w:p><w:r><w:drawing><docPr title='{MARK}'/></w:drawing></w:r></w:p>",
    "WordArt": f"<w:p><w:r><w:pict><textpath string='{MARK}'/></w:pict></w:r></w:p>",
    "tip of a link": f"<w:p><w:hyperlink w:tooltip='{MARK}'>{run('示例')}</w:hyperlink></w:p>",
    "author": f"<w:p><w:ins w:author='{MARK}'>{run('示例')}</w:ins></w:p>",
    "name of a control": f"<w:sdt><w:sdtPr><w:alias w:val='{MARK}'/></w:sdtPr></w:sdt>",
    "choice": f"<w:sdt><w:listItem w:displayText='{MARK}' w:value='1'/></w:sdt>",
}


@pytest.mark.parametrize("body", SPOKEN.values(), ids=SPOKEN)
def test_attributes_that_speak(inspector: Inspector, body: str) -> None:
    """What Word shows from an attribute is read."""
    assert ("", "body:attributes") in stopped(inspected(inspector, docx(body)))


MEMBERS = {
    "word/footnotes.xml": (part(paragraph(MARK), "footnotes"), "footnotes"),
    "word/endnotes.xml": (part(paragraph(MARK), "endnotes"), "endnotes"),
    "word/comments.xml": (part(paragraph(MARK), "comments"), "comments"),
    "word/header3.xml": (part(paragraph(MARK), "hdr"), "header"),
    "word/glossary/document.xml": (part(paragraph(MARK), "glossaryDocument"), "body"),
    "word/styles.xml": (part(paragraph(MARK)), "styles"),
    "word/theme/theme1.xml": (part(paragraph(MARK)), "theme"),
    "word/_rels/document.xml.rels": (part(paragraph(MARK)), "document.xml.rels"),
    "word/numbering.xml": (part(f"<w:lvlText w:val='{MARK}'/>"), "numbering:attributes"),
    "word/settings.xml": (part(f"<w:docVar w:val='{MARK}'/>"), "settings:attributes"),
    "customXml/item1.xml": (f"<a>{MARK}</a>", "custom"),
    "docProps/custom.xml": (f"<a><b>示例</b><b>{MARK}</b></a>", "properties"),
    "docProps/app.xml": (f"<a><Company>{MARK}</Company></a>", "properties"),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_every_part_of_the_package(inspector: Inspector, name: str) -> None:
    """Notes, comments, numbering, properties, variables: each part is read under its name."""
    content, place = MEMBERS[name]

    assert ("", place) in stopped(inspected(inspector, docx("", (name, content))))


def test_both_of_two_members_of_one_name(inspector: Inspector) -> None:
    """Readers differ over which of the two counts; both are read."""
    twins = [part(paragraph(text)) for text in (MARK, "示例")]
    for order in (twins, twins[::-1]):
        data = zipped(*(("word/document.xml", content) for content in order))
        assert stopped(inspected(inspector, data)) == {("", "body")}


def test_a_document_in_a_document(inspector: Inspector) -> None:
    """An embedded file is read like a file, and named by its way."""
    inner = docx(paragraph(MARK))
    middle = docx("", ("word/embeddings/b.docx", inner))
    verdict = inspected(inspector, docx("", ("word/embeddings/a.docx", middle)))

    assert ("word/embeddings/a.docx!/word/embeddings/b.docx", "body") in stopped(verdict)


def test_other_files_in_a_document(inspector: Inspector) -> None:
    """Text and pages are read, also under a name for fonts; broken pictures are unread."""
    for name in ("word/a.txt", "word/fonts/font1.odttf", "word/afchunk.mht"):
        assert stopped(inspected(inspector, docx("", (name, MARK)))) == {(name, "")}
    photo = docx("", ("word/media/a.jpg", b"\xff\xd8\xff\xe0" + bytes(99)))
    assert reasons(inspected(inspector, photo)) == {"damaged"}


def test_the_name_of_a_member_is_read(inspector: Inspector) -> None:
    """A mark may stand in the name of an embedded file alone."""
    verdict = inspected(inspector, docx("", ("word/机密★10年.txt", "示例")))

    assert ("word/机密★10年.txt", "name") in stopped(verdict)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_torn_document_is_never_clean(inspector: Inspector, share: float) -> None:
    """What is left of a file that was cut off is unread, as a DOCX and as a PDF."""
    for name, data in (("a.docx", saved("nowhere")), ("a.pdf", pages(shows("示例")))):
        torn = data[: int(len(data) * share)]
        if name == "a.docx" or share < 0.5:
            assert reasons(inspected(inspector, torn, name)), name


def test_broken_xml_is_unread(inspector: Inspector) -> None:
    """Half a part is read as far as it goes, and unread behind that."""
    broken = part(paragraph(MARK) + paragraph("示例"))[:-40]
    verdict = inspected(inspector, zipped(("word/document.xml", broken)))

    assert reasons(verdict) == {"damaged"}
    assert stopped(verdict) == {("", "body")}


def small(**limits: int) -> Reader:
    """Return a reader within these limits."""
    return Reader(Settings(limits=Limits(**limits)))


def read_reasons(reader: Reader, data: bytes, name: str = "示例.docx") -> set[str]:
    """Return why something of a file is unread by a reader of the test's own."""
    with reader:
        reading = reader.read(Message("-", (Part(name, data=data),)))
    return {unread.reason for unread in reading.unread}


def test_a_bomb_is_unread(inspector: Inspector) -> None:
    """A package that would unpack to 300 MB is stopped on its way, and fast."""
    bomb = docx("", *((f"word/a{at}.xml", bytes(100 << 20)) for at in range(3)))
    began = monotonic()

    assert "expansion" in reasons(inspected(inspector, bomb))
    assert monotonic() - began < 10


def test_every_limit_has_its_reason() -> None:
    """The limits of the settings reach the parsers."""
    nested = docx(paragraph("示例"))
    for _ in range(4):
        nested = docx("", ("word/embeddings/a.docx", nested))
    many = [(f"word/{number}.xml", "<a/>") for number in range(9)]

    assert read_reasons(small(expanded_bytes=1000), docx(paragraph("示" * 999))) == {"expansion"}
    assert read_reasons(small(members=5), docx("", *many)) == {"too_many_members"}
    assert read_reasons(small(depth=2), nested) == {"nesting"}
    assert read_reasons(small(output_chars=500), docx(paragraph("示" * 999))) == {"too_much_text"}
    assert read_reasons(small(input_bytes=100), docx(paragraph("示例"))) == {"too_large"}


LAUGHS = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
BILLION = f"<!DOCTYPE w [<!ENTITY a0 '{MARK}'>{LAUGHS}]>"


@pytest.mark.parametrize("said", ["&a9;", "&a0;", "机&a0;"])
def test_entities_are_unread(inspector: Inspector, said: str) -> None:
    """A billion laughs end at once; and what an entity stands for is never left out in silence."""
    began = monotonic()
    data = zipped(("word/document.xml", part(paragraph(said), before=BILLION)))

    assert reasons(inspected(inspector, data)) == {"damaged"}
    assert monotonic() - began < 5


def test_an_entity_opens_no_file(inspector: Inspector, tmp_path: Path) -> None:
    """An external entity is not followed."""
    (tmp_path / "a.txt").write_text(MARK, "utf-8")
    declared = f"<!DOCTYPE w [<!ENTITY a SYSTEM '{(tmp_path / 'a.txt').as_uri()}'>]>"
    data = zipped(("word/document.xml", part(paragraph("&a;"), before=declared)))
    verdict = inspected(inspector, data)

    assert (stopped(verdict), reasons(verdict)) == (set(), {"damaged"})


def test_a_locked_member_is_unread(inspector: Inspector) -> None:
    """A ZIP member under a password is said to be encrypted."""
    data = bytearray(docx(paragraph("示例")))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := data.find(signature, place + 1)) >= 0:
            data[place + at] |= 1

    assert reasons(inspected(inspector, bytes(data))) == {"encrypted"}


def test_the_page_of_a_pdf_is_named(inspector: Inspector) -> None:
    """Text on the second page is found there."""
    data = pages(stream(b""), shows(MARK))
    (finding,) = inspected(inspector, data, "示例.pdf").findings

    assert (finding.page, finding.decision) == (2, Decision.BLOCK)


@pytest.mark.parametrize("before", ["3 Tr", "1 0 0 1 900 900 cm", "1 g", "0.01 0 0 0.01 0 0 cm"])
def test_invisible_text_of_a_pdf(inspector: Inspector, before: str) -> None:
    """Invisible, outside the page, white or tiny: it is text all the same."""
    codes = "".join(f"{at:04x}" for at in range(1, len(MARK) + 1))
    shown = f"{before if 'cm' in before else ''} BT {before if 'cm' not in before else ''}"
    data = pages(stream(f"{shown} /F1 12 Tf 20 100 Td <{codes}> Tj ET".encode()))

    assert stopped(inspected(inspector, data, "示例.pdf"))


NOTES = {
    "note": f"/Annots [<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents {text16(MARK)} >>]",
    "field": f"/Annots [<< /Subtype /Widget /FT /Tx /T (a) /Rect [0 0 9 9] /V {text16(MARK)} >>]",
    "tip": f"/Annots [<< /Subtype /Widget /FT /Tx /T (a) /Rect [0 0 9 9] /TU {text16(MARK)} >>]",
    "hidden": f"/Annots [<< /Subtype /FreeText /F 2 /Rect [0 0 9 9] /Contents {text16(MARK)} >>]",
}


@pytest.mark.parametrize("each", NOTES.values(), ids=NOTES)
def test_annotations_of_a_pdf(inspector: Inspector, each: str) -> None:
    """Notes and form fields are read with their page."""
    verdict = inspected(inspector, pages(stream(b""), each=each), "示例.pdf")

    assert ("", "annotation") in stopped(verdict)
    assert {finding.page for finding in verdict.findings} == {1}


def test_a_field_of_a_pdf_in_two_objects(inspector: Inspector) -> None:
    """A form field keeps its value in the field, and its place in a widget below."""
    field = f"<< /FT /Tx /T (a) /V {text16(MARK)} /Kids [10 0 R] >>"
    widget = "<< /Type /Annot /Subtype /Widget /Rect [0 0 9 9] /Parent 9 0 R >>"
    data = pages(stream(b""), each="/Annots [10 0 R]", more=[field, widget],
                 catalogue="/AcroForm << /Fields [9 0 R] >>")  # fmt: skip

    assert ("", "annotation") in stopped(inspected(inspector, data, "示例.pdf"))


def test_a_stamp_of_a_pdf(inspector: Inspector) -> None:
    """What an annotation draws is seen on the page, and so it is read or unread."""
    drawn = shows(MARK).replace(
        "<< ",
        "<< /Type /XObject /Subtype /Form /BBox [0 0 300 200]"
        " /Resources << /Font << /F1 3 0 R >> >> ",
        1,
    )
    stamp = "/Annots [<< /Subtype /Stamp /Rect [0 0 300 200] /AP << /N 9 0 R >> >>]"
    verdict = inspected(inspector, pages(stream(b""), each=stamp, more=[drawn]), "示例.pdf")

    assert stopped(verdict) or reasons(verdict)


def test_a_bookmark_of_a_pdf(inspector: Inspector) -> None:
    """The outline beside the pages is read."""
    outline = ["<< /Type /Outlines /First 10 0 R /Last 10 0 R /Count 1 >>",
               f"<< /Title {text16(MARK)} /Parent 9 0 R /Dest [7 0 R /Fit] >>"]  # fmt: skip
    data = pages(stream(b""), catalogue="/Outlines 9 0 R", more=outline)

    assert stopped(inspected(inspector, data, "示例.pdf"))


@pytest.mark.parametrize("key", ["Title", "Author", "Subject", "Keywords"])
def test_properties_of_a_pdf(inspector: Inspector, key: str) -> None:
    """The properties of the document are read."""
    data = pages(stream(b""), more=[f"<< /{key} {text16(MARK)} >>"], trailer="/Info 9 0 R")

    assert ("", "properties") in stopped(inspected(inspector, data, "示例.pdf"))


def test_an_attachment_of_a_pdf(inspector: Inspector) -> None:
    """A file in the file is read and named."""
    more = [
        "<< /Type /Filespec /F (a.txt) /UF (a.txt) /EF << /F 10 0 R >> >>",
        stream(MARK.encode("gbk"), "/Type /EmbeddedFile /Params << /Size 99 >>"),
    ]
    names = "/Names << /EmbeddedFiles << /Names [(a.txt) 9 0 R] >> >>"
    verdict = inspected(inspector, pages(stream(b""), catalogue=names, more=more), "示例.pdf")

    assert ("a.txt", "") in stopped(verdict)


def test_a_locked_pdf_is_unread(inspector: Inspector) -> None:
    """A PDF under a password is said to be encrypted."""
    locked = [f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'00' * 32}> /U <{'11' * 32}> >>"]
    trailer = f"/Encrypt 9 0 R /ID [<{'22' * 16}> <{'22' * 16}>]"
    data = pages(shows(MARK), more=locked, trailer=trailer)

    assert reasons(inspected(inspector, data, "示例.pdf")) == {"encrypted"}


def test_a_pdf_behind_junk(inspector: Inspector) -> None:
    """Readers look for the header in the first kilobyte, and so do we."""
    verdict = inspected(inspector, b"GARBAGE\n" * 20 + pages(shows(MARK)), "示例.dat")

    assert stopped(verdict) or reasons(verdict)


HIDDEN = {
    "hidden block": f"<div style='display:none'>{MARK}</div>",
    "white text": f"<p><font color=white>{MARK}</font></p>",
    "template": f"<template><p>{MARK}</p></template>",
    "comment": f"<!-- {MARK} -->",
    "conditional comment": f"<!--[if mso]><p>{MARK}</p><![endif]-->",
    "alt text": f"<img alt='{MARK}'>",
    "value": f"<input type=hidden value='{MARK}'>",
    "meta": f"<meta name=description content='{MARK}'>",
    "frame": f"<iframe srcdoc='&lt;p&gt;{MARK}'></iframe>",
    "data": f"<p data-note='{MARK}'>示例</p>",
    "title": f"<title>{MARK}</title>",
    "cut by tags": "<p><b>机</b><i>密</i><span>★</span>10年（示例）</p>",
    "cut by a comment": "<p>机<!-- 示 -->密★10年（示例）</p>",
    "cut by an instruction": "<p>机<?x?>密★10年（示例）</p>",
    "cut by a soft hyphen": "<p>机&shy;密★&zwnj;10年（示例）</p>",
    "references": "<p>" + "".join(f"&#{ord(letter)};" for letter in MARK) + "</p>",
    "behind a stray bracket": f"<p>示例</p><{MARK}>",
    "behind a null": f"<p>示例</p>\0<p>{MARK}</p>",
    "deep": "<div>" * 1000 + MARK + "</div>" * 1000,
}


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
@pytest.mark.parametrize("page", HIDDEN.values(), ids=HIDDEN)
def test_whatever_a_page_hides(inspector: Inspector, page: str, encoding: str) -> None:
    """Blocks, comments, scripts and attributes that are not shown are read."""
    data = f"<!DOCTYPE html><html><body>{page}</body></html>".encode(encoding)

    assert stopped(inspected(inspector, data, "示例.html"))


@pytest.mark.parametrize(
    "page", ["<script>a('{}')</script>", '<style>p:before {{ content: "{}" }}</style>']
)
def test_strings_of_scripts_and_styles(inspector: Inspector, page: str) -> None:
    """What a script may write into the page is read; in quotes it counts as quoted."""
    data = f"<html><body>{page.format(MARK)}</body></html>".encode()
    (finding,) = inspected(inspector, data, "示例.html").findings

    assert (finding.detector, finding.place) == ("mark", "hidden")


def test_a_long_text_is_not_cut_off() -> None:
    """Parsers stop at ten million characters, unless they are told not to."""
    (piece,) = HTML.read(f"<p>{'示' * 11_000_000}\n{MARK}</p>".encode(), Limits())

    assert isinstance(piece, Piece) and piece.text.strip().endswith(MARK)


def test_a_page_too_deep_is_unread(inspector: Inspector) -> None:
    """Where the parser gives up, the rest is not called clean."""
    page = "<html>" + "<div>" * 100_000 + MARK

    assert reasons(inspected(inspector, page.encode(), "示例.html")) == {"nesting"}


@pytest.mark.parametrize("name", ["示例.txt", "示例", "示例.docx", "示例.jpg"])
def test_text_is_read_under_any_name(inspector: Inspector, name: str) -> None:
    """The content tells what a file is, not its ending."""
    assert stopped(inspected(inspector, f"示例\n{MARK}\n".encode("gbk"), name))
    assert stopped(inspected(inspector, docx(paragraph(MARK)), name))
