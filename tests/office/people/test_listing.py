"""Lists from elsewhere become rows, or say why they do not."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhamen.errors import OfficeError
from zhamen.office.people.listing import Row, read_list

pytest.importorskip("django", reason="the extra console is not installed")

CSV = """工号,姓名,部门,班组,涉密类别
G1,示例甲,炼铁总厂/高炉作业区,甲班,一般

G2,示例乙,保密办,,核心涉密人员
"""
EXPECTED = [
    Row(2, "G1", "示例甲", ("炼铁总厂", "高炉作业区", "甲班"), True, "ordinary"),
    Row(4, "G2", "示例乙", ("保密办",), False, "core"),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_spreadsheet_is_read(encoding: str, mark: str) -> None:
    """In the encodings and with the marks that spreadsheets write."""
    assert read_list(CSV.replace(",", mark).encode(encoding)) == EXPECTED


def test_a_directory_is_read() -> None:
    """LDIF with Base64, a folded line, and units from the name's path."""
    name = base64.b64encode("示例丙".encode()).decode()
    ldif = (
        "version: 1\n\ndn: uid=G3,ou=甲班,ou=炼铁总厂,dc=example\n"
        f"objectClass: person\nuid: G3\ncn:: {name[:4]}\n {name[4:]}\n\n"
        "dn: ou=空,dc=example\nobjectClass: organizationalUnit\n"
    )

    assert read_list(ldif.encode()) == [Row(3, "G3", "示例丙", ("炼铁总厂", "甲班"), False, "none")]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("坏号,示例甲,,,", id="no number"),
        pytest.param("G1,,,,", id="no name"),
        pytest.param("G1,示例甲,,,绝密级", id="no clearance"),
        pytest.param(f"G1,{'长' * 61},,,", id="a long name"),
        pytest.param(f"G1,示例甲,{'a/' * 13},,", id="too deep"),
    ],
)
def test_a_wrong_row_says_why(line: str) -> None:
    """The other rows are not held up by it."""
    rows = read_list(f"工号,姓名,部门,班组,涉密类别\n{line}\nG9,示例,,,\n".encode())

    assert [bool(row.wrong) for row in rows] == [True, False]


def test_a_number_that_comes_twice_is_wrong_the_second_time() -> None:
    """Nobody can tell which of the two is meant."""
    rows = read_list(b"number,name\nG1,a\nG1,b\n")

    assert [bool(row.wrong) for row in rows] == [False, True]


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", "工号,姓名\n".encode()])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    """With a sentence for whoever brought it."""
    with pytest.raises(OfficeError):
        read_list(data)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_no_file_breaks_it(data: bytes) -> None:
    """Rows or a refusal; nothing else."""
    for head in (b"", "工号,姓名,部门\n".encode(), b"dn: x\nuid: 1\n"):
        try:
            rows = read_list(head + data)
        except OfficeError:
            continue
        assert all(isinstance(row, Row) for row in rows)
