"""Where somebody who knows the formats would hide a mark: found there, or the file is unread."""

import base64
import struct
import zlib
from collections.abc import Callable

import pytest
from compounds import compound
from office import MC, A, P, S, escaped, odt, rtf, sheet, slides
from samples import DECLARED, MARK, W, docx, pages, paragraph, part, pdf, stream, text16, zipped
from test_archives import TEXT, tarred
from test_mail import mail
from test_ofd import ofd
from test_places import commented

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message, Part
from zhamen.model.terms import Decision
from zhamen.reading.documents.residue import left_in, left_out
from zhamen.reading.filing import Address, read_file
from zhamen.reading.formatting import Piece, Room
from zhamen.settings import Limits

GBK = MARK.encode("gbk").decode("latin-1")
FILE = base64.b64encode(docx(paragraph(MARK))).decode()
CODED = base64.b64encode(TEXT).decode()
REFERENCES = "".join(f"&#{ord(letter)};" for letter in MARK)
CSS = "".join(f"\\{ord(letter):x} " for letter in MARK)
BLANK = stream(b"")
RUN = "<w:r><w:t>示例</w:t></w:r>"


def typed(inside: str) -> bytes:
    """Return a Word package whose document has a document type."""
    body = f"<w:document {W}><w:body>{paragraph('示例')}</w:body></w:document>"
    return zipped(("word/document.xml", f"{DECLARED}<!DOCTYPE a {inside}>{body}"))


