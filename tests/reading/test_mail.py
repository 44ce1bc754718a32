"""Mail in all its shapes: headers, alternatives and attachments are read, or said to be locked."""

import base64
import binascii
import quopri
import struct
from collections.abc import Callable
from email.header import Header
from typing import Any

import pytest
from compounds import compound
from samples import MARK, docx, paragraph, reasons_of, stopped_in, zipped

from zhamen.errors import ReadError
from zhamen.inspection.inspector import Inspector
from zhamen.reading.mail import mapi

BIG5 = "機密★10年（示例）"
HEAD = "From: a@example.com\r\nTo: b@example.com\r\nSubject: 1\r\n"


def mail(body: str | bytes, *headers: str, encoding: str = "utf-8") -> bytes:
    """Return a mail with these headers more."""
    head = HEAD + "".join(f"{header}\r\n" for header in headers)
    content = body if isinstance(body, bytes) else body.encode(encoding)
    return head.encode(encoding) + b"\r\n" + content


def parts(*each: str | bytes, kind: str = "mixed") -> bytes:
    """Return a mail of these parts."""
    raw = [part if isinstance(part, bytes) else part.encode() for part in each]
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in raw)
    return mail(body + b"--b--\r\n", f'Content-Type: multipart/{kind}; boundary="b"')


def attached(content: bytes, *headers: str) -> bytes:
    """Return a part in Base64."""
    head = "".join(f"{header}\r\n" for header in headers)
    return f"{head}Content-Transfer-Encoding: base64\r\n\r\n".encode() + base64.b64encode(content)


def word(text: str, charset: str, said: str = "") -> str:
    """Return an encoded word, which may claim another charset than it is in."""
    coded = base64.b64encode(text.encode(charset)).decode()
    return f"=?{said or charset}?B?{coded}?="


def uuencoded(content: bytes, name: str) -> str:
    lines = (binascii.b2a_uu(content[at : at + 45]).decode() for at in range(0, len(content), 45))
    return f"begin 644 {name}\n{''.join(lines)}`\nend\n"


def yencoded(content: bytes) -> bytes:
    packed = bytes((byte + 42) % 256 for byte in content)
    for byte in (0x3D, 0, 10, 13):
        packed = packed.replace(bytes((byte,)), bytes((0x3D, (byte + 64) % 256)))
    return b"=ybegin line=128 size=9 name=a.txt\r\n" + packed + b"\r\n=yend size=9\r\n"


def cut_word() -> str:
    """Return a subject whose encoded words cut a character in two."""
    raw = MARK.encode("gbk")
    halves = (raw[:5], raw[5:])
    return "\r\n ".join(f"=?gbk?B?{base64.b64encode(half).decode()}?=" for half in halves)


def tnef(*attributes: tuple[int, bytes]) -> bytes:
    """Return a winmail.dat of these attributes."""
    body = b"".join(
        struct.pack("<BHHI", 1, identity, 0, len(content)) + content + b"\0\0"
        for identity, content in attributes
    )
    return struct.pack("<IH", 0x223E9F78, 1) + body


