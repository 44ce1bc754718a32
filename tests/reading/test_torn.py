"""Documents torn, cut, overwritten: a reader says what it can, or that it cannot, and no more."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import MARK
from test_places import EXCEL, FILES, KINDS, MADE, OLD, OPEN, POWERPOINT, RICH, WORD

from zhamen.errors import ReadError
from zhamen.model.verdict import Unread
from zhamen.reading.filing import Address, format_of, read_file
from zhamen.reading.formatting import Embedded, Piece, Room
from zhamen.reading.glimpse import glimpse
from zhamen.settings import Limits

TOKEN = MARK + "甲子"
CORPUS = {
    "ooxml": [WORD["around a deletion"], EXCEL["runs of a shared string"], EXCEL["binary workbook"],
              POWERPOINT["line break"]],
    "odf": [OPEN["deletion"], OPEN["cells"]],
    "flat": [WORD["flat package"], OPEN["flat"], EXCEL["Excel 2003 XML"]],
    "ole": [OLD["Word 97, around a field's code"], OLD["Excel 97, note"], OLD["PowerPoint 97"],
            OLD["Excel 97, shared string over two records"], OLD["Word 6"], OLD["properties"]],
    "rtf": [RICH["object"], RICH["Unicode with stand-ins"], RICH["binary"], RICH["hidden"]],
    "metafile": [OLD["metafile"]],
}  # fmt: skip
CUTS = st.lists(
    st.tuples(st.integers(0, 1 << 20), st.integers(0, 40), st.binary(max_size=12)), min_size=1,
    max_size=8,
)  # fmt: skip


def torn(data: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    """Return a file with pieces of it replaced."""
    for at, size, put in cuts:
        at %= len(data) + 1
        data = data[:at] + put + data[at + size :]
    return data


def torn_inside(data: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    """Return a package of which one member is torn, so that the damage reaches the parsers."""
    package = zipfile.ZipFile(io.BytesIO(data))
    names = package.namelist()
    chosen = names[cuts[0][0] % len(names)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as written:
        for name in names:
            content = package.read(name)
            written.writestr(name, torn(content, cuts) if name == chosen else content)
    return buffer.getvalue()


def contents(data: bytes, wanted: str) -> list[object]:
    """Return what the format of this name makes of a file, if the file is still its own."""
    try:
        chosen = format_of(glimpse(data), "示例")
    except ReadError as error:
        return [Unread("", error.reason)]
    if chosen.name != wanted:
        return [Unread("", "another format")]
    try:
        return list(chosen.read(data, Limits()))
    except ReadError as error:
        return [Unread("", error.reason)]


@pytest.mark.parametrize("name", CORPUS)
@settings(max_examples=150, deadline=None)
@given(which=st.integers(0, 99), cuts=CUTS)
def test_whatever_is_torn(name: str, which: int, cuts: list[tuple[int, int, bytes]]) -> None:
    """Only contents come out, nothing but ReadError is raised, and nothing is passed over."""
    builds = CORPUS[name]
    data = builds[which % len(builds)](TOKEN)
    inside = torn_inside(data, cuts) if data.startswith(b"PK") else torn(data, cuts)
    for each in (inside, torn(data, cuts)):
        found = contents(each, name)

        assert found
        assert all(isinstance(content, Piece | Embedded | Unread) for content in found)


def samples() -> Iterator[tuple[str, bytes, str]]:
    """Yield documents of every kind with what they say."""
    for kind, builds in KINDS.items():
        for place, build in builds.items():
            yield f"{kind}: {place}", build(TOKEN), TOKEN
    for name, tokens in MADE.items():
        yield name, (FILES / name).read_bytes(), MARK + tokens.split()[-1]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_file_that_was_cut_off(share: float) -> None:
    """Half a document says what it said, or it is unread."""
    silent = []
    for name, data, said in samples():
        filed = list(read_file(data[: int(len(data) * share)], Address(name), Limits(),
                               Room.PARSER))  # fmt: skip
        texts = ["".join(each[1].text.split()) for each in filed if isinstance(each, tuple)]
        if not any(isinstance(each, Unread) for each in filed) and not any(
            said in text for text in texts
        ):
            silent.append(name)

    assert silent == []