WORD = {
    "comment of XML": lambda: docx(f"<w:p>{RUN}<!-- {MARK} --></w:p>"),
    "comment of XML in references": lambda: docx(f"<w:p>{RUN}<!-- {REFERENCES} --></w:p>"),
    "comment cut by another": lambda: docx(f"<w:p>{RUN}<!-- a --><!-- {MARK} --></w:p>"),
    "instruction of XML": lambda: docx(f"<w:p>{RUN}<?x {MARK}?></w:p>"),
    "comment behind the root": lambda: zipped(
        ("word/document.xml", part(f"<w:body>{paragraph('示例')}</w:body>") + f"<!-- {MARK} -->")
    ),
    "comment in a document type": lambda: typed(f"[<!-- {MARK} -->]"),
    "notation": lambda: typed(f'[<!NOTATION n SYSTEM "{MARK}">]'),
    "value of an attribute by default": lambda: typed(f'[<!ATTLIST w:p x CDATA "{REFERENCES}">]'),
    "address of a document type": lambda: typed(f'SYSTEM "{MARK}"'),
    "name space": lambda: docx(f"<w:p xmlns:q='urn:{MARK}'>{RUN}</w:p>"),
    "attribute in Base64": lambda: docx(f"<w:p w:x='{CODED}'>{RUN}</w:p>"),
    "package in Base64": lambda: docx("", ("customXml/item1.xml", f"<a>{FILE}</a>")),
    "package in an attribute": lambda: docx("", ("customXml/item1.xml", f"<a b='{FILE}'/>")),
    "picture's data": lambda: docx(f"<w:p><w:pict><w:binData>{FILE}</w:binData></w:pict></w:p>"),
    "data of a field": lambda: docx(
        f"<w:p><w:r><w:fldChar><w:fldData>{CODED}</w:fldData></w:fldChar></w:r></w:p>"
    ),
    "symbols of a font of letters": lambda: docx("<w:p><w:r>" + "".join(
        f"<w:sym w:font='SimSun' w:char='{ord(each):04X}'/>" if ord(each) > 0x2E80 else
        f"<w:t>{each}</w:t>" for each in MARK) + "</w:r></w:p>"),
    "simple field": lambda: docx(
        f"<w:p><w:fldSimple w:instr='QUOTE {MARK}'>{RUN}</w:fldSimple></w:p>"
    ),
    "variable": lambda: docx("", ("word/settings.xml", part(
        f"<w:docVars><w:docVar w:name='a' w:val='{MARK}'/></w:docVars>", "settings"))),
    "query of a mail merge": lambda: docx("", ("word/settings.xml", part(
        f"<w:mailMerge><w:query w:val='{MARK}'/></w:mailMerge>", "settings"))),
    "person": lambda: docx("", ("word/people.xml", f"<people><person author='{MARK}'/></people>")),
    "name of a theme": lambda: docx("", ("word/theme/theme1.xml", f"<theme name='{MARK}'/>")),
    "web settings": lambda: docx("", ("word/webSettings.xml", part(f"<w:div w:id='{MARK}'/>"))),
    "name of a relation": lambda: docx("", ("word/_rels/document.xml.rels",
        f"<Relationships><Relationship Id='{MARK}' Target='a'/></Relationships>")),
    "deleted footnote of the glossary": lambda: docx("", ("word/glossary/footnotes.xml", part(
        f"<w:p><w:del><w:r><w:delText>{MARK}</w:delText></w:r></w:del></w:p>", "footnotes"))),
    "ink": lambda: docx("", ("word/ink/ink1.xml", f"<ink><annotation>{MARK}</annotation></ink>")),
    "fallback and nothing else": lambda: docx(
        f"<mc:AlternateContent {MC}><mc:Fallback>{paragraph(MARK)}</mc:Fallback>"
        "</mc:AlternateContent>"),
    "behind the root": lambda: zipped(("word/document.xml", part(paragraph("示例")) + MARK)),
}  # fmt: skip
EXCEL = {
    "text in a row": lambda: sheet(f"<row>{MARK}<c><v>1</v></c></row>"),
    "text in a cell": lambda: sheet(f"<row><c>{MARK}<v>1</v></c></row>"),
    "behind a value": lambda: sheet(f"<row><c><v>1</v>{MARK}</c></row>"),
    "first of two values": lambda: sheet(f"<row><c t='str'><v>{MARK}</v><v>1</v></c></row>"),
    "value beside an inline string": lambda: sheet(
        f"<row><c t='inlineStr'><v>{MARK}</v><is><t>1</t></is></c></row>"),
    "element in a value": lambda: sheet(f"<row><c><v>1<x>{REFERENCES}</x></v></c></row>"),
    "attribute of a cell": lambda: sheet(f"<row><c r='{MARK}'><v>1</v></c></row>"),
    "attribute of a row": lambda: sheet(f"<row spans='{MARK}'><c><v>1</v></c></row>"),
    "comment of XML": lambda: sheet(f"<row><c><v>1</v><!-- {MARK} --></c></row>"),
    "between shared strings": lambda: sheet("", ("xl/sharedStrings.xml",
        f"<sst xmlns='{S}'><si><t>甲</t></si>{MARK}</sst>")),
    "extension of shared strings": lambda: sheet("", ("xl/sharedStrings.xml",
        f"<sst xmlns='{S}'><si><t>甲</t></si><extLst>{MARK}</extLst></sst>")),
    "fifth table of strings": lambda: sheet("<row><c t='s'><v>0</v></c></row>", *(
        (f"xl/s{at}.xml", f"<sst xmlns='{S}'><si><t>{MARK if at == 5 else at}</t></si></sst>")
        for at in range(6))),
    "slicer": lambda: sheet("", ("xl/slicers/s.xml", f"<a><slicer caption='{MARK}'/></a>")),
    "query table": lambda: sheet("", ("xl/queryTables/q.xml", f"<queryTable name='{MARK}'/>")),
    "connection": lambda: sheet("", ("xl/connections.xml", f"<a><dbPr command='{MARK}'/></a>")),
    "records of a pivot table": lambda: sheet("", ("xl/pivotCache/r.xml",
        f"<pivotCacheRecords xmlns='{S}'><r><s v='{MARK}'/></r></pivotCacheRecords>")),
    "scenario": lambda: sheet("", beside=f"<scenarios><scenario comment='{MARK}'/></scenarios>"),
    "log of changes": lambda: sheet("", ("xl/revisions/r.xml",
        f"<revisions><nc t='inlineStr'><is><t>{MARK}</t></is></nc></revisions>")),
    "query in Base64": lambda: sheet("", ("customXml/item1.xml", "<a>" + base64.b64encode(
        struct.pack("<II", 0, 9) + zipped(("Formulas/Section1.m", MARK))).decode() + "</a>")),
}  # fmt: skip
OTHER = {
    "PowerPoint: tag": lambda: slides("ppt/tags/tag1.xml", f"<tagLst><tag val='{MARK}'/></tagLst>"),
    "PowerPoint: custom show": lambda: slides(
        "ppt/a.xml", f"<p:custShow xmlns:p='{P}' name='{MARK}'/>"
    ),
    "PowerPoint: animation": lambda: slides("ppt/slides/slide1.xml", f"<p:sld xmlns:p='{P}'>"
        f"<p:timing><p:strVal val='{MARK}'/></p:timing></p:sld>"),
    "PowerPoint: action": lambda: slides("ppt/slides/slide1.xml", f"<p:sld xmlns:p='{P}' "
        f"xmlns:a='{A}'><a:hlinkClick action='ppaction://macro?name={MARK}'/></p:sld>"),
    "OpenDocument: comment of XML": lambda: odt(f"<text:p>示<!-- {MARK} --></text:p>"),
    "OpenDocument: data in Base64": lambda: odt(
        f"<text:p><o:binary-data>{FILE}</o:binary-data></text:p>"
    ),
    "OpenDocument: settings": lambda: odt("", ("settings.xml", f"<a><item>{MARK}</item></a>")),
    "OpenDocument: description": lambda: odt("", ("manifest.rdf", f"<RDF about='{MARK}'/>")),
    "OpenDocument: condition": lambda: odt(
        f"<text:p><text:conditional-text text:string-value-if-true='{MARK}'/></text:p>"
    ),
    "OpenDocument: field of a form": lambda: odt(
        f"<form:text xmlns:form='urn:f' form:current-value='{MARK}'/>"
    ),
    "OFD: comment of the package": lambda: commented(ofd(), MARK),
    "RTF: colours": lambda: rtf("{\\colortbl;" + MARK + "}示例"),
    "RTF: numbers of changes": lambda: rtf("{\\*\\rsidtbl " + MARK + "}示例"),
    "RTF: names of styles": lambda: rtf("{\\*\\latentstyles " + MARK + "}示例"),
    "RTF: in the place of a picture": lambda: rtf("{\\pict " + MARK + "}示例"),
    "RTF: stand-ins for other letters": lambda: rtf(
        "\\uc2 " + "".join(f"\\u20363 {each}" if not each.isascii() else each for each in MARK)
    ),
    "RTF: Unicode in a group that nobody knows": lambda: rtf("{\\*\\zz " + escaped(MARK) + "}示例"),
    "RTF: behind the end": lambda: rtf("示例") + MARK.encode("gbk"),
    "HTML: document type": lambda: f"<!DOCTYPE html SYSTEM '{MARK}'><body>1</body>".encode(),
    "HTML: end of an element": lambda: f"<body><p>1</p {MARK}></body>".encode(),
    "HTML: tag that does not end": lambda: f"<body><p>1</p><p title='{MARK}".encode(),
    "HTML: letters of a style sheet": lambda: f"<body><style>a{{b:{CSS}}}</style>1".encode(),
    "HTML: letters of a style": lambda: f"<body><p style='--x:{CSS}'>1".encode(),
    "HTML: under phonetic guides": lambda: ("<body><ruby>" + "".join(
        f"{each}<rt>zi</rt>" for each in MARK) + "</ruby>").encode(),
    "HTML: zeros between letters": lambda: ("<body><p>" + "\0".join(MARK)).encode(),
    "HTML: attribute in Base64": lambda: f"<body><p data-x='{CODED}'>1".encode(),
    "HTML: template": lambda: f"<body><template><p>{MARK}</p></template>".encode(),
    "SVG: in front of the root": lambda: f"<!-- {MARK} --><svg><text>1</text></svg>".encode(),
    "SVG: behind the root": lambda: f"<svg><text>1</text></svg><?x {MARK}?>".encode(),
    "SVG: style sheet": lambda: f"<svg><style>/* {MARK} */</style><text>1</text></svg>".encode(),
    "SVG: entity": lambda: (
        f'<!DOCTYPE svg [<!ENTITY x "{MARK}">]><svg><text>&x;</text></svg>'.encode()
    ),
    "XML: document type": lambda: f"{DECLARED}<!DOCTYPE a SYSTEM '{MARK}'><a>1</a>".encode(),
    "mailbox: line between two mails": lambda: (
        "From a Mon Jan  1 00:00:00 2024\nSubject: a\n\n1\n\n"
        f"From {MARK} Mon Jan  1 00:00:00 2024\nSubject: b\n\n1\n").encode(),
    "mail: comment of a date": lambda: mail("1", f"Date: Mon (=?utf-8?B?{CODED}?=)"),
    "mail: report": lambda: mail(f"A: x\n\n{MARK}\n", "Content-Type: message/delivery-status"),
    "mail: half of a mail": lambda: mail(
        f"\n{MARK}", "Content-Type: message/partial; number=1; total=2; id=a"
    ),
    "TAR: behind a member": lambda: tarred().replace(TEXT + bytes(len(TEXT)), b"a" * 23 + TEXT),
    "OLE: package in a stream that nobody knows": lambda: compound({"示例": docx(paragraph(MARK))}),
}  # fmt: skip