def properties(identity: int, kind: int, value: bytes) -> bytes:
    padded = value.ljust(-(-len(value) // 4) * 4, b"\0")
    return struct.pack("<IHHII", 1, kind, identity, 1, len(value)) + padded


def packed_rtf(text: bytes) -> bytes:
    """Return RTF as Outlook keeps it, each letter as it is."""
    body = b"".join(b"\0" + text[at : at + 8] for at in range(0, len(text), 8))
    return struct.pack("<IIII", len(body) + 12, len(text), mapi.PACKED, 0) + body


def msg(**streams: bytes) -> bytes:
    """Return a MSG with these streams; `__` in a name stands for a storage's end."""
    tree: dict[str, Any] = {"__properties_version1.0": bytes(32)}
    for name, content in streams.items():
        folder = tree
        *storages, stream = name.split("__")
        for storage in storages:
            folder = folder.setdefault(f"__{storage}", {})
        folder[f"__{stream}"] = content
    return compound(tree)


def text16(text: str) -> bytes:
    return text.encode("utf-16-le")


ATTACHED = "attach_version1.0_#00000000__substg1.0_"
PLACES: dict[str, Callable[[], bytes]] = {
    "body": lambda: mail(MARK),
    "body in GBK": lambda: mail(MARK, encoding="gbk"),
    "body in Base64": lambda: mail(
        base64.b64encode(MARK.encode("gbk")), "Content-Transfer-Encoding: base64"
    ),
    "body in quoted-printable": lambda: mail(
        quopri.encodestring(MARK.encode("gbk")), "Content-Transfer-Encoding: quoted-printable"
    ),
    "body with a lie for a charset": lambda: mail(
        BIG5, "Content-Type: text/plain; charset=us-ascii", encoding="big5"
    ),
    "body in UTF-7": lambda: mail(
        MARK.encode("utf-7"), 'Content-Type: text/plain; charset="utf-7"'
    ),
    "subject": lambda: mail("示例", f"Subject: {word(MARK, 'utf-8')}"),
    "subject raw": lambda: mail("示例", f"Subject: {MARK}", encoding="gbk"),
    "subject in GBK that claims GB 2312": lambda: mail(
        "1", f"Subject: {word(MARK, 'gbk', 'gb2312')}"
    ),
    "subject with a lie for a charset": lambda: mail(
        "1", f"Subject: {word(MARK, 'gbk', 'utf-8')}"
    ),
    "subject cut within a character": lambda: mail("1", f"Subject: {cut_word()}"),
    "subject by the standard library": lambda: mail(
        "1", f"Subject: {Header(MARK, 'utf-8').encode()}"
    ),
    "sender's name": lambda: mail("1", f"From: {word(MARK, 'utf-8')} <a@example.com>"),
    "unknown header": lambda: mail("1", f"X-Content: {word(MARK, 'gbk')}"),
    "plain alternative": lambda: parts(f"\r\n{MARK}", "Content-Type: text/html\r\n\r\n<p>1</p>",
                                       kind="alternative"),
    "HTML alternative": lambda: parts("\r\n1", f"Content-Type: text/html\r\n\r\n<p>{MARK}</p>",
                                      kind="alternative"),
    "hidden block of HTML": lambda: parts(
        f"Content-Type: text/html\r\n\r\n<p>1</p><div style='display:none'>{MARK}</div>"
    ),
    "before the first boundary": lambda: mail(
        f"{MARK}\r\n--b\r\n\r\n1\r\n--b--", "Content-Type: multipart/mixed; boundary=b"
    ),
    "behind the last boundary": lambda: mail(
        f"--b\r\n\r\n1\r\n--b--\r\n{MARK}", "Content-Type: multipart/mixed; boundary=b"
    ),
    "no boundary at all": lambda: mail(MARK, "Content-Type: multipart/mixed"),
    "attachment": lambda: parts(attached(
        docx(paragraph(MARK)), 'Content-Disposition: attachment; filename="a.docx"')),
    "attachment that says it is a picture": lambda: parts(attached(
        docx(paragraph(MARK)), "Content-Type: image/png")),
    "name of an attachment": lambda: parts(attached(
        b"1", f'Content-Disposition: attachment; filename="{word(MARK, "gbk")}"')),
    "name in pieces": lambda: parts(attached(
        b"1", "Content-Disposition: attachment;",
        " filename*0*=gbk''%BB%FA%C3%DC%A1%EF;", " filename*1*=10%C4%EA")),
    "name raw": lambda: parts(
        b'Content-Disposition: attachment; filename="' + MARK.encode("gbk") + b'"\r\n\r\n1'),
    "archive": lambda: parts(attached(zipped(("a.txt", MARK)), "Content-Type: application/zip")),
    "mail in the mail": lambda: parts(b"Content-Type: message/rfc822\r\n\r\n" + mail(MARK)),
    "mail in the mail in Base64": lambda: parts(attached(
        mail(MARK), "Content-Type: message/rfc822")),
    "uuencoded": lambda: mail("1\n" + uuencoded(MARK.encode("gbk"), "a.txt")),
    "name of an uuencoded file": lambda: mail("1\n" + uuencoded(b"1", MARK)),
    "yEnc": lambda: mail(yencoded(MARK.encode("gbk"))),
    "MHTML": lambda: parts(f"Content-Type: text/html\r\n\r\n<p>{MARK}</p>", kind="related"),
    "MHTML, style sheet": lambda: parts(
        f"Content-Type: text/css\r\nContent-Location: a.css\r\n\r\n/* {MARK} */", kind="related"),
    "first of two encodings": lambda: mail(
        MARK, "Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: 8bit"),
    "Apple's": lambda: b"99\n" + mail(MARK),
    "mailbox, second mail": lambda: b"".join(
        b"From a@example.com Tue Nov 24 20:00:00 2026\r\n" + mail(text) + b"\r\n\r\n"
        for text in ("示例", MARK)),
    "winmail.dat: subject": lambda: tnef((0x8004, MARK.encode("gbk"))),
    "winmail.dat: body": lambda: tnef((0x800C, MARK.encode("gbk"))),
    "winmail.dat: attachment": lambda: tnef((0x9002, b""), (0x8010, b"a"), (0x800F, MARK.encode())),
    "winmail.dat: name": lambda: tnef((0x9002, b""), (0x8010, MARK.encode("gbk")), (0x800F, b"1")),
    "winmail.dat: property": lambda: tnef((0x9003, properties(0x0037, 0x1F, text16(MARK)))),
    "winmail.dat: HTML": lambda: tnef((0x9003, properties(0x1013, 0x102, f"<p>{MARK}".encode()))),
    "winmail.dat in a mail": lambda: parts(attached(
        tnef((0x800C, MARK.encode("gbk"))), "Content-Type: application/ms-tnef")),
    "MSG: subject": lambda: msg(**{"substg1.0_0037001F": text16(MARK)}),
    "MSG: body in a code page": lambda: msg(**{"substg1.0_1000001E": MARK.encode("gbk")}),
    "MSG: HTML": lambda: msg(
        **{"substg1.0_10130102": f"<html><p>{MARK}".encode("gbk")}),
    "MSG: recipient": lambda: msg(
        **{"recip_version1.0_#00000000__substg1.0_3001001F": text16(MARK)}),
    "MSG: attachment": lambda: msg(**{f"{ATTACHED}37010102": zipped(("a.txt", MARK))}),
    "MSG: name of an attachment": lambda: msg(**{
        f"{ATTACHED}3707001F": text16(MARK), f"{ATTACHED}37010102": b"1"}),
    "MSG: mail in the mail": lambda: msg(
        **{f"{ATTACHED}3701000D__substg1.0_1000001F": text16(MARK)}),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_wherever_it_hides(inspector: Inspector, place: str) -> None:
    """A mark in any place of a mail is found, under a name that says nothing."""
    assert stopped_in(inspector, PLACES[place](), "示例.dat")


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    return bytes((tag, size)) + content if size < 128 else bytes((tag, 0x82)) + struct.pack(
        ">H", size) + content  # fmt: skip


DATA, SIGNED, ENVELOPED = (
    bytes.fromhex("06092a864886f70d0107") + bytes((kind,)) for kind in (1, 2, 3)
)


def signed(content: bytes) -> bytes:
    """Return what `openssl smime -sign` makes, without its signature."""
    inner = der(0x30, DATA + der(0xA0, der(4, content)))
    return der(0x30, SIGNED + der(0xA0, der(0x30, b"\x02\x01\x01" + der(0x31, b"") + inner)))


def test_what_is_only_signed_is_read(inspector: Inspector) -> None:
    """A signature hides nothing."""
    part = attached(signed(mail(MARK)), 'Content-Type: application/pkcs7-mime; name="smime.p7m"')

    assert stopped_in(inspector, parts(part), "示例.eml")


LOCKED = {
    "S/MIME": lambda: parts(attached(der(0x30, ENVELOPED + der(0xA0, bytes(99))),
                                     "Content-Type: application/pkcs7-mime")),
    "PGP": lambda: mail("-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n"),
    "PGP/MIME": lambda: parts("Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1",
                              kind="encrypted"),
}  # fmt: skip


@pytest.mark.parametrize("case", LOCKED)
def test_what_is_locked_is_unread(inspector: Inspector, case: str) -> None:
    """A mail that only its recipient can open is said to be encrypted."""
    assert "encrypted" in reasons_of(inspector, LOCKED[case](), "示例.eml")


def test_a_very_deep_mail_is_unread(inspector: Inspector) -> None:
    """Mails within mails end at a limit, and without a crash."""
    deep = b"Content-Type: message/rfc822\r\nSubject: 1\r\n\r\n" * 3000 + b"a"
    levels = "".join(
        f'Content-Type: multipart/mixed; boundary="{at}"\r\n\r\n--{at}\r\n' for at in range(3000)
    )

    assert reasons_of(inspector, HEAD.encode() + deep, "示例.eml") == {"nesting"}
    assert reasons_of(inspector, (HEAD + levels).encode(), "示例.eml") == {"nesting"}


def test_a_file_without_its_last_line_is_read(inspector: Inspector) -> None:
    """A mail that was cut off holds what it holds, and many beginnings take no time."""
    cut = uuencoded(MARK.encode("gbk"), "a.txt").removesuffix("`\nend\n")
    many = mail("begin 644 a\n" * 50_000)

    assert stopped_in(inspector, mail("1\n" + cut), "示例.eml")
    assert "timeout" not in reasons_of(inspector, many, "示例.eml")


def test_the_rtf_of_outlook() -> None:
    """Packed RTF is unpacked, back references included; damage is told."""
    hello = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a0072637067313235423268706e0bb16c02802031"
    )
    assert mapi.unpack_rtf(packed_rtf(b"{\\rtf1 1}"), 999) == b"{\\rtf1 1}"
    assert mapi.unpack_rtf(hello, 999).startswith(b"{\\rtf1\\ansi")
    with pytest.raises(ReadError, match="damaged"):
        mapi.unpack_rtf(b"1" * 20, 999)
    with pytest.raises(ReadError, match="expansion"):
        mapi.unpack_rtf(packed_rtf(b"1" * 99), 9)
