"""Every encoding in every container: whatever a text was written in, and wherever it was packed."""

import base64
import gzip
import io
import struct
import tarfile
from collections.abc import Callable

import pytest
from samples import MARK, stopped_in, zipped

from zhamen.inspection.inspector import Inspector

TRADITIONAL = "機密★10年（示例）"
TEXT = f"关于某工程选址的请示（示例）\n\n{MARK}\n\n请于三日内阅处。"
TEXT_TRADITIONAL = f"關於某工程選址的請示（示例）\n\n{TRADITIONAL}\n\n請於三日內閱處。"
ENCODINGS = ("gbk", "gb18030", "big5", "utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-7")


def zip_name(name: bytes) -> bytes:
    """Return a ZIP whose only member has this name in raw bytes."""
    data = zipped(("x" * len(name), "示例")).replace(b"x" * len(name), name)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(signature) + at
        data = data[:place] + struct.pack("<H", 0) + data[place + 2 :]
    return data


def tarred(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def mail(content: bytes, encoding: str, kind: str = "text/plain") -> bytes:
    """Return a mail whose body is in Base64, as mail programs write it."""
    head = (f"From: a@example.com\r\nTo: b@example.com\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: {kind}; charset={encoding}\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n")  # fmt: skip
    return head.encode() + base64.encodebytes(content)


def subject(content: bytes, encoding: str) -> bytes:
    word = f"=?{encoding}?B?{base64.b64encode(content).decode()}?="
    return f"From: a@example.com\r\nSubject: {word}\r\n\r\n1".encode()


def page(text: str) -> str:
    return f"<html><head><title>示例</title></head><body><p>{text}</p></body></html>"


CONTAINERS: dict[str, Callable[[str, str, str], bytes]] = {
    "file": lambda text, line, code: text.encode(code),
    "member of a ZIP": lambda text, line, code: zipped(("a.txt", text.encode(code))),
    "name in a ZIP": lambda text, line, code: zip_name(line.encode(code)),
    "body of a mail": lambda text, line, code: mail(text.encode(code), code),
    "body of a mail that lies": lambda text, line, code: mail(text.encode(code), "us-ascii"),
    "header of a mail": lambda text, line, code: subject(line.encode(code), code),
    "header of a mail that lies": lambda text, line, code: subject(line.encode(code), "utf-8"),
    "HTML": lambda text, line, code: page(text).encode(code),
    "TAR": lambda text, line, code: tarred(text.encode(code)),
    "gzip": lambda text, line, code: gzip.compress(text.encode(code)),
    "MHTML": lambda text, line, code: (
        b'From: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b'
        b"\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(page(text).encode(code)) + b"\r\n--b--\r\n"),
}  # fmt: skip


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("container", CONTAINERS)
def test_every_encoding_in_every_container(
    inspector: Inspector, container: str, encoding: str
) -> None:
    """Eight encodings times eleven containers: the mark is found in all of them."""
    is_big5 = encoding == "big5"
    text, line = (TEXT_TRADITIONAL, TRADITIONAL) if is_big5 else (TEXT, MARK)
    data = CONTAINERS[container](text, line, encoding)

    assert stopped_in(inspector, data, "示例.dat")