def lzw(content: bytes) -> bytes:
    """Return LZW of nine bits a code that repeats nothing."""
    codes = [256, *content, 257]
    bits = "".join(f"{code:09b}" for code in codes)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def runs(content: bytes) -> bytes:
    """Return run lengths, the last byte once more as a run."""
    return bytes([len(content) - 1]) + content + bytes([255]) + content[-1:] + b"\x80"


def hung(content: bytes, more: str = "") -> Callable[[], bytes]:
    """Return a builder of a PDF with a stream that nothing refers to."""
    return lambda: pages(BLANK, more=[stream(content, more)])


RAW = MARK.encode("gbk")
SHOWN = b"BT /F1 12 Tf (" + RAW + b") Tj ET"
PDF = {
    "packed by LZW": hung(lzw(RAW), "/Filter /LZWDecode"),
    "packed by run lengths": hung(runs(RAW), "/Filter /RunLengthDecode"),
    "packed twice": hung(zlib.compress(runs(RAW)), "/Filter [/FlateDecode /RunLengthDecode]"),
    "file packed by LZW": hung(lzw(RAW), "/Type /EmbeddedFile /Filter /LZWDecode"),
    "objects packed by LZW": hung(lzw(f"90 0 << /A {text16(MARK)} >>".encode()),
                                  "/Type /ObjStm /N 1 /First 5 /Filter /LZWDecode"),
    "packed as a picture": hung(zlib.compress(RAW), "/Filter /JBIG2Decode"),
    "packed with a predictor": hung(zlib.compress(RAW), "/Filter /FlateDecode /DecodeParms "
                                    "<< /Predictor 15 /Columns 1 >>"),
    "name of the filter in hex": hung(zlib.compress(RAW), "/Filter /Fl#61teDecode"),
    "document that is called nothing": hung(docx(paragraph(MARK))),
    "drawn on no page": hung(SHOWN),
    "form on no page": hung(SHOWN, "/Type /XObject /Subtype /Form"),
    "picture on no page": hung(b"\xff\xd8\xff\xe0" + bytes(99), "/Image /Filter /DCTDecode"),
    "text that is called a font": hung(zlib.compress(RAW), "/Length1 1 /Filter /FlateDecode"),
    "text that looks like drawing": hung(("说明 n W S re cm " + MARK).encode("gbk")),
    "text in a marked stretch": lambda: pages(
        stream(b"/Span << /ActualText " + text16(MARK).encode() + b" >> BDC EMC")
    ),
    "text of a marked point": lambda: pages(stream(b"/X << /A (" + RAW + b") >> DP")),
    "remark in a page": lambda: pages(stream(b"% " + RAW + b"\nBT ET")),
    "date": lambda: pages(BLANK, more=[f"<< /M {text16(MARK)} >>"]),
    "look of a field": lambda: pages(BLANK, more=[f"<< /DA ({GBK}) >>"]),
    "number of the file": lambda: pages(BLANK, trailer=f"/ID [{text16(MARK)} {text16(MARK)}]"),
    "end of the file": lambda: pages(BLANK, trailer=f"/X {text16(MARK)}"),
    "column of a portfolio": lambda: pages(
        BLANK, more=[f"<< /Type /CollectionField /N {text16(MARK)} >>"]
    ),
    "description of a file": lambda: pages(
        BLANK, more=[f"<< /Type /Filespec /F (a) /Desc {text16(MARK)} >>"]
    ),
}  # fmt: skip
TABLES = {"Word": WORD, "Excel": EXCEL, "PDF": PDF, "": OTHER}
PLACES = [
    (kind, place, build) for kind, builds in TABLES.items() for place, build in builds.items()
]
UNREAD = {"name space", "behind the root", "packed as a picture", "packed with a predictor",
          "drawn on no page", "form on no page", "picture on no page",
          "RTF: in the place of a picture", "HTML: zeros between letters"}  # fmt: skip
