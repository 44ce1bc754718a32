"""Archives: members are read wherever they stand, and what cannot be unpacked is unread by name."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

import pytest
from samples import MARK, reasons_of, seven, stopped_in, zipped

from zhamen.inspection.inspector import Inspector
from zhamen.reading.archives import libarchive
from zhamen.reading.reader import Reader
from zhamen.settings import Limits, Settings

TEXT = MARK.encode()
INNOCENT = "示例".encode()
needs_libarchive = pytest.mark.skipif(
    libarchive.library() is None, reason="Debian's libarchive13 is not here"
)


def tarred(format: int = tarfile.PAX_FORMAT, name: str = "a.txt", **more: object) -> bytes:
    """Return a TAR of one member that holds the mark, or of a link."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=format) as archive:
        info = tarfile.TarInfo(name)
        info.size = 0 if "linkname" in more else len(TEXT)
        for key, value in more.items():
            setattr(info, key, value)
        archive.addfile(info, io.BytesIO(TEXT))
    return buffer.getvalue()


def zip_with(package_comment: bytes = b"", **told: object) -> bytes:
    """Return a ZIP of one innocent member of which its entry tells this."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        info = zipfile.ZipInfo("a.txt")
        for key, value in told.items():
            setattr(info, key, value)
        package.writestr(info, INNOCENT)
        package.comment = package_comment
    return buffer.getvalue()


def renamed(name: bytes, flags: int = 0) -> bytes:
    """Return a ZIP whose member has this name, whatever the flag says of its encoding."""
    data = zipped(("x" * len(name), INNOCENT))
    data = data.replace(b"x" * len(name), name)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(signature) + at
        data = data[:place] + struct.pack("<H", flags) + data[place + 2 :]
    return data


def unlisted() -> bytes:
    """Return a ZIP with a member between two others that its directory does not name."""
    hidden = zipped(("b.txt", TEXT))
    whole = zipped(("a.txt", INNOCENT))
    cut = whole.index(b"PK\x01\x02")
    piece = hidden[: hidden.index(b"PK\x01\x02")]
    shifted = len(piece).to_bytes(4, "little")
    end = whole[-22:-6] + (cut + len(piece)).to_bytes(4, "little") + whole[-2:]
    return whole[:cut] + piece + whole[cut:-22] + end + shifted[:0]


def streamed() -> bytes:
    """Return a ZIP written to a pipe: sizes stand behind the data."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.txt", TEXT)
    return pipe.getvalue()


def gzip_with(flag: int, field: bytes, data: bytes = INNOCENT) -> bytes:
    """Return a gzip stream with one more field in its head."""
    packed = gzip.compress(data)
    return packed[:3] + bytes((flag,)) + packed[4:10] + field + packed[10:]


def rar5(name: str, data: bytes, method: int = 0, comment: bytes = b"") -> bytes:
    """Return a RAR of the new generation with one member, stored unless told otherwise."""

    def block(kind: int, flags: int, fields: bytes, content: bytes = b"") -> bytes:
        inner = bytes((kind, flags)) + (bytes((len(content),)) if flags & 2 else b"") + fields
        sized = bytes((len(inner),)) + inner
        return struct.pack("<I", zlib.crc32(sized)) + sized + content

    def file(name: bytes, content: bytes) -> bytes:
        return (b"\x04" + bytes((len(content), 0)) + struct.pack("<I", zlib.crc32(content))
                + bytes((0x80, method and 1, 1, len(name)))[method == 0 :] + name)  # fmt: skip

    blocks = block(1, 0, b"\0")
    if comment:
        blocks += block(3, 2, file(b"CMT", comment), comment)
    blocks += block(2, 2, file(name.encode(), data), data)
    return b"Rar!\x1a\x07\x01\x00" + blocks + block(5, 0, b"\0")


