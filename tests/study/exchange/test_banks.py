"""Questions go out to banks and tables and come back the same; what is broken is told."""

import csv
import zipfile
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhamen.errors import StudyError
from zhamen.study.exchange._format import load_exchanges
from zhamen.study.issue import Issue, Question
from zhamen.study.shipped import shipped

BANKS = [name for name, each in load_exchanges().items() if each.reads]
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn", "Co"))
WORDS = st.text(LETTERS, min_size=1, max_size=40).map(str.strip).filter(bool)  # fmt: skip
QUESTIONS = st.lists(
    st.builds(lambda text, options, right, why, clause: Question(
        text, tuple(options), right % len(options) + 1, why, clause),
        WORDS, st.lists(WORDS, min_size=2, max_size=5), st.integers(0, 4), WORDS,
        st.integers(1, 7)), min_size=1, max_size=4)  # fmt: skip


@pytest.mark.parametrize("bank", BANKS)
@pytest.mark.parametrize("issue", shipped(), ids=lambda issue: issue.name)
def test_every_shipped_question_comes_back(bank: str, issue: Issue) -> None:
    """Text, options, right one, reason and must-not; and the same bytes each time."""
    form = load_exchanges()[bank]

    assert form.read(form.write(issue), 1) == list(issue.questions)
    assert form.write(issue) == form.write(issue)


@pytest.mark.parametrize("bank", BANKS)
@given(questions=QUESTIONS)
def test_any_question_comes_back(bank: str, questions: list[Question]) -> None:
    """Whatever signs stand in it: braces, tildes, quotes, commas, leading equals."""
    form = load_exchanges()[bank]
    issue = replace(shipped()[0], questions=tuple(questions))

    assert form.read(form.write(issue), 1) == questions


@pytest.mark.parametrize("bank", BANKS)
@given(data=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(bank: str, data: bytes) -> None:
    """With an error of ours and no other."""
    try:
        load_exchanges()[bank].read(data, 1)
    except StudyError:
        return


GIFT = """// a bank as Moodle writes it
$CATEGORY: 保密

::Q1:: 首页能发吗？ {
=不能 # 对
~能
####首页也涉密。
}

// [tag:不得之6]
底价\\=5\\: 能发吗？{~能 =不能 ####商业秘密。}
"""


def test_a_bank_of_moodle() -> None:
    """Titles, categories, comments on options, escapes, and all on one line."""
    found = load_exchanges()["gift"].read(GIFT.encode(), 3)

    assert found == [
        Question("首页能发吗？", ("不能", "能"), 1, "首页也涉密。", 3),
        Question("底价=5: 能发吗？", ("能", "不能"), 2, "商业秘密。", 6),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0 题"), ("没有括号", "大括号"), ("两个{=a =b ####c}", "一个"), 
        ("没有{~a ~b ####c}", "一个"),
        ("空的{=a ~ ####c}", "空"), ("缺解释{=a ~b}", "解释"), ("一个{=a ####c}", "2 到 5"),
    ],
)  # fmt: skip
def test_a_broken_bank_is_told(text: str, said: str) -> None:
    """Which question, and what is wrong with it."""
    with pytest.raises(StudyError, match=said):
        load_exchanges()["gift"].read(text.encode(), 1)


HEADS = "题目,选项A,选项B,正确,解释"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "缺少列"), ("题目,选项A\n", "缺少列"), (HEADS, "0 题"), 
        (f"{HEADS}\n问,甲,乙,E,因", "第 2 行"),
        (f"{HEADS}\n问,甲,乙,,因", "第 2 行"), (f"{HEADS},不得之\n问,甲,乙,A,因,九", "不得"),
        (f"{HEADS}\n好,甲,乙,A,因\n坏,甲,,A,因", "第 3 行"), (f'{HEADS}\n"问', "CSV"),
    ],
)  # fmt: skip
def test_a_broken_table_names_its_row(text: str, said: str) -> None:
    """As a spreadsheet counts them."""
    with pytest.raises(StudyError, match=said):
        load_exchanges()["csv"].read(text.encode(), 1)


