"""A stocktake: scanned copy by copy, closed by two, and what does not agree cries out."""

import io
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from custody_staff import Staff, lending, staffed

from zhamen.office.places import Places

SOURCE = Path(__file__).parents[3] / "src"


@pytest.fixture
def staff(desk: Places) -> Staff:
    """A document of two copies in store, and a count of everything by officer and reader."""
    made = staffed()
    made.do("stocktakes", place="all", second="R1")
    return made


def page(staff: Staff, by: str = "K1", way: str = "stocktakes/1") -> str:
    answer = staff.browser(by).get(f"/custody/{way}", secure=True)
    assert answer.status_code == 200
    return answer.content.decode()


def missing(staff: Staff) -> list[tuple[str, str]]:
    from zhamen.office.custody.counting import report
    from zhamen.office.custody.models import Stocktake

    found = report(Stocktake.objects.get()).missing
    return [(copy.document_id, copy.number) for copy in found]


def kinds() -> dict[str, int]:
    from django.utils import timezone

    from zhamen.office.custody.models import Copy
    from zhamen.office.custody.reading import alarmed

    return dict(alarmed(Copy.objects.all(), timezone.localtime()))


@pytest.mark.parametrize("typed", ["D-1/1", "D-1 1", " D-1，1 ", "D-1/01"])
def test_a_copy_is_seen_once(staff: Staff, typed: str) -> None:
    """Scanned twice it is still one; what is missing stands there with its place."""
    first = staff.do("stocktakes/1/scan", code=typed)
    again = staff.do("stocktakes/1/scan", by="R1", code=typed)

    assert "见到 D-1 第 1 份" in first and "已经点过" in again
    assert missing(staff) == [("D-1", "2")]
    assert "1 / 2" in again and "保密室" in again


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("D-9/1", "没有这一份"), ("D-1/7", "没有这一份"), ("D-1", "不是份号识别码"),
        ("一份关于改革的文件 在柜子里", "不是份号识别码"), ("", "没有认出"),
        # A sound code, and no key to tell whose.
        ("730400000000000000000059", "钥匙"),
    ],
)  # fmt: skip
def test_what_is_no_copy_is_told(staff: Staff, typed: str, words: str) -> None:
    """Each in its own words; nothing that was typed is kept."""
    from django.contrib.sessions.models import Session

    said = staff.do("stocktakes/1/scan", code=typed)

    assert words in said and len(missing(staff)) == 2
    assert not [s for s in Session.objects.all() if "改革" in str(s.get_decoded())]


def test_closing_takes_both_and_gaps_cry_out(staff: Staff) -> None:
    """One signature closes nothing; with two, the unseen copy is an alarm on page and overview."""
    staff.do("stocktakes/1/scan", code="D-1/1")
    refused = staff.do("stocktakes/1/close", **staff.signatures("K1"))
    before = kinds()
    closed = staff.do("stocktakes/1/close", **staff.signatures("K1", "R1"))

    assert "签字还不全" in refused and before == {}
    assert "1 份账物不符" in closed and kinds() == {"unseen": 1}
    assert "盘点未见" in page(staff, way="document/D-1")
    assert "盘点未见 1" in staff.browser("K1").get("/", secure=True).content.decode()
    assert "已经结束" in staff.do("stocktakes/1/scan", code="D-1/2")


def test_a_count_is_told_twice(staff: Staff) -> None:
    """In the deeds of each document, signed by both, and as a whole in the journal."""
    from zhamen.office.custody.keeping import deeds_in_journal
    from zhamen.office.journal.reading import entries, lines

    staff.do("stocktakes/1/scan", code="D-1/1")
    staff.do("stocktakes/1/close", **staff.signatures("K1", "R1"))
    last = [*deeds_in_journal("D-1")][-1]
    (closed,) = lines(entries(act="custody.stocktake.closed"))
    people = {f"person:{staff.people[number].pk}" for number in ("K1", "R1")}

    assert (last.name, last.signed) == ("take_stock", people)
    assert {**closed.record.facts} == {"documents": 1, "sighted": 1, "unsighted": 1, "strays": 0}


@pytest.mark.parametrize("way", ["/", "/journal/", "/journal/entry/{number}"])
def test_the_journal_calls_people_by_name(staff: Staff, way: str) -> None:
    """In what was done as well, not only who did it: the second of a count, on every page."""
    from zhamen.office.journal.models import Entry

    (begun,) = Entry.objects.filter(record__contains="custody.stocktake.begun")
    answer = staff.browser("K1").get(way.format(number=begun.number), secure=True)
    shown = answer.content.decode().partition("<pre")[0]

    assert staff.people["R1"].name in shown
    assert f"person:{staff.people['R1'].pk}" not in shown