def rar4(name: bytes, data: bytes, flags: int = 0, method: int = 0x30) -> bytes:
    """Return a RAR of the old generation with one member."""
    head = struct.pack("<IIBIIBBHI", len(data), len(data), 2, zlib.crc32(data), 0, 29, method,
                       len(name), 32) + name  # fmt: skip
    body = struct.pack("<BHH", 0x74, 0x8000 | flags, 7 + len(head)) + head
    main = struct.pack("<BHH", 0x73, 0, 13) + bytes(6)
    end = struct.pack("<BHH", 0x7B, 0x4000, 7)
    blocks = (main, body, end)
    sealed = [struct.pack("<H", zlib.crc32(each) & 0xFFFF) + each for each in blocks]
    return b"Rar!\x1a\x07\x00" + sealed[0] + sealed[1] + data + sealed[2]


PLACES: dict[str, Callable[[], bytes]] = {
    "zip: member": lambda: zipped(("a.txt", TEXT)),
    "zip: stored": lambda: zipped(("a.txt", TEXT), method=zipfile.ZIP_STORED),
    "zip: bzip2": lambda: zipped(("a.txt", TEXT), method=zipfile.ZIP_BZIP2),
    "zip: lzma": lambda: zipped(("a.txt", TEXT), method=zipfile.ZIP_LZMA),
    "zip: sizes behind the data": streamed,
    "zip: name": lambda: zipped((f"{MARK}.txt", "示例")),
    "zip: name of a folder": lambda: zipped((f"{MARK}/", "")),
    "zip: name of an empty file": lambda: zipped((f"{MARK}.txt", "")),
    "zip: name of a picture": lambda: zipped((f"{MARK}.jpg", b"\xff\xd8\xff\xe0" + bytes(99))),
    "zip: name in GBK": lambda: renamed(MARK.encode("gbk")),
    "zip: name in GBK that is said to be UTF-8": lambda: renamed(MARK.encode("gbk"), 1 << 11),
    "zip: name in Big5": lambda: renamed("機密★10年（示例）".encode("big5")),
    "zip: name in UTF-8 without the flag": lambda: renamed(TEXT),
    "zip: name taken for characters of DOS": lambda: renamed(
        MARK.encode("gbk").decode("cp437").encode(), 1 << 11
    ),
    "zip: comment": lambda: zip_with(package_comment=MARK.encode("gbk")),
    "zip: comment of a member": lambda: zip_with(comment=TEXT),
    "zip: name in an extra field": lambda: zip_with(
        extra=struct.pack("<HHBI", 0x7075, 5 + len(TEXT), 1, 0) + TEXT
    ),
    "zip: unknown extra field": lambda: zip_with(
        extra=struct.pack("<HH", 0x4C4C, len(TEXT)) + TEXT
    ),
    "zip: member that no directory names": unlisted,
    "zip: first of two directories": lambda: zipped(("a.txt", TEXT)) + zipped(("b.txt", "示例")),
    "zip: second of two directories": lambda: zipped(("a.txt", "示例")) + zipped(("b.txt", TEXT)),
    "zip: first of two names": lambda: zipped(("a.txt", TEXT), ("a.txt", "示例")),
    "zip: torn, without a directory": lambda: zipped(("a.txt", TEXT), ("b.txt", "示例"))[:-60],
    "zip: behind the end": lambda: zipped(("a.txt", "示例")) + TEXT,
    "zip: in the comment": lambda: zip_with(package_comment=zipped(("b.txt", TEXT))),
    "zip: path out of the folder": lambda: zipped(("../../" + MARK, "示例")),
    "zip: in a zip in a zip": lambda: zipped(("b", zipped(("a", zipped(("a.txt", TEXT)))))),
    "tar: old": lambda: tarred(tarfile.USTAR_FORMAT),
    "tar: GNU": lambda: tarred(tarfile.GNU_FORMAT),
    "tar: pax": lambda: tarred(tarfile.PAX_FORMAT),
    "tar: long name": lambda: tarred(tarfile.GNU_FORMAT, "示" * 80 + MARK),
    "tar: long name in a pax header": lambda: tarred(name="示" * 80 + MARK),
    "tar: link": lambda: tarred(type=tarfile.SYMTYPE, linkname=MARK),
    "tar: long link": lambda: tarred(
        tarfile.GNU_FORMAT, type=tarfile.SYMTYPE, linkname="示" * 80 + MARK
    ),
    "tar: owner": lambda: tarred(tarfile.GNU_FORMAT, uname=MARK[:8]),
    "tar: comment": lambda: tarred(pax_headers={"comment": MARK}),
    "tar: behind the end": lambda: tarred(name="b") + tarred(name=MARK),
    "tar: words behind the end": lambda: tarred()[:1024].replace(TEXT, b" " * len(TEXT)) + TEXT * 9,
    "gz": lambda: gzip.compress(TEXT),
    "gz: second stream": lambda: gzip.compress(INNOCENT) + gzip.compress(TEXT),
    "gz: name": lambda: gzip_with(8, MARK.encode("gbk") + b"\0"),
    "gz: comment": lambda: gzip_with(16, TEXT + b"\0"),
    "gz: extra": lambda: gzip_with(4, struct.pack("<H", len(TEXT)) + TEXT),
    "gz: behind the end": lambda: gzip.compress(INNOCENT) + TEXT,
    "tgz": lambda: gzip.compress(tarred()),
    "bz2": lambda: bz2.compress(TEXT),
    "xz": lambda: lzma.compress(TEXT),
    "lzma": lambda: lzma.compress(TEXT, lzma.FORMAT_ALONE),
    "zlib": lambda: zlib.compress(TEXT * 3),
    "7z: stored": lambda: seven(("a.txt", TEXT), method=b"\0"),
    "7z: LZMA2": lambda: seven(("a.txt", TEXT), method=b"\x21"),
    "7z: second of a folder": lambda: seven(("a.txt", INNOCENT), ("b.txt", TEXT)),
    "7z: name": lambda: seven((MARK, INNOCENT)),
    "7z: packed header": lambda: seven(("a.txt", TEXT), packed_header=True),
    "rar: old": lambda: rar4(b"a.txt", TEXT),
    "rar: old, name": lambda: rar4(MARK.encode("gbk"), INNOCENT),
    "rar: new": lambda: rar5("a.txt", TEXT),
    "rar: new, name": lambda: rar5(MARK, INNOCENT),
    "rar: comment": lambda: rar5("a.txt", INNOCENT, comment=TEXT),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_wherever_it_hides(inspector: Inspector, place: str) -> None:
    """A mark in any place of an archive is found, under a name that says nothing."""
    assert stopped_in(inspector, PLACES[place](), "示例.dat")


FOREIGN = {
    "ar": b"!<arch>\n" + b"a.txt/".ljust(16) + b"0".ljust(12) + b"0".ljust(6) * 2
    + b"100644".ljust(8) + str(len(TEXT)).encode().ljust(10) + b"`\n" + TEXT,
    "cpio": b"070701" + b"".join(b"%08x" % each for each in
            (1, 0o100644, 0, 0, 1, 0, len(TEXT), 0, 0, 0, 0, 6, 0)) + b"a.txt\0" + TEXT
            + b"070701" + b"0" * 88 + b"0000000b" + b"0" * 8 + b"TRAILER!!!\0\0\0\0",
}  # fmt: skip


@needs_libarchive
@pytest.mark.parametrize("kind", FOREIGN)
def test_what_libarchive_opens(inspector: Inspector, kind: str) -> None:
    """Archives that we have no reader of our own for are read, where Debian's library is."""
    assert stopped_in(inspector, FOREIGN[kind], "示例.dat")


def without_libarchive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take libarchive away for one test."""
    monkeypatch.setattr(libarchive, "library", lambda: None)


def locked_seven() -> bytes:
    return seven(("a.txt", TEXT), method=b"\x06\xf1\x07\x01")


UNREAD = {
    "zip: under a password": (lambda: zipped_and_locked(), {"encrypted"}),
    "zip: unknown method": (lambda: zip_of_method(1), {"not_supported:compression"}),
    "zip: AES": (lambda: zip_of_method(99), {"encrypted"}),
    "zip: of another checksum": (
        lambda: zipped(("a.txt", "示例" * 9), method=0).replace(INNOCENT, "二例".encode(), 1),
        {"damaged"},
    ),
    "zip: without a directory": (lambda: zipped(("a.txt", "示例"))[:-70], {"damaged"}),
    "zip: ends and nothing else": (lambda: (b"PK\x05\x06" + bytes(18)) * 9, {"damaged"}),
    "zip: first of several volumes": (
        lambda: b"PK\x07\x08" + zipped(("a.txt", "示例")), {"split"},
    ),
    "tar: cut off": (lambda: tarred()[:515], {"damaged"}),
    "gz: cut off": (lambda: gzip.compress(INNOCENT * 999)[:-12], {"damaged"}),
    "xz: cut off": (lambda: lzma.compress(INNOCENT * 999)[:-30], {"damaged"}),
    "7z: under a password": (locked_seven, {"encrypted"}),
    "7z: unknown method": (
        lambda: seven(("a.txt", TEXT), method=b"\x7f\x01"), {"not_supported:compression"},
    ),
    "7z: damaged header": (lambda: seven(("a.txt", TEXT))[:-1], {"damaged"}),
    "rar: under a password": (lambda: rar4(b"a.txt", TEXT, flags=4), {"encrypted"}),
    "rar: one of several volumes": (lambda: rar4(b"a.txt", TEXT, flags=2), {"split"}),
    "rar: packed, and not as it should be": (
        lambda: rar4(b"a.txt", TEXT, method=0x33), {"not_supported:rar"},
    ),
}  # fmt: skip


def zip_of_method(method: int) -> bytes:
    """Return a ZIP whose member claims to be packed by this method."""
    data = bytearray(zipped(("a.txt", TEXT), method=0))
    for signature, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", data, data.index(signature) + at, method)
    return bytes(data)


def zipped_and_locked() -> bytes:
    """Return a ZIP whose member claims to be under a password."""
    data = bytearray(zipped(("a.txt", TEXT)))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= 1
    return bytes(data)


@pytest.mark.parametrize("case", UNREAD)
def test_what_cannot_be_unpacked_is_unread(inspector: Inspector, case: str) -> None:
    """Locked, torn, split or packed in an unknown way: never clean, and the reason is told."""
    make, expected = UNREAD[case]

    assert reasons_of(inspector, make(), "示例.dat") == expected


def reasons(limits: Limits, data: bytes) -> set[str]:
    """Return why something of a file is unread within other limits than usual."""
    with Reader(Settings(limits=limits)) as reader:
        return reasons_of(reader, data, "示例.dat")


def test_bombs_are_stopped() -> None:
    """Layers of zeros end at the limit on what unpacks, whatever their heads say."""
    zeros = bytes(64 << 20)
    small = Limits(expanded_bytes=1 << 20)
    for bomb in (zipped(("a", zeros)), gzip.compress(zeros), bz2.compress(zeros),
                 lzma.compress(zeros), zlib.compress(zeros), seven(("a", zeros))):  # fmt: skip
        assert reasons(small, bomb) == {"expansion"}


def test_the_members_are_counted() -> None:
    """More members than the limit are unread, and not waited for."""
    many = zipped(*((f"{at}.txt", "") for at in range(50)))
    streams = gzip.compress(b"") * 50

    assert reasons(Limits(members=20), many) == {"too_many_members"}
    assert reasons(Limits(members=20), streams) == {"too_many_members"}


def test_a_memory_hungry_dictionary_is_refused() -> None:
    """An LZMA head may ask for gigabytes before there is one byte of content."""
    data = b"\x5d\x00\x00\x00\x80" + b"\xff" * 8 + bytes(64)

    assert reasons(Limits(), data) <= {"memory", "damaged", "binary"}
    assert reasons(Limits(), data)
