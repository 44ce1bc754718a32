"""OFD: every place of the package is read, as written and as it stands on the page."""

import base64
from collections.abc import Callable

import pytest
from samples import DECLARED, MARK, docx, paragraph, reasons_of, stopped_in, zipped

from zhamen.inspection.inspector import Inspector

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
SPLIT = "机密★10年"


def xml(root: str, inside: str) -> str:
    """Return an XML member of an OFD."""
    return f"{DECLARED}<ofd:{root} {NS}>{inside}</ofd:{root}>"


def text(said: str, x: float = 20, y: float = 20, more: str = "", code: str = "") -> str:
    """Return a text object."""
    return (f'<ofd:TextObject ID="9" Font="3" Size="5" Boundary="{x} {y} 100 8" {more}>'
            f'<ofd:TextCode X="0" Y="5" {code}>{said}</ofd:TextCode></ofd:TextObject>')  # fmt: skip


def page(inside: str, layer: str = "") -> str:
    """Return a page of one layer."""
    return xml("Page", f"<ofd:Content><ofd:Layer ID='1' {layer}>{inside}</ofd:Layer></ofd:Content>")


def ofd(*more: tuple[str, str | bytes], content: str = "", info: str = "", document: str = "",
        where: str = "Pages/Page_0/Content.xml") -> bytes:  # fmt: skip
    """Return an OFD of one page and more members."""
    body = (f"<ofd:DocBody><ofd:DocInfo>{info}</ofd:DocInfo>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>")  # fmt: skip
    pages = f'<ofd:Pages><ofd:Page ID="1" BaseLoc="{where}"/></ofd:Pages>'
    return zipped(("OFD.xml", xml("OFD", body)),
                  ("Doc_0/Document.xml", xml("Document", pages + document)),
                  ("Doc_0/Pages/Page_0/Content.xml", page(content or text("示例"))),
                  *more)  # fmt: skip


def one_by_one(said: str = SPLIT, step: float = 5) -> list[str]:
    """Return a text object for each letter, from left to right."""
    return [text(letter, x=20 + step * at) for at, letter in enumerate(said)]


def down(said: str = SPLIT) -> list[str]:
    return [text(letter, y=20 + 6 * at) for at, letter in enumerate(said)]


def seal() -> bytes:
    """Return what a seal holds of a name: a sequence of one UTF-8 string."""
    raw = MARK.encode()
    return b"\x30" + bytes((len(raw) + 2,)) + b"\x0c" + bytes((len(raw),)) + raw