"""Places that nobody looks into, and that are named."""


@pytest.mark.parametrize(("kind", "place", "build"), PLACES)
def test_nothing_hidden_is_clean(
    inspector: Inspector, kind: str, place: str, build: Callable[[], bytes]
) -> None:
    """The message waits: for the mark, or for what could not be looked into."""
    verdict = inspector.inspect(Message("-", (Part("示例.dat", data=build()),)))
    stopped = {finding.decision for finding in verdict.findings} & {Decision.HOLD, Decision.BLOCK}

    assert verdict.unread if place in UNREAD else stopped


SAID = {
    "name of an element": docx("<w:p><示例戊己/></w:p>"),
    "name of an attribute": docx("<w:p 示例戊己='1'/>"),
    "name of an attribute of a page": "<body><p 示例戊己=1>1".encode(),
    "element of a page that nobody knows": "<body><示例戊己>1</示例戊己>".encode(),
    "script's source": "<body><script>var 示例戊己 = 1</script>".encode(),
}


@pytest.mark.parametrize("place", SAID)
def test_names_are_read(place: str) -> None:
    """What has no place for a mark has one for words."""
    found = list(read_file(SAID[place], Address("示例"), Limits(), Room.PARSER))
    assert any("示例戊己" in each[1].text for each in found if isinstance(each, tuple))