def test_the_journal_says_levels_in_words(staff: Staff) -> None:
    """As ledgers do: “secret” is 机密 to some and 秘密 to others."""
    from zhamen.office.journal.models import Entry

    received = Entry.objects.filter(record__contains='"level":').earliest("number")
    answer = staff.browser("K1").get(f"/journal/entry/{received.number}", secure=True)
    shown = answer.content.decode().partition("<pre")[0]

    assert "<dt>密级</dt><dd><code>机密</code></dd>" in shown


def test_what_was_destroyed_and_is_still_here(staff: Staff) -> None:
    """A copy that the ledger calls destroyed, in somebody's hand, is an alarm until it is gone."""
    staff.do("document/D-1/do/propose_destruction", copies="2", listing="L-1",
             **staff.signatures("K1"))  # fmt: skip
    staff.do("document/D-1/do/approve_destruction", by="L1", copies="2", **staff.signatures("L1"))
    staff.do("document/D-1/do/destroy", copies="2", at_unit="U-5", witnesses="R1 R2",
             **staff.signatures("K1", "R1", "R2"))  # fmt: skip
    for code in ("D-1/1", "D-1/2"):
        seen = staff.do("stocktakes/1/scan", code=code)
    staff.do("stocktakes/1/close", **staff.signatures("K1", "R1"))
    crying = kinds()
    staff.do("stocktakes", place="all", second="R1")
    staff.do("stocktakes/2/scan", code="D-1/1")
    staff.do("stocktakes/2/close", **staff.signatures("K1", "R1"))

    assert "账上已离开" in seen and crying == {"stray": 1}
    assert kinds() == {}


def test_a_lent_copy_is_looked_for_too(staff: Staff) -> None:
    """It should be with its reader; whoever says where it was seen is told if that is elsewhere."""
    from zhamen.office.custody.models import Place

    other = Place.objects.create(name="另一间")
    staff.do("document/D-1/do/lend", **lending(staff), **staff.signatures("K1", "R1"))
    before = page(staff)
    after = staff.do("stocktakes/1/scan", code="D-1/1", place=f"place:{other.pk}")

    assert "示例R1" in before and "借出" in before
    assert "不在登记的地点" in after and "另一间" in after


def test_a_place_is_counted_by_whole_documents(desk: Places) -> None:
    """What lies elsewhere is not looked for, until one of its copies turns up here."""
    from zhamen.office.custody.models import Place

    staff = staffed()
    other = f"place:{Place.objects.create(name='另一间').pk}"
    staff.do("do/receive", document="D-2", level="secret", carrier="paper", issuer="U-9",
             copies="1,2", intact="on", scope="R1", **staff.signatures("K1"))  # fmt: skip
    staff.do("document/D-2/do/enter", copies="1,2", place=other, **staff.signatures("K1"))
    staff.do("stocktakes", second="R1", place=staff.place)
    before = missing(staff)
    staff.do("stocktakes/1/scan", code="D-2/1")

    assert before == [("D-1", "1"), ("D-1", "2")]
    assert missing(staff) == [("D-1", "1"), ("D-1", "2"), ("D-2", "2")]


def test_a_count_may_be_given_up(staff: Staff) -> None:
    """No ledger changes; only whoever began it may, and one at a time is under way."""
    twice = staff.do("stocktakes", place="all", second="R2")
    assert staff.browser("R1").post("/custody/stocktakes/1/abandon", secure=True).status_code == 404
    given_up = staff.do("stocktakes/1/abandon")

    assert "还没有结束" in twice and "已作废" in given_up
    assert kinds() == {} and "没有盘点过" in given_up


@pytest.mark.parametrize(("by", "status"), [("K1", 200), ("L1", 200), ("R1", 200), ("R2", 404)])
def test_who_sees_a_count(staff: Staff, by: str, status: int) -> None:
    """Keepers and the two who count; others do not know of it, and scan nothing."""
    assert staff.browser(by).get("/custody/stocktakes/1", secure=True).status_code == status
    scanned = staff.browser(by).post("/custody/stocktakes/1/scan", {"code": "D-1/1"}, secure=True)
    assert scanned.status_code == (302 if by in ("K1", "R1") else 404)


def test_nobody_counts_alone_and_officers_alone_begin(desk: Places) -> None:
    """The second person is another; a reader begins nothing."""
    staff = staffed()

    assert "要两个人" in staff.do("stocktakes", place="all", second="K1")
    refused = staff.browser("L1").post("/custody/stocktakes", {"second": "R1"}, secure=True)
    assert refused.status_code == 404
    assert "开始盘点" not in page(staff, "R1", "stocktakes")
    assert "开始盘点" in page(staff, "K1", "stocktakes")
    assert "还没有盘点过" in page(staff, way="stocktakes")


