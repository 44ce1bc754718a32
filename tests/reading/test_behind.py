"""Two files in one: an archive behind a picture, a program or a text is read as well."""

import io

import pytest
from PIL import Image
from samples import MARK, reasons_of, seven, stopped_in, zipped
from test_archives import rar5

from zhamen.inspection.inspector import Inspector
from zhamen.reading.archives.behind import archive_behind
from zhamen.reading.reader import Reader
from zhamen.settings import Limits, Settings


def photo() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(buffer, "JPEG")
    return buffer.getvalue()


FRONTS = {
    "picture": photo(),
    "program": b"MZ\x90\x00" + bytes(500),
    "text": "示例文字\n".encode() * 200,
    "sound": b"ID3\x03" + bytes(200),
}
ARCHIVES = {
    "ZIP": zipped(("a.txt", MARK)),
    "RAR": rar5("a.txt", MARK.encode()),
    "7z": seven(("a.txt", MARK.encode())),
}


@pytest.mark.parametrize("front", FRONTS)
@pytest.mark.parametrize("archive", ARCHIVES)
def test_an_archive_behind_another_file(inspector: Inspector, front: str, archive: str) -> None:
    """What one program shows as a picture, another unpacks."""
    data = FRONTS[front] + ARCHIVES[archive]

    assert ("[archive]!/a.txt", "") in stopped_in(inspector, data, "示例.dat")


def test_nothing_is_found_where_nothing_is() -> None:
    """Most files are one file; an archive is no archive behind itself."""
    for data in (*FRONTS.values(), *ARCHIVES.values(), b"", b"PK\x05\x06" + bytes(18)):
        assert archive_behind(data) == b""


def test_the_members_of_a_nest_are_counted_together() -> None:
    """Archives in archives share one limit on members, as they share the others."""
    inner = zipped(*((f"{at}.txt", "示例") for at in range(30)))
    nest = zipped(*((f"{at}.zip", inner) for at in range(5)))
    with Reader(Settings(limits=Limits(members=100))) as reader:
        assert reasons_of(reader, nest, "示例.zip") == {"too_many_members"}
    with Reader(Settings(limits=Limits(members=200))) as reader:
        assert reasons_of(reader, nest, "示例.zip") == set()


def test_one_broken_file_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a library raises for one member, the members beside it are read."""
    from zhamen.reading.filing import Address, read_file
    from zhamen.reading.formats.tar import FORMAT
    from zhamen.reading.formatting import Room

    def broken(data: bytes, limits: Limits) -> object:
        raise RuntimeError

    monkeypatch.setattr(type(FORMAT), "claims", lambda self, head, name: name.endswith("a.tar"))
    monkeypatch.setattr(type(FORMAT), "read", lambda self, data, limits: broken(data, limits))
    data = zipped(("a.tar", "x"), ("b.txt", MARK))
    found = list(read_file(data, Address("示例.zip"), Limits(), Room.PARSER))

    assert any(isinstance(each, tuple) and MARK in each[1].text for each in found)
    assert any(getattr(each, "reason", "") == "damaged" for each in found)
