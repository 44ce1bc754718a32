"""Wherever in an office document a mark can stand, it is found: one place, one token, one test."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from compounds import compound, macro, native
from office import (
    MC,
    A,
    P,
    S,
    atoms,
    biff,
    book,
    drawing,
    emf,
    escaped,
    flat_opc,
    in_hex,
    odt,
    old_word,
    properties,
    rtf,
    sheet,
    show,
    slides,
    string16,
    wmf,
    word,
    word_6,
)
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from pptx.util import Inches
from samples import DECLARED, MARK, docx, paragraph, part, zipped

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message, Part
from zhamen.model.terms import Decision
from zhamen.reading.filing import Address, Filed, read_file
from zhamen.reading.formatting import Room
from zhamen.settings import Limits

FILES = Path(__file__).parent / "files"
Build = Callable[[str], bytes]
R = "<w:r><w:t>{}</w:t></w:r>"


def read(data: bytes, name: str = "示例") -> list[Filed]:
    """Return what the room of parsers yields for a file."""
    return list(read_file(data, Address(name), Limits(), Room.PARSER))


def says(data: bytes, wanted: str) -> bool:
    """Tell whether some piece holds these letters, blanks and lines aside."""
    texts = (each[1].text for each in read(data) if isinstance(each, tuple))
    return any(wanted in "".join(text.split()) for text in texts)


def run(text: str) -> str:
    return R.format(text)


def inner(name: str, root: str = "ftr") -> Build:
    """Return a builder of a Word package with the text in another part."""
    return lambda text: docx(paragraph("示例"), (name, part(paragraph(text), root)))


def body(template: str) -> Build:
    """Return a builder of a Word document; `{}` stands for the text, `{0}{1}` for its halves."""
    return lambda text: docx(template.format(text[:2], text[2:], text))


WORD: dict[str, Build] = {
    "body": lambda text: word(lambda d: d.add_paragraph(text)),
    "header": lambda text: word(lambda d: d.sections[0].header.paragraphs[0].add_run(text)),
    "footer": lambda text: word(lambda d: d.sections[0].footer.paragraphs[0].add_run(text)),
    "comment": lambda text: word(
        lambda d: d.add_comment(d.paragraphs[0].add_run("示例"), text=text, author="示例")
    ),
    "core property": lambda text: word(lambda d: setattr(d.core_properties, "subject", text)),
    "neighbouring cells": body(
        "<w:tbl><w:tr><w:tc>"
        + paragraph("{0}")
        + "</w:tc><w:tc>"
        + paragraph("{1}")
        + "</w:tc></w:tr></w:tbl>"
    ),
    "cells one below the other": body(
        "<w:tbl>"
        + "".join(
            f"<w:tr><w:tc>{paragraph('甲乙')}</w:tc><w:tc>{paragraph(each)}</w:tc></w:tr>"
            for each in ("{0}", "{1}")
        )
        + "</w:tbl>"
    ),
    "footnote": inner("word/footnotes.xml", "footnotes"),
    "endnote": inner("word/endnotes.xml", "endnotes"),
    "glossary": inner("word/glossary/document.xml", "glossaryDocument"),
    "inserted": body("<w:p><w:ins w:author='示'>" + run("{2}") + "</w:ins></w:p>"),
    "deleted": body("<w:p><w:del><w:r><w:delText>{2}</w:delText></w:r></w:del></w:p>"),
    "around a deletion": body(
        "<w:p>" + run("{0}") + "<w:del><w:r><w:delText>作废</w:delText></w:r></w:del>"
        + run("{1}") + "</w:p>"
    ),
    "around an insertion": body(
        "<w:p>" + run("{0}") + "<w:ins>" + run("补充") + "</w:ins>" + run("{1}") + "</w:p>"
    ),
    "around hidden text": body(
        "<w:p>" + run("{0}") + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>遮掩</w:t></w:r>"
        + run("{1}") + "</w:p>"
    ),
    "around a field's code": body(
        "<w:p>" + run("{0}") + "<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("{1}") + "</w:p>"
    ),
    "under phonetic guides": body(
        "<w:p>" + "".join(
            f"<w:r><w:ruby><w:rt>{run('zi')}</w:rt><w:rubyBase>{run(each)}</w:rubyBase></w:ruby>"
            "</w:r>" for each in ("{0}", "{1}")
        ) + "</w:p>"
    ),
    "hidden": body("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{2}</w:t></w:r></w:p>"),
    "content control": body("<w:sdt><w:sdtContent>" + paragraph("{2}") + "</w:sdtContent></w:sdt>"),
    "text box of DrawingML": body(
        f"<w:p><w:r><mc:AlternateContent {MC}><mc:Choice><wps:txbx xmlns:wps='urn:wps'>"
        "<w:txbxContent>" + paragraph("{2}") + "</w:txbxContent></wps:txbx></mc:Choice>"
        "<mc:Fallback/></mc:AlternateContent></w:r></w:p>"
    ),
    "text box of VML": body(
        f"<w:p><w:r><mc:AlternateContent {MC}><mc:Choice/><mc:Fallback><w:pict><v:textbox "
        "xmlns:v='urn:v'><w:txbxContent>" + paragraph("{2}") + "</w:txbxContent></v:textbox>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    ),
    "either branch of an alternative": body(
        "<w:p>" + run("{0}") + f"<mc:AlternateContent {MC}><mc:Choice>" + run("乙")
        + "</mc:Choice><mc:Fallback>" + run("{1}")
        + "</mc:Fallback></mc:AlternateContent></w:p>"
    ),
    "around a floating picture": body(
        "<w:p>" + run("{0}") + "<w:r><w:drawing><wp:posOffset xmlns:wp='urn:wp'>12</wp:posOffset>"
        "</w:drawing></w:r>" + run("{1}") + "</w:p>"
    ),
    "alt text": body("<w:p><w:r><w:drawing><docPr descr='{2}'/></w:drawing></w:r></w:p>"),
    "bookmark": body("<w:p><w:bookmarkStart w:name='{2}'/></w:p>"),
    "tip of a link": body("<w:p><w:hyperlink w:tooltip='{2}'/></w:p>"),
    "field code": body("<w:p><w:r><w:instrText>QUOTE {0}</w:instrText></w:r>"
                       "<w:r><w:instrText>{1}</w:instrText></w:r></w:p>"),
    "target of a link": lambda text: docx("", ("word/_rels/document.xml.rels",
        f"<Relationships><Relationship TargetMode='External' Target='http://示例.invalid/{text}'/>"
        "</Relationships>")),
    "SmartArt": lambda text: docx("", ("word/diagrams/data1.xml", drawing(text))),
    "title of a chart": lambda text: docx("", ("word/charts/chart1.xml", drawing(text, "c:chart"))),
    "numbers of a chart": lambda text: docx("", ("word/charts/chart1.xml",
        f"<c:chart xmlns:c='urn:c'><c:pt><c:v>{text[:2]}</c:v></c:pt><c:pt><c:v>{text[2:]}</c:v>"
        "</c:pt></c:chart>")),
    "workbook of a chart": lambda text: docx("", ("word/embeddings/a.xlsx",
        book(lambda b, s: s.append([text])))),
    "custom property": lambda text: docx("", ("docProps/custom.xml",
        f"<Properties><property name='示例'><lpwstr>{text}</lpwstr></property></Properties>")),
    "custom XML": lambda text: docx("", ("customXml/item1.xml", f"<a><b c='{text}'/></a>")),
    "HTML chunk": lambda text: docx("", ("word/chunk.htm", f"<html><body>{text}</body></html>")),
    "mail chunk": lambda text: docx("", ("word/chunk.mht", "MIME-Version: 1.0\r\nContent-Type: "
        f"text/html; charset=utf-8\r\n\r\n<html><body>{text}</body></html>")),
    "RTF chunk": lambda text: docx("", ("word/chunk.rtf", rtf(text))),
    "embedded file": lambda text: docx("", ("word/embeddings/oleObject1.bin",
        compound({"\x01Ole10Native": native("a.txt", text.encode("gbk"))}))),
    "embedded package": lambda text: docx("", ("word/embeddings/oleObject1.bin",
        compound({"Package": docx(paragraph(text))}))),
    "name of an embedded file": lambda text: docx("", ("word/embeddings/oleObject1.bin",
        compound({"\x01Ole10Native": native(f"{text}.txt", b"1")}))),
    "macro": lambda text: docx("", ("word/vbaProject.bin",
        macro(f"Attribute VB_Name = \"M\"\r\n' {text}\r\n"))),
    "metafile": lambda text: docx("", ("word/media/image1.emf", emf(text))),
    "old metafile": lambda text: docx("", ("word/media/image1.wmf", wmf(text))),
    "control": lambda text: docx("", ("word/activeX/activeX1.bin",
        b"\1\2" + text.encode("utf-16-le") + bytes(9))),
    "comment of the package": lambda text: commented(docx(paragraph("示例")), text),
    "strict": lambda text: docx(paragraph(text)).replace(
        b"schemas.openxmlformats.org/wordprocessingml/2006", b"purl.oclc.org/ooxml/wordprocessingml"
    ),
    "names with backslashes": lambda text: zipped(
        ("word\\document.xml", part(paragraph(text[:2]) + paragraph(text[2:]))),
    ),
    "no content types": lambda text: zipped(("word/document.xml", part(paragraph(text)))),
    "behind a large picture": lambda text: zipped(
        ("a.png", bytes(9000)), ("word/document.xml", part(f"<w:p>{run(text[:1])}{run(text[1:])}"
        "</w:p>")), method=zipfile.ZIP_STORED),
    "part without a known name": lambda text: docx("", ("word/part.dat",
        part(f"<w:p>{run(text[:3])}{run(text[3:])}</w:p>"))),
    "part in UTF-16": lambda text: zipped(("word/document.xml", part(
        f"<w:p>{run(text[:3])}{run(text[3:])}</w:p>").replace("UTF-8", "UTF-16").encode("utf-16"))),
    "flat package": lambda text: flat_opc(("word/document.xml",
        part(f"<w:p>{run(text[:3])}{run(text[3:])}</w:p>"))),
    "file in a flat package": lambda text: flat_opc(("word/embeddings/a.docx",
        docx(paragraph(text)))),
    "Word 2003 XML": lambda text: part(f"<w:p>{run(text[:3])}{run(text[3:])}</w:p>").replace(
        "openxmlformats.org/wordprocessingml/2006/main", "microsoft.com/office/word/2003/wordml"
    ).encode(),
}  # fmt: skip


def commented(data: bytes, text: str) -> bytes:
    """Return a ZIP with a comment of its own."""
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as package:
        package.comment = text.encode("utf-8")
    return buffer.getvalue()


def hidden_sheet(state: str) -> Build:
    def change(text: str) -> bytes:
        def hide(workbook, _) -> None:
            other = workbook.create_sheet("乙")
            other.sheet_state, other["A1"] = state, text

        return book(hide)

    return change


def validated(workbook, page, text: str) -> None:
    rule = DataValidation(type="list", formula1='"甲,乙"', promptTitle="示例", prompt=text)
    page.add_data_validation(rule)
    rule.add("A1")


def strings(*items: str) -> tuple[str, str]:
    """Return a table of shared strings."""
    return "xl/sharedStrings.xml", f'<sst xmlns="{S}">{"".join(items)}</sst>'


def shared(text: str) -> bytes:
    """Return a workbook whose one string is in three runs, with a phonetic guide."""
    runs = "".join(f"<r><t>{each}</t></r>" for each in (text[:1], text[1:4], text[4:]))
    item = f"<si>{runs}<rPh><t>jimi</t></rPh></si>"
    return sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings(item))


def cells(*rows: str, kind: str = "inlineStr") -> str:
    """Return rows of inline strings, cells divided by `|`."""
    return "".join(
        f'<row r="{at}">' + "".join(
            f'<c r="{chr(65 + column)}{at}" t="{kind}"><is><t>{text}</t></is></c>'
            for column, text in enumerate(row.split("|"))) + "</row>"
        for at, row in enumerate(rows, 1)
    )  # fmt: skip


def formatted(text: str) -> bytes:
    """Return a workbook in which only the format of a number holds the text."""
    styles = (
        f'<styleSheet xmlns="{S}"><numFmts><numFmt numFmtId="170" formatCode=\'"{text[:3]}"0"'
        f'{text[5:]}"\'/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
        "</styleSheet>"
    )
    return sheet('<row><c r="A1" s="1"><v>10</v></c></row>', ("xl/styles.xml", styles))


def binary_sheet(text: str) -> bytes:
    """Return an XLSB with a shared string that a cell shows."""
    item = b"\0" + struct.pack("<I", len(text)) + text.encode("utf-16-le")
    table = bytes([19]) + bytes([len(item)]) + item
    cell = struct.pack("<BBIII", 7, 12, 0, 0, 0)
    return zipped(("xl/workbook.bin", bytes([131, 1, 0])), ("xl/sharedStrings.bin", table),
                  ("xl/worksheets/sheet1.bin", b"\0\4" + bytes(4) + cell))  # fmt: skip


EXCEL: dict[str, Build] = {
    "cell": lambda text: book(lambda b, s: s.append([text])),
    "neighbouring cells": lambda text: book(lambda b, s: s.append(["甲", text[:2], text[2:]])),
    "cells one below the other": lambda text: book(
        lambda b, s: [s.append(["甲", text[:2], "乙"]), s.append(["丙", text[2:], "丁"])]
    ),
    "very hidden sheet": hidden_sheet("veryHidden"),
    "hidden sheet": hidden_sheet("hidden"),
    "hidden row": lambda text: book(lambda b, s: [s.append([text]),
                                                  setattr(s.row_dimensions[1], "hidden", True)]),
    "name of a sheet": lambda text: book(lambda b, s: setattr(s, "title", text)),
    "defined name": lambda text: book(
        lambda b, s: b.defined_names.add(DefinedName("A", attr_text=f'"{text}"'))
    ),
    "message of a validation": lambda text: book(lambda b, s: validated(b, s, text)),
    "header": lambda text: book(lambda b, s: setattr(s.oddHeader.left, "text", text)),
    "header in two fonts": lambda text: sheet("", beside="<headerFooter><oddFooter>&amp;L"
        f'&amp;"宋体,常规"{text[:2]}&amp;"黑体,加粗"{text[2:]}</oddFooter></headerFooter>'),
    "comment": lambda text: book(lambda b, s: setattr(s["A1"], "comment", Comment(text, "示例"))),
    "runs of a shared string": shared,
    "inline string": lambda text: sheet(cells(text)),
    "formula's result": lambda text: sheet(f'<row><c t="str"><f>A1</f><v>{text}</v></c></row>'),
    "formula": lambda text: sheet(f'<row><c><f>"{text[:2]}"&amp;"{text[2:]}"</f></c></row>'),
    "unused string": lambda text: sheet(cells("示例"), strings("<si><t>甲</t></si>",
                                                             f"<si><t>{text}</t></si>")),
    "strings in a part of another name": lambda text: sheet(
        '<row><c t="s"><v>1</v></c><c t="s"><v>0</v></c></row>',
        ("xl/a.xml", strings(f"<si><t>{text[2:]}</t></si>", f"<si><t>{text[:2]}</t></si>")[1]),
    ),
    "number format": formatted,
    "threaded comment": lambda text: sheet("", ("xl/threadedComments/threadedComment1.xml",
        f"<ThreadedComments><threadedComment><text>{text}</text></threadedComment>"
        "</ThreadedComments>")),
    "cache of a pivot table": lambda text: sheet("", ("xl/pivotCache/pivotCacheDefinition1.xml",
        f'<pivotCacheDefinition xmlns="{S}"><sharedItems><s v="{text[:2]}"/><s v="{text[2:]}"/>'
        "</sharedItems></pivotCacheDefinition>")),
    "cache of another workbook": lambda text: sheet("", ("xl/externalLinks/externalLink1.xml",
        f'<externalLink xmlns="{S}"><cell t="str"><v>{text}</v></cell></externalLink>')),
    "column of a table": lambda text: sheet("", ("xl/tables/table1.xml",
        f'<table xmlns="{S}"><tableColumn name="{text}"/></table>')),
    "text box": lambda text: sheet("", ("xl/drawings/drawing1.xml", drawing(text, "xdr:wsDr"))),
    "text box of VML": lambda text: sheet("", ("xl/drawings/vmlDrawing1.vml",
        f"<xml><v:textbox><div>{text[:2]}<br>{text[2:]}</div></v:textbox></xml>")),
    "condition": lambda text: sheet("", beside=f'<conditionalFormatting><cfRule><formula>"{text}"'
        "</formula></cfRule></conditionalFormatting>"),
    "binary workbook": binary_sheet,
    "Excel 2003 XML": lambda text: (
        f'{DECLARED}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet>'
        f"<Table><Row><Cell><Data>{text[:2]}</Data></Cell><Cell><Data>{text[2:]}</Data></Cell></Row>"
        "</Table></Worksheet></Workbook>").encode(),
}  # fmt: skip


def grid(slide, text: str) -> None:
    frame = slide.shapes.add_table(2, 2, 0, 0, Inches(2), Inches(2))
    for at, each in enumerate((text[:2], text[2:])):
        frame.table.cell(0, at).text = each


POWERPOINT: dict[str, Build] = {
    "title": lambda text: show(lambda p, s: setattr(s.shapes.title, "text", text)),
    "text box": lambda text: show(lambda p, s: setattr(
        s.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame, "text", text)),
    "cells": lambda text: show(lambda p, s: grid(s, text)),
    "notes": lambda text: show(
        lambda p, s: setattr(s.notes_slide.notes_text_frame, "text", text)
    ),
    "hidden slide": lambda text: show(lambda p, s: [s._element.set("show", "0"),
                                                    setattr(s.shapes.title, "text", text)]),
    "alt text": lambda text: show(
        lambda p, s: s.shapes.title._element.nvSpPr.cNvPr.set("descr", text)
    ),
    "layout": lambda text: show(
        lambda p, s: setattr(s.slide_layout.shapes[0].text_frame, "text", text)
    ),
    "master": lambda text: show(
        lambda p, s: setattr(p.slide_master.shapes[0].text_frame, "text", text)
    ),
    "handout": lambda text: slides("ppt/handoutMasters/h.xml", drawing(text, "p:handoutMaster")),
    "comment": lambda text: slides("ppt/comments/comment1.xml",
        f'<p:cm xmlns:p="{P}"><p:text>{text}</p:text></p:cm>'),
    "modern comment": lambda text: slides("ppt/comments/modern.xml", drawing(text, "p188:cm")),
    "author of comments": lambda text: slides("ppt/commentAuthors.xml",
        f'<p:cmAuthor xmlns:p="{P}" name="{text}"/>'),
    "SmartArt": lambda text: slides("ppt/diagrams/data1.xml", drawing(text)),
    "section": lambda text: slides("ppt/a.xml", f"<p14:section xmlns:p14='urn:p' name='{text}'/>"),
    "line break": lambda text: slides("ppt/slides/slide1.xml",
        f"<p:sld xmlns:p='{P}' xmlns:a='{A}'><a:p><a:r><a:t>{text[:2]}</a:t></a:r><a:br/><a:r>"
        f"<a:t>{text[2:]}</a:t></a:r></a:p></p:sld>"),
}  # fmt: skip


def removed(text: str) -> str:
    """Return a text of OpenDocument out of whose middle two letters were taken."""
    return (
        "<text:tracked-changes><text:changed-region text:id='c1'><text:deletion>"
        f"<text:p>{text[1:3]}</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        f"<text:p>{text[:1]}<text:change text:change-id='c1'/>{text[3:]}</text:p>"
    )


def odf_rows(*rows: str) -> str:
    """Return a table of OpenDocument, cells divided by `|`."""
    return "<table:table>" + "".join(
        "<table:table-row>" + "".join(
            f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>"
            for cell in row.split("|")) + "</table:table-row>" for row in rows
    ) + "</table:table>"  # fmt: skip


OPEN: dict[str, Build] = {
    "spans": lambda text: odt(f"<text:p>{text[:1]}<text:span>{text[1:3]}</text:span>{text[3:]}"
                              "</text:p>"),
    "annotation": lambda text: odt(f"<text:p>示<o:annotation><text:p>{text}</text:p></o:annotation>"
                                   "例</text:p>"),
    "around an annotation": lambda text: odt(f"<text:p>{text[:2]}<o:annotation><text:p>注</text:p>"
                                             f"</o:annotation>{text[2:]}</text:p>"),
    "note": lambda text: odt("<text:p>示<text:note><text:note-citation>1</text:note-citation>"
        f"<text:note-body><text:p>{text}</text:p></text:note-body></text:note></text:p>"),
    "hidden section": lambda text: odt(f"<text:section text:display='none'><text:p>{text}</text:p>"
                                       "</text:section>"),
    "deletion": lambda text: odt(removed(text)),
    "phonetic guide": lambda text: odt("<text:p>" + "".join(
        f"<text:ruby><text:ruby-base>{each}</text:ruby-base><text:ruby-text>zi</text:ruby-text>"
        "</text:ruby>" for each in (text[:1], text[1:])) + "</text:p>"),
    "header": lambda text: odt("", ("styles.xml", f"<styles><header>{text}</header></styles>")),
    "meta": lambda text: odt("", ("meta.xml", f"<meta><keyword>{text}</keyword></meta>")),
    "cells": lambda text: odt(odf_rows(f"{text[:2]}|{text[2:]}"), kind="spreadsheet"),
    "cells one below the other": lambda text: odt(
        odf_rows(f"甲|{text[:2]}|乙", f"丙|{text[2:]}|丁"), kind="spreadsheet"
    ),
    "object": lambda text: odt("", ("Object 1/content.xml", f"<a><b>{text}</b></a>")),
    "alt text": lambda text: odt(f"<text:p><frame><desc>{text}</desc></frame></text:p>"),
    "macro": lambda text: odt("", ("Basic/Standard/Module1.xml",
        '<!DOCTYPE module PUBLIC "-//X//" "module.dtd"><module>REM ' + text + "</module>")),
    "flat": lambda text: zipfile.ZipFile(io.BytesIO(odt(
        f"<text:p>{text[:1]}<text:s/>{text[1:]}</text:p>"))).read("content.xml"),
}  # fmt: skip


OLD: dict[str, Build] = {
    "Word 97": old_word,
    "Word 97 in bytes of GBK": lambda text: old_word(text, wide=False),
    "Word 97, footnotes": lambda text: old_word("示例\r", foot=text),
    "Word 97, around a field's code": lambda text: old_word(
        f"{text[:2]}\x13 PAGE \x14\x15{text[2:]}\r"
    ),
    "Word 97, cells": lambda text: old_word(f"{text[:2]}\x07{text[2:]}\x07\x07"),
    "Word 97, left by a fast save": lambda text: old_word(
        "示例\r", rest=bytes(8) + text.encode("utf-16-le") + bytes(8)
    ),
    "Word 6": word_6,
    "Excel 97, label": lambda text: biff((0x204, bytes(6) + string16(text))),
    "Excel 97, shared string over two records": lambda text: biff(
        (0xFC, struct.pack("<II", 1, 1) + struct.pack("<HB", len(text), 1)
         + text[:3].encode("utf-16-le")),
        (0x3C, b"\1" + text[3:].encode("utf-16-le")),
        (0xFD, struct.pack("<HHHI", 0, 0, 0, 0)),
    ),
    "Excel 97, note": lambda text: biff(
        (0x1B6, struct.pack("<10xH6x", len(text))), (0x3C, b"\1" + text.encode("utf-16-le"))
    ),
    "Excel 97, header": lambda text: biff((0x14, string16(f'{text[:2]}&"宋体"{text[2:]}'))),
    "Excel 97, name of a sheet": lambda text: biff(
        (0x85, bytes(6) + bytes([len(text), 1]) + text.encode("utf-16-le"))
    ),
    "Excel 97, cells": lambda text: biff(
        *((0x204, struct.pack("<HHH", 0, at, 0) + string16(each))
          for at, each in enumerate((text[:2], text[2:])))
    ),
    "Excel 97, record that nobody knows": lambda text: biff((0x8FF, string16(text))),
    "Excel 5": lambda text: biff(
        (0x204, bytes(6) + struct.pack("<H", len(text.encode("gbk"))) + text.encode("gbk")),
        version=0x500,
    ),
    "Excel 4, no compound file around it": lambda text: b"".join(
        struct.pack("<HH", kind, len(body)) + body for kind, body in (
            (0x409, struct.pack("<HHH", 0, 0x10, 0)),
            (0x204, bytes(6) + struct.pack("<H", len(text.encode("gbk"))) + text.encode("gbk")),
            (0x0A, b""))),
    "Excel 2": lambda text: b"".join(
        struct.pack("<HH", kind, len(body)) + body for kind, body in (
            (0x09, struct.pack("<HH", 2, 0x10)),
            (0x04, bytes(7) + bytes([len(text.encode("gbk"))]) + text.encode("gbk")),
            (0x0A, b""))),
    "PowerPoint 97": lambda text: atoms((0xFA0, text.encode("utf-16-le"))),
    "PowerPoint 97, string": lambda text: atoms((0xFBA, text.encode("utf-16-le"))),
    "properties": lambda text: compound({"\x05SummaryInformation": properties(text)}),
    "stream that nobody knows": lambda text: compound(
        {"示例": bytes(64) + b"\1" + text.encode("gbk") + bytes(64)}
    ),
    "document in a document": lambda text: compound({"\x01Ole": bytes(20), "ObjectPool": {
        "_1": {"Contents": docx(paragraph(text))}}}),
    "metafile": emf,
}  # fmt: skip


RICH: dict[str, Build] = {
    "bytes of GBK": rtf,
    "raw bytes": lambda text: b"{\\rtf1\\ansi\\ansicpg936 " + text.encode("gbk") + b"}",
    "mislabelled": lambda text: rtf(text, "\\ansi\\ansicpg1252").replace(b"\\fcharset134", b""),
    "Unicode": lambda text: rtf(escaped(text)),
    "Unicode with stand-ins": lambda text: rtf("\\uc2 " + "".join(
        f"\\u{ord(c) - 65536 if ord(c) > 32767 else ord(c)} \\'3f\\'3f" for c in text)),
    "header": lambda text: rtf(f"{{\\header {text}}}示例"),
    "footnote": lambda text: rtf(f"示{{\\footnote {text}}}例"),
    "around a footnote": lambda text: rtf(f"{text[:2]}{{\\footnote 注}}{text[2:]}"),
    "annotation": lambda text: rtf(f"示{{\\*\\annotation {text}}}例"),
    "hidden": lambda text: rtf(f"{{\\v {text}}}示例"),
    "around hidden": lambda text: rtf(f"{text[:2]}{{\\v 遮掩}}{text[2:]}"),
    "deleted": lambda text: rtf(f"{{\\deleted {text}}}示例"),
    "title": lambda text: rtf(f"{{\\info{{\\title {text}}}}}示例"),
    "field": lambda text: rtf(f"{{\\field{{\\*\\fldinst QUOTE {text}}}{{\\fldrslt 1}}}}"),
    "cells": lambda text: rtf(f"\\trowd {text[:2]}\\cell {text[2:]}\\cell\\row"),
    "runs": lambda text: rtf(f"{text[:1]}{{\\b {text[1:3]}}}\r\n{text[3:]}"),
    "shape": lambda text: rtf(f"{{\\shp{{\\*\\shpinst{{\\shptxt {text}}}}}}}"),
    "destination that nobody knows": lambda text: rtf(f"{{\\*\\zhamen {text}}}"),
    "object": lambda text: rtf("{\\object{\\*\\objdata " + in_hex("a.txt", text.encode("gbk"))
                               + "}}"),
    "metafile": lambda text: rtf("{\\pict\\emfblip " + emf(text).hex() + "}"),
    "binary": lambda text: b"{\\rtf1{\\pict\\emfblip\\bin%d " % len(emf(text)) + emf(text) + b"}}",
}  # fmt: skip

KINDS = {"word": WORD, "excel": EXCEL, "powerpoint": POWERPOINT, "open": OPEN, "old": OLD,
         "rich": RICH}  # fmt: skip
DIGITS = "甲乙丙丁戊己庚辛壬癸"


def places() -> Iterator[object]:
    """Yield every place with a token of its own."""
    number = 0
    for kind, builds in KINDS.items():
        for place, build in builds.items():
            number += 1
            token = "".join(DIGITS[int(digit)] for digit in f"{number:03}")
            yield pytest.param(build, token, id=f"{kind}: {place}")


@pytest.mark.parametrize(("build", "token"), list(places()))
def test_every_place(inspector: Inspector, build: Build, token: str) -> None:
    """The mark is read whole, with the token of its place, and stops the message."""
    data = build(MARK + token)
    verdict = inspector.inspect(Message("-", (Part("示例.dat", data=data),)))

    assert says(data, MARK + token)
    assert verdict.decision is Decision.BLOCK


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", ["", "示例"])
def test_the_same_places_without_a_mark(kind: str, place: str) -> None:
    """What is found is the mark, and not something that the builders write anyway."""
    for build in KINDS[kind].values():
        assert not says(build("示例文字若干" + place), MARK)


MADE = {
    "word.doc": "甲一 甲二 甲三 甲四 甲五 甲六 甲七 甲八 甲九 甲甲",
    "word.rtf": "甲一 甲二 甲三 甲四 甲五 甲六 甲七 甲八 甲九 甲甲",
    "word.odt": "甲一 甲二 甲三 甲四 甲五 甲六 甲七 甲八 甲九 甲甲",
    "sheets.xls": "乙一 乙二 乙三 乙四 乙五 乙六 乙八 乙九",
    "sheets.ods": "乙一 乙二 乙三 乙四 乙五 乙六 乙八 乙九",
    "slides.ppt": "丙一 丙二 丙三",
    "slides.odp": "丙一 丙二 丙三",
}


@pytest.mark.parametrize(
    ("name", "token"), [(name, each) for name in MADE for each in MADE[name].split()]
)
def test_what_libreoffice_writes(name: str, token: str) -> None:
    """Documents that another program wrote in the old formats and the open ones."""
    assert says((FILES / name).read_bytes(), MARK + token)


ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030", "big5")
PADDED = "这是一份示例文件的正文，供核对编码之用。" + MARK + "戊戊戊，以下从略，仅为示例。"
HOLDERS: dict[str, Callable[[bytes], bytes]] = {
    "Word": lambda raw: docx("", ("word/chunk.txt", raw)),
    "OLE": lambda raw: compound({"\x01Ole10Native": native("a.txt", raw)}),
    "RTF": lambda raw: rtf("{\\object{\\*\\objdata " + in_hex("a.txt", raw) + "}}"),
    "OpenDocument": lambda raw: odt("", ("a.txt", raw)),
    "flat": lambda raw: flat_opc(("word/a.txt", raw)),
}


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_in_every_holder(holder: str, encoding: str) -> None:
    """A text file inside a document is read whatever its encoding."""
    text = PADDED
    if encoding == "big5":
        text = (
            "這是一份文件的正文，供核對編碼之用。"
            + MARK.replace("示例", "樣本")
            + "戊戊戊，以下從略。"
        )
    data = HOLDERS[holder](text.encode(encoding))

    assert says(data, "戊戊戊")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "gbk", "utf-8-sig", "big5"])
def test_parts_in_other_encodings(encoding: str) -> None:
    """An XML part may declare any encoding."""
    content = part(paragraph("正文★戊戊戊")).replace("UTF-8", encoding.removesuffix("-sig"))

    assert says(zipped(("word/document.xml", content.encode(encoding))), "正文★戊戊戊")