def test_the_list_of_alarms_is_what_the_rules_say(staff: Staff) -> None:
    """The query that a page can afford agrees with the rules, for every neglect."""
    from django.utils import timezone

    from zhamen.custody.alarms import alarms
    from zhamen.custody.ledger import LEDGER
    from zhamen.office.custody.keeping import deeds_of
    from zhamen.office.custody.models import Copy
    from zhamen.office.custody.reading import alarmed, crying

    staff.do("document/D-1/do/lend", **{**lending(staff), "due": str(timezone.localdate())},
             **staff.signatures("K1", "R1"))  # fmt: skip
    staff.do("document/D-1/do/propose_destruction", copies="2", listing="L-1",
             **staff.signatures("K1"))  # fmt: skip
    for days in (0, 1, 29, 31):
        now = timezone.localtime() + timedelta(days=days, minutes=1)
        state = LEDGER.replay(deeds_of("D-1"))
        assert state is not None
        found = {copy.number for copy in Copy.objects.filter(crying(now))}
        raised = [*alarms(state, now)]
        assert found == {alarm.copy for alarm in raised}
        assert alarmed(Copy.objects.all(), now) == Counter(str(each.kind) for each in raised)
    assert found == {"1", "2"}


@pytest.fixture
def register(desk: Places, tmp_path: Path) -> Iterator[Path]:
    """A register in the settings of this office, and in its folder a marked copy no. 2 of D-1."""
    pytest.importorskip("zxingcpp", reason="the extra ocr is not installed")
    from django.conf import settings
    from PIL import Image, ImageDraw

    page = Image.new("RGB", (1654, 2339), "white")
    for line in range(20):
        ImageDraw.Draw(page).text((230, 340 + line * 80), "SAMPLE " * 12, "black")
    page.save(tmp_path / "D-1.pdf", resolution=200)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "D-1.txt").write_text(
        "示例文件：三号高炉夜间点火的编造安排。" * 4, "utf-8"
    )
    for words in (
        "register keygen -o k", "register build docs --key k -o r.zmr --jobs 1",
        "mark-copy D-1.pdf --copy 2 --key k -o 2.pdf",
        "register keygen -o other", "mark-copy D-1.pdf --copy 1 --key other -o strange.pdf",
        "mark-copy D-1.pdf --copy 7 --key k -o 7.pdf",
    ):  # fmt: skip
        subprocess.run(
            [sys.executable, "-m", "zhamen", *words.split()], cwd=tmp_path, check=True,
            env=os.environ | {"PYTHONPATH": str(SOURCE)}, capture_output=True,
        )  # fmt: skip
    before = settings.ZHAMEN_SETTINGS
    chosen = replace(before.register, bundles=(tmp_path / "r.zmr",), keys=(tmp_path / "k",))
    settings.ZHAMEN_SETTINGS = replace(before, register=chosen)
    yield tmp_path
    settings.ZHAMEN_SETTINGS = before


def photographed(folder: Path, name: str) -> Any:
    """Return a picture of a marked copy's page, as a browser sends it."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from pypdfium2 import PdfDocument

    out = io.BytesIO()
    with PdfDocument(folder / name) as document:
        document[0].render(scale=150 / 72).to_pil().convert("RGB").save(out, "JPEG", quality=80)
    return SimpleUploadedFile("photo.jpg", out.getvalue(), "image/jpeg")


@pytest.mark.parametrize(
    ("name", "words"),
    [("2.pdf", "见到 D-1 第 2 份"), ("7.pdf", "没有这一份"), ("strange.pdf", "不是本单位")],
)
def test_a_photograph_of_the_margin_is_enough(
    register: Path, staff: Staff, name: str, words: str
) -> None:
    """What `zhamen mark-copy` printed is known by the register's key; others' codes are not."""
    said = staff.do("stocktakes/1/scan", picture=photographed(register, name))

    assert words in said
    assert len(missing(staff)) == (1 if name == "2.pdf" else 2)


def test_a_scanner_types_the_digits(register: Path, staff: Staff) -> None:
    """What a keyboard-wedge scanner reads in the margin; one digit wrong is another code."""
    from zhamen.office.custody.scanning import codes_in

    (digits,) = codes_in(photographed(register, "2.pdf").read())
    wrong = digits[:-3] + str((int(digits[-3]) + 1) % 10) + digits[-2:]

    assert "不是份号识别码" in staff.do("stocktakes/1/scan", code=wrong)
    assert "见到 D-1 第 2 份" in staff.do("stocktakes/1/scan", code=digits)


@pytest.mark.parametrize("data", [b"\xff\xd8\xff\xe0 no picture", b"", b"x" * 1000])
def test_what_is_no_picture_breaks_nothing(staff: Staff, data: bytes) -> None:
    """It shows no code, and the page says so."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    said = staff.do("stocktakes/1/scan", picture=SimpleUploadedFile("a.jpg", data))

    assert "没有认出识别码" in said