@pytest.mark.parametrize("content", [SHOWN, b"q /Fm0 Do Q"])
def test_what_a_page_shows_is_not_called_hidden(inspector: Inspector, content: bytes) -> None:
    """A form in the resources of a page, and one that shows no letters."""
    more = ["<< /XObject << /Fm0 10 0 R >> >>", stream(b"q Q", "/Subtype /Form"), stream(b"q Q")]
    data = pages(stream(content), each="/Resources 9 0 R", more=more)
    verdict = inspector.inspect(Message("-", (Part("示例.pdf", data=data),)))

    assert "unshown" not in {unread.reason for unread in verdict.unread}


def test_a_file_without_a_catalogue_hides_nothing() -> None:
    """Where nothing leads anywhere, everything would be called hidden."""
    found = read_file(pdf([stream(SHOWN)])[:90], Address("示例"), Limits(), Room.PARSER)
    assert "unshown" not in {getattr(each, "reason", "") for each in found}


@pytest.mark.parametrize(
    ("content", "lost"),
    [
        (b"<?xml version='1.0'?><a/>", ""),
        (b"<?b c?><a/>", "b c"),
        (b"<?xml-b c?><a/>", "xml-b c"),
        (b"<?xml" + b" " * 300 + "encoding='gb18030'?><!--示例-->".encode("gb18030"), "示例"),
        ("\ufeff<?xml encoding='gb18030'?><!--示例-->".encode(), "示例"),
        ("\ufeff".encode() + "<?xml encoding='gb18030'?><!--示例-->".encode("gb18030"), "示例"),
        (b"<?xml encoding='UTF-7'?><a>+eTpPiw-</a>", "示例"),
        ("<a><!--示例--></a>".encode("utf-16"), "示例"),
    ],
)
def test_what_is_left_in_bytes(content: bytes, lost: str) -> None:
    """An instruction without a declaration before it, and each charset as a parser takes it."""
    lines = "\n".join(piece.text for piece in left_in(content, [], "")).splitlines()
    assert lost in lines if lost else not lines


@pytest.mark.parametrize(
    ("source", "said", "lost"),
    [
        ("<a>示例</a>", ["示例"], ""),
        ("<a>示例一</a><b>示例二</b>", ["示例二 示例一"], ""),
        ("<a>标题 1</a><a>副标题样式</a>", ["副标题样式 标题 1"], ""),
        ("<a>示例</a><!-- 甲乙 -->", ["示例"], "甲乙\n 甲乙 "),
        ("<a b='甲'>示例</a>", ["示例"], "甲"),
        ("<a>&#x7532;&#20057;</a>", [""], "甲乙"),
        ("<a><!-- x", [""], " x"),
        ("<a>&#xD800;&#x110000;</a>", [""], ""),
        ("<!DOCTYPE a [<!ENTITY b '&#37;'>]><a/>", [""], "<!ENTITY b '&#37;'>"),
        ("<?xml version='1.0'?><a/>", [""], ""),
    ],
)
def test_what_is_left_out(source: str, said: list[str], lost: str) -> None:
    """Only what no piece says, in whatever order the pieces say it."""
    pieces = [Piece(each) for each in said]
    assert "\n".join(piece.text for piece in left_out(source, pieces)) == lost