def test_a_table_from_a_chinese_spreadsheet() -> None:
    """GB 18030, other columns between, columns in another order."""
    text = "解释,备注,题目,选项A,选项B,正确\n因为,x,问吗？,甲,乙,b\n"

    assert load_exchanges()["csv"].read(text.encode("gb18030"), 5) == [
        Question("问吗？", ("甲", "乙"), 2, "因为", 5)
    ]


def test_no_cell_is_a_formula() -> None:
    """A question that begins with = is a text in every spreadsheet."""
    question = replace(shipped()[0].questions[0], text="=HYPERLINK(1)")
    made = load_exchanges()["csv"].write(replace(shipped()[0], questions=(question,) * 3))
    rows = list(csv.reader(StringIO(made.decode("utf-8-sig"))))

    assert rows[1][0] == "'=HYPERLINK(1)"


def test_a_workbook_of_another_program() -> None:
    """Shared strings, numbers, empty cells between."""
    openpyxl = pytest.importorskip("openpyxl", reason="the extra test is not installed")
    book = openpyxl.Workbook()
    heads = ["题目", "选项A", "选项B", "选项C", "备注", "正确", "解释", "不得之"]
    for row in (heads, ["问吗？", "甲", "乙", None, None, "A", "因为", 4], [None] * 8):
        book.active.append(row)
    made = BytesIO()
    book.save(made)

    assert load_exchanges()["xlsx"].read(made.getvalue(), 1) == [
        Question("问吗？", ("甲", "乙"), 1, "因为", 4)
    ]


def test_another_program_opens_our_workbook() -> None:
    """With the same cells."""
    openpyxl = pytest.importorskip("openpyxl", reason="the extra test is not installed")
    made = load_exchanges()["xlsx"].write(shipped()[0])
    rows = list(openpyxl.load_workbook(BytesIO(made)).active.values)

    assert rows[0][0] == "题目" and rows[1][0] == shipped()[0].questions[0].text


@pytest.mark.parametrize(
    "sheet",
    [
        b" " * (5 << 20),
        b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 5000 + b'">]><a>' + b"&b;" * 900 + b"</a>",
        b"<worksheet>",
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row><c t="s"><v>99999999999</v></c></row></sheetData></worksheet>',
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row><c t="s"><v>' + b"9" * 5000 + b"</v></c></row></sheetData></worksheet>",
    ],
    ids=["endless unpacked", "entities", "torn", "a string that is not there", "a number for ever"],
)
def test_a_hostile_workbook_is_refused(sheet: bytes) -> None:
    """Before it takes memory."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", sheet)

    with pytest.raises(StudyError):
        load_exchanges()["xlsx"].read(made.getvalue(), 1)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_workbook_is_refused(method: int) -> None:
    """Whichever way it was packed, and wherever the damage begins."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        package.writestr("xl/worksheets/sheet1.xml", bytes(range(256)) * 40)
    whole, start = made.getvalue(), 30 + len("xl/worksheets/sheet1.xml")
    for place in range(start, start + 60, 3):
        torn = whole[:place] + bytes(byte ^ 0xA5 for byte in whole[place : place + 60]) \
            + whole[place + 60 :]  # fmt: skip
        with pytest.raises(StudyError):
            load_exchanges()["xlsx"].read(torn, 1)


@pytest.mark.parametrize("text", ["\x1b[31m红", "问\x07", "长" * 2001])
def test_what_no_issue_may_hold_is_not_imported(text: str) -> None:
    """Neither what a terminal obeys nor a book; the row is named."""
    table = f"题目,选项A,选项B,正确,解释\n{text},a,b,A,因为\n"
    with pytest.raises(StudyError, match="row 2"):
        load_exchanges()["csv"].read(table.encode(), 1)