PLACES: dict[str, Callable[[], bytes]] = {
    "page": lambda: ofd(content=text(MARK)),
    "letter by letter": lambda: ofd(content="".join(one_by_one())),
    "letter by letter, from behind": lambda: ofd(content="".join(one_by_one()[::-1])),
    "letter by letter, far apart": lambda: ofd(content="".join(one_by_one(step=14))),
    "letter by letter, between others": lambda: ofd(content="".join(
        pair for letter in one_by_one() for pair in (letter, text("示", y=200)))),
    "letter by letter, each matrix its own": lambda: ofd(content="".join(
        text(letter, x=0, more=f'CTM="1 0 0 1 {5 * at} 0"')
        for at, letter in reversed(list(enumerate(SPLIT))))),
    "down the page": lambda: ofd(content="".join(down())),
    "down the page, from below": lambda: ofd(content="".join(down()[::-1])),
    "several codes of an object": lambda: ofd(content=(
        '<ofd:TextObject Size="5" Boundary="9 9 9 9">' + "".join(
            f'<ofd:TextCode X="{5 * at}" Y="5">{letter}</ofd:TextCode>'
            for at, letter in enumerate(SPLIT)) + "</ofd:TextObject>")),
    "invisible layer": lambda: ofd(
        ("Doc_0/Pages/P/Content.xml", page(text(MARK), 'Visible="false"'))),
    "invisible object": lambda: ofd(content=text(MARK, more='Visible="false" Alpha="0"')),
    "outside the page": lambda: ofd(content=text(MARK, x=-900)),
    "template": lambda: ofd(("Doc_0/Tpls/Tpl_0/Content.xml", page(text(MARK)))),
    "page that no document lists": lambda: ofd(
        ("Doc_0/Pages/Page_9/Content.xml", page(text(MARK)))),
    "old version": lambda: ofd(("Doc_0/Versions/v0/Content.xml", page(text(MARK)))),
    "second document": lambda: ofd(("Doc_1/Pages/Page_0/Content.xml", page(text(MARK)))),
    "name in capitals and backslashes": lambda: ofd(("DOC_0\\PAGES\\P.XML", page(text(MARK)))),
    "title": lambda: ofd(info=f"<ofd:Title>{MARK}</ofd:Title>"),
    "keyword": lambda: ofd(info=f"<ofd:Keywords><ofd:Keyword>{MARK}</ofd:Keyword></ofd:Keywords>"),
    "custom data": lambda: ofd(
        info=f'<ofd:CustomData Name="a">{MARK}</ofd:CustomData>'),
    "name of custom data": lambda: ofd(
        info=f'<ofd:CustomData Name="{MARK}">1</ofd:CustomData>'),
    "outline": lambda: ofd(document=f'<ofd:OutlineElem Title="{MARK}"/>'),
    "bookmark": lambda: ofd(document=f'<ofd:Bookmark Name="{MARK}"/>'),
    "action": lambda: ofd(document=f'<ofd:Actions><ofd:URI URI="{MARK}"/></ofd:Actions>'),
    "annotation's remark": lambda: ofd(("Doc_0/Annots/A.xml", xml(
        "PageAnnot", f"<ofd:Annot Type='Note'><ofd:Remark>{MARK}</ofd:Remark></ofd:Annot>"))),
    "annotation's look": lambda: ofd(("Doc_0/Annots/A.xml", xml(
        "PageAnnot", f"<ofd:Annot><ofd:Appearance>{text(MARK)}</ofd:Appearance></ofd:Annot>"))),
    "extension": lambda: ofd(("Doc_0/Extensions.xml", xml("Extensions", f"<a>{MARK}</a>"))),
    "custom tag": lambda: ofd(("Doc_0/Tags/t.xml", xml("CustomTags", f'<a NameX="{MARK}"/>'))),
    "comment": lambda: ofd(("Doc_0/x.xml", xml("Extensions", f"<!-- {MARK} -->"))),
    "attachment": lambda: ofd(("Doc_0/Attachs/a.docx", docx(paragraph(MARK)))),
    "attachment's name": lambda: ofd((f"Doc_0/Attachs/{MARK}.bin", b"\x89PNG" + bytes(50))),
    "an OFD in it": lambda: ofd(("Doc_0/Attachs/a.ofd", ofd(content=text(MARK)))),
    "seal": lambda: ofd(("Doc_0/Signs/Sign_0/Seal.esl", seal())),
    "first of two members of one name": lambda: ofd(
        ("Doc_0/Pages/Page_0/Content.xml", page(text("示例"))), content=text(MARK)),
    "second of two members of one name": lambda: ofd(
        ("Doc_0/Pages/Page_0/Content.xml", page(text(MARK)))),
    "half a member": lambda: ofd(("Doc_0/x.xml", page(text(MARK))[:-30])),
    "GBK": lambda: ofd(("Doc_0/x.xml", page(text(MARK)).replace("UTF-8", "GBK").encode("gbk"))),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_wherever_it_hides(inspector: Inspector, place: str) -> None:
    """A mark in any place of an OFD is found."""
    assert stopped_in(inspector, PLACES[place](), "示例.dat")


def test_the_page_is_named(inspector: Inspector) -> None:
    """A finding says on which page it stands, however the document writes the way there."""
    for where in ("Pages/Page_0/Content.xml", "/Doc_0/Pages/Page_0/Content.xml",
                  "./Pages/../Pages/Page_0/content.XML", "Pages\\Page_0\\Content.xml"):  # fmt: skip
        data = ofd(content=text(MARK), where=where)

        assert ("", "") in stopped_in(inspector, data, "示例.ofd"), where


UNREAD = {
    "glyphs without characters": (
        lambda: ofd(content=text("\ue000\ue001").replace(
            "</ofd:TextObject>", "<ofd:CGTransform><ofd:Glyphs>5 6</ofd:Glyphs></ofd:CGTransform>"
            "</ofd:TextObject>")), {"glyphs"}),
    "curves and nothing else": (
        lambda: ofd(content="<ofd:PathObject Boundary='0 0 9 9'/>"), {"glyphs"}),
    "encrypted": (lambda: ofd(("Encryptions.xml", xml("Encryptions", ""))), {"encrypted"}),
    "entities": (
        lambda: ofd(("a.xml", f"<!DOCTYPE a [<!ENTITY b '{MARK}'>]><a>&b;</a>")), {"damaged"}),
    "a picture": (lambda: ofd(("Doc_0/Res/a.jb2", b"\x97JB2\r\n\x1a\n" + bytes(40))), {"binary"}),
}  # fmt: skip


@pytest.mark.parametrize("case", UNREAD)
def test_what_cannot_be_read_is_unread(inspector: Inspector, case: str) -> None:
    """Letters drawn as shapes, locks and entities are never clean."""
    make, expected = UNREAD[case]
    found = reasons_of(inspector, make(), "示例.ofd")

    assert expected <= found or (case == "a picture" and found)


XML = {
    "text": f"<a><b>{MARK}</b></a>",
    "cut by elements": "<a><b>机</b><b>密★</b>10年</a>",
    "attribute": f"<a b='{MARK}'/>",
    "comment": f"<a/><!-- {MARK} -->",
    "instruction": f"<a/><?b {MARK}?>",
    "CDATA": f"<a><![CDATA[{MARK}]]></a>",
    "behind a broken tag": f"<a><b></a>{MARK}",
    "address": "<a href='data:text/plain;base64,"
    + base64.b64encode(MARK.encode("gbk")).decode()
    + "'/>",
    "binary": f"<a>{base64.b64encode(docx(paragraph(MARK))).decode()}</a>",
    "SVG": f"<svg xmlns='http://www.w3.org/2000/svg'><text>{MARK}</text></svg>",
    "SVG letter by letter": "<svg>" + "".join(f"<text>{c}</text>" for c in SPLIT) + "</svg>",
}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("place", XML)
def test_any_xml(inspector: Inspector, place: str, encoding: str) -> None:
    """XML of no known vocabulary is read whole, whatever encoding it declares."""
    data = f'<?xml version="1.0" encoding="us-ascii"?>{XML[place]}'.encode(encoding)

    assert stopped_in(inspector, data, "示例.dat")


def test_entities_are_unread(inspector: Inspector) -> None:
    """What an entity stands for may be put together from pieces."""
    data = f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b '{MARK}'>]><a>&b;</a>".encode()

    assert reasons_of(inspector, data, "示例.dat") == {"damaged"}


def test_pictures_in_addresses(inspector: Inspector) -> None:
    """A file that a page holds in its own text is read like any other."""
    packed = base64.urlsafe_b64encode(docx(paragraph(MARK))).decode().rstrip("=")
    page = f"<html><body><a href='data:application/x;base64,{packed}'>示例</a></body></html>"
    picture = base64.b64encode(b"\xff\xd8\xff\xe0" + bytes(99)).decode()

    assert stopped_in(inspector, page.encode(), "示例.html")
    assert reasons_of(
        inspector, f"<html><img src='data:image/jpeg;base64,{picture}'></html>".encode(), "a.html"
    )
