"""META.csv: understood as an office writes it, or refused by line and column."""

from pathlib import Path

import pytest

from zhamen.errors import RegisterError
from zhamen.model.terms import Kind, Level
from zhamen.register.document import Document, Status
from zhamen.register.meta import load_meta


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "META.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_heads_and_values(tmp_path: Path, encoding: str) -> None:
    """As a spreadsheet program saves it."""
    text = (
        "编号,文件,标题,文号,简称,事项,类别,密级,保密期限,不得,状态,原件\n"
        "SJ-7,七.docx,示例高炉安排,示发〔2024〕7号；示发〔2024〕8号,青鸾三号,换料;点火,国家秘密,绝密,长期,1；3,已解密,SJ-6\n"
    )
    meta = load_meta(written(tmp_path, text, encoding))
    said = meta.of(tmp_path / "七.docx")

    assert said.document == Document(
        "SJ-7", Kind.STATE, Level.TOP_SECRET, "长期", (1, 3), Status.DECLASSIFIED, "SJ-6"
    )
    assert said.numbers == ("示发〔2024〕7号", "示发〔2024〕8号")
    assert said.matters == ("换料", "点火")
    assert said.has_terms and meta.terms() == 1


def test_english_heads_and_empty_cells(tmp_path: Path) -> None:
    """What is empty has the default; a trade secret has no state level."""
    meta = load_meta(written(tmp_path, "id,file,kind,level\na,,,\nb,b.txt,trade,\n"))

    assert meta.of(Path("a.txt")).document == Document("a")
    assert meta.of(Path("x/b.txt")).document == Document("b", Kind.TRADE, Level.NONE)


def test_without_a_line_the_stem_is_the_id(tmp_path: Path) -> None:
    """State secret, 机密."""
    assert load_meta(None).of(Path("x/D-1.docx")).document == Document("D-1")


def test_a_line_without_a_file_is_named(tmp_path: Path) -> None:
    """Whoever signs must see that something was not met."""
    meta = load_meta(written(tmp_path, "id,file\na,a.txt\nb,b.txt\n"))
    meta.of(Path("a.txt"))

    assert meta.unused() == ["b.txt"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("title\nx\n", "no column id or file", id="nothing to tell documents by"),
        pytest.param("id,colour\na,red\n", "unknown column", id="unknown column"),
        pytest.param("id,level\na,很密\n", "level", id="unknown level"),
        pytest.param("id,clauses\na,9\n", "clauses", id="a must-not that does not exist"),
        pytest.param("id\na\na\n", "given before", id="an id twice"),
        pytest.param("id,file\n,\n x,\n", None, id="empty lines do not matter"),
    ],
)
def test_what_is_not_understood_is_refused(
    tmp_path: Path, text: str, complaint: str | None
) -> None:
    """By file, line and column; half a table is never taken."""
    if complaint is None:
        load_meta(written(tmp_path, text))
        return
    with pytest.raises(RegisterError, match=complaint):
        load_meta(written(tmp_path, text))
