"""The ledgers that inspectors ask for: chosen, shown, handed out, and each print on record."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from custody_staff import Staff, lending, staffed

from zhamen.custody.forms import load_ledgers
from zhamen.office.places import Places


@pytest.fixture
def staff(desk: Places) -> Staff:
    """A document of two copies, one of them lent."""
    made = staffed()
    made.do("document/D-1/do/lend", **lending(made), **made.signatures("K1", "R1"))
    return made


def asked(staff: Staff, ledger: str, by: str = "K1", **more: str) -> str:
    answer = staff.browser(by).get("/custody/ledgers", {"ledger": ledger, **more}, secure=True)
    assert answer.status_code == 200
    return answer.content.decode()


def book(staff: Staff, ledger: str) -> list[list[str]]:
    answer = staff.browser("K1").post(
        "/custody/ledgers", {"ledger": ledger, "form": "xlsx"}, secure=True
    )
    page = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell or "" for cell in row] for row in page.iter_rows(min_row=3, values_only=True)]
    return rows[: next(at for at, row in enumerate(rows) if not any(row))]


def test_the_main_ledger_says_where_every_copy_is(staff: Staff) -> None:
    """Names, places and states in words; the title stays blank for the hand."""
    heads, *rows = book(staff, "holdings")
    held = [dict(zip(heads, row, strict=True)) for row in rows]

    assert [(row["份号"], row["责任人"], row["状态"]) for row in held] == [
        ("1", "示例R1", "借出"),
        ("2", "示例K1", "在库"),
    ]
    assert {row["存放地点"] for row in held} == {"保密室"}
    assert {row["知悉范围"] for row in held} == {"示例K1、示例R1"}
    assert {row["发文字号、标题"] for row in held} == {""}


def test_a_loan_is_a_row_with_its_people(staff: Staff) -> None:
    """Who, approved by whom, until when; the day of return is still empty."""
    heads, row = book(staff, "loan")
    told = dict(zip(heads, row, strict=True))

    assert told["借阅人"] == "示例R1" and told["批准人"] == "示例L1"
    assert (told["应还日期"], told["归还日期"]) == ("2099-01-01", "")


def test_a_period_has_what_began_in_it(staff: Staff) -> None:
    """Days before the first deed hold nothing; the main ledger of such a day is empty."""
    before = str(date.today() - timedelta(days=30))
    period = {"since": "2020-01-01", "until": before}

    for ledger in ("loan", "receipt", "holdings"):
        assert "这段时间没有" in asked(staff, ledger, **period)
        assert "D-1" in asked(staff, ledger)
    assert "头尾反了" in asked(staff, "loan", since="2026-02-01", until="2026-01-01")


@pytest.mark.parametrize("name", load_ledgers())
def test_every_ledger_is_shown_and_set(staff: Staff, name: str) -> None:
    """As PDF and as a workbook, whether anything stands in it or not."""
    pytest.importorskip("typst", reason="the extra paper is not installed")
    assert load_ledgers()[name].title in asked(staff, name)
    for form, mark in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        values = {"ledger": name, "form": form}
        answer = staff.browser("K1").post("/custody/ledgers", values, secure=True)
        assert answer.content.startswith(mark), answer.content.decode("utf-8", "ignore")[:2000]
        assert f'.{form}"' in answer["Content-Disposition"]


def test_each_print_is_on_record(staff: Staff) -> None:
    """Which ledger and how many rows; a form that nobody knows prints nothing."""
    from zhamen.office.journal.reading import entries, lines

    book(staff, "loan")
    asked(staff, "loan")
    staff.browser("K1").post("/custody/ledgers", {"ledger": "loan", "form": "exe"}, secure=True)
    (line,) = lines(entries(act="custody.ledger.printed"))

    assert line.record.facts["rows"] == 1 and line.record.facts["form"] == "xlsx"


def test_who_keeps_nothing_prints_nothing(staff: Staff) -> None:
    """To a reader the page does not exist, whatever he holds."""
    for send in (staff.browser("R1").get, staff.browser("R1").post):
        assert send("/custody/ledgers", secure=True).status_code == 404
    assert "打印台账" not in staff.browser("R1").get("/custody/", secure=True).content.decode()
