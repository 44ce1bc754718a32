"""Office documents under a password are called encrypted, those that nobody opens unread."""

import struct
from collections.abc import Iterator

import pytest
from compounds import compound
from office import biff, odt, old_word, string16
from samples import MARK, docx, paragraph

from zhamen.model.verdict import Unread
from zhamen.reading.filing import Address, Filed, read_file
from zhamen.reading.formatting import Room
from zhamen.settings import Limits

TOKEN = bytes(12) + struct.pack("<I", 0xF3D1C4DF) + bytes(8)
ENTRY = '<manifest><file-entry full-path="content.xml"><encryption-data/></file-entry></manifest>'
LOCKED = {
    "Office 2007 and later": compound({"EncryptedPackage": bytes(99), "EncryptionInfo": b"1"}),
    "Word 97": old_word("示例", flags=0x0100),
    "Excel 97": biff((0x2F, bytes(54)), (0x204, bytes(6) + string16("示例"))),
    "PowerPoint 97": compound({"PowerPoint Document": bytes(99), "Current User": TOKEN}),
    "OpenDocument": odt(paragraph("示例"), ("META-INF/manifest.xml", ENTRY)),
}
UNKNOWN = {
    "Visio": compound({"VisioDocument": MARK.encode("utf-16-le") + bytes(99)}),
    "Project": compound({"   114": {"Props": MARK.encode("utf-16-le") + bytes(99)}}),
    "Works": compound({"MatOST": bytes(99), "CONTENTS": bytes(40) + MARK.encode("gbk") + bytes(9)}),
}


def read(data: bytes) -> Iterator[Filed]:
    return read_file(data, Address("示例"), Limits(), Room.PARSER)


@pytest.mark.parametrize("data", LOCKED.values(), ids=LOCKED)
def test_documents_under_a_password(data: bytes) -> None:
    """What is encrypted is unread by that name."""
    assert "encrypted" in {each.reason for each in read(data) if isinstance(each, Unread)}


def test_what_is_not_damaged() -> None:
    """Empty parts, layouts and document types without entities raise no alarm of their own."""
    typed = '<!DOCTYPE module PUBLIC "-//X//" "module.dtd"><module>REM</module>'
    data = odt("<text:p>示例</text:p>", ("Configurations2/accelerator/current.xml", ""),
               ("layout-cache", bytes(99)), ("Basic/Standard/Module1.xml", typed))  # fmt: skip

    assert not any(isinstance(each, Unread) for each in read(data))


def test_a_picture_elsewhere_is_unread() -> None:
    """A picture that is only referred to was not looked at."""
    link = '<Relationship Type="urn:r/image" TargetMode="External" Target="http://a.invalid/"/>'
    data = docx(paragraph("示例"), ("word/_rels/document.xml.rels", f"<Rels>{link}</Rels>"))

    assert {each.reason for each in read(data) if isinstance(each, Unread)} == {
        "not_supported:link"
    }


@pytest.mark.parametrize("data", UNKNOWN.values(), ids=UNKNOWN)
def test_documents_that_nobody_knows(data: bytes) -> None:
    """Their strings are read, and they are called unread all the same."""
    filed = list(read(data))

    assert any(MARK in each[1].text for each in filed if isinstance(each, tuple))
    assert any(isinstance(each, Unread) for each in filed)
