"""A deed is filled in, refused with every reason, or signed by all who must, each for himself."""

import re
from datetime import date

import pytest
from custody_staff import Staff, lending, staffed

from zhamen.office.places import Places


@pytest.fixture
def staff(desk: Places) -> Staff:
    """Them, and a document of two copies in store."""
    return staffed()


def states() -> dict[str, tuple[str, str]]:
    from zhamen.office.custody.models import Copy

    return {copy.number: (copy.status, copy.holder) for copy in Copy.objects.all()}


def test_a_document_comes_in(staff: Staff) -> None:
    """Received and entered, both copies are in store and the officer answers for them."""
    keeper = f"person:{staff.people['K1'].pk}"

    assert states() == {"1": ("in_store", keeper), "2": ("in_store", keeper)}


def test_lending_is_signed_by_both(staff: Staff) -> None:
    """Asked first, then done; the reader answers for the copy, and his own page shows it."""
    asked = staff.do("document/D-1/do/lend", **lending(staff))
    before = states()["1"][0]
    staff.do("document/D-1/do/lend", **lending(staff), **staff.signatures("K1", "R1"))
    own = staff.browser("R1").get("/custody/", secure=True).content.decode()

    assert "sign_" in asked and before == "in_store"
    assert states()["1"] == ("lent", f"person:{staff.people['R1'].pk}")
    assert own.count("D-1") >= 1 and "借出" in own


@pytest.mark.parametrize("signers", [("K1",), ("R1",), ()])
def test_without_every_signature_nothing_is_done(staff: Staff, signers: tuple[str, ...]) -> None:
    """One is not enough, whichever it is."""
    staff.do("document/D-1/do/lend", **lending(staff), **staff.signatures(*signers))

    assert states()["1"][0] == "in_store"


def test_a_wrong_code_is_no_signature(staff: Staff) -> None:
    """It counts as a failure of that person's."""
    codes = staff.signatures("K1") | staff.signatures("R1", code="000000")
    page = staff.do("document/D-1/do/lend", **lending(staff), **codes)
    staff.people["R1"].refresh_from_db()

    assert "动态码不对" in page and staff.people["R1"].failures == 1
    assert states()["1"][0] == "in_store"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"reader": "R2"}, "知悉范围", id="outside the scope"),
        pytest.param({"copy": "9"}, "9", id="no such copy"),
        pytest.param({"reader": "X9"}, "没有这个工号", id="a stranger"),
        pytest.param({"copy": "看完那份关于改革的文件"}, "份", id="a sentence"),
        pytest.param({"copy": "写 一句 话"}, "只填一个", id="several"),
        pytest.param({"copy": "关于改革"}, "不写文字", id="a title, however short"),
    ],
)
def test_what_the_rules_refuse_is_not_signed(
    staff: Staff, changes: dict[str, str], words: str
) -> None:
    """The reasons are shown, and nobody is asked for a signature."""
    page = staff.do("document/D-1/do/lend", **lending(staff, **changes))

    assert words in page and "sign_" not in page
    assert states()["1"][0] == "in_store"


def test_what_may_be_done_now_is_offered(staff: Staff) -> None:
    """The page asks the rules: a copy in store is lent, one that is lent is given back."""
    before = offered(staff)
    staff.do("document/D-1/do/lend", **lending(staff), **staff.signatures("K1", "R1"))
    after = offered(staff)

    assert {"lend", "read", "take_stock", "lose"} <= before and "give_back" not in before
    assert {"give_back", "carry_out"} <= after
    assert not {"repair", "destroy", "acknowledge"} & (before | after)
    assert offered(staff, "L1") == {"lose"}


def offered(staff: Staff, number: str = "K1") -> set[str]:
    page = staff.browser(number).get("/custody/document/D-1", secure=True).content.decode()
    return set(re.findall(r"/custody/document/D-1/do/(\w+)", page))


def test_what_its_issuer_wants_back_is_late_too(staff: Staff) -> None:
    """A recall that was let pass stands among the overdue, though the copy never left store."""
    from zhamen.office.custody.models import Copy

    Copy.objects.filter(number="2").update(recalled=date(2020, 1, 1))
    page = staff.browser("K1").get("/custody/?status=late", secure=True).content.decode()

    assert "1 份" in page and page.count("/custody/document/D-1") == 1


def test_who_keeps_nothing_sees_nothing(staff: Staff) -> None:
    """To somebody who holds no copy the document does not exist."""
    for way in ("/custody/document/D-1", "/custody/document/D-1/do/lend"):
        assert staff.browser("R2").get(way, secure=True).status_code == 404
    assert "D-1" not in staff.browser("R2").get("/custody/", secure=True).content.decode()
    assert staff.browser("L1").get("/custody/document/D-1", secure=True).status_code == 200


def test_every_deed_has_a_form(staff: Staff) -> None:
    """Each field of each kind has words, in both languages."""
    from zhamen.custody.ledger import LEDGER

    for kind in LEDGER.kinds.values():
        way = "do/" if kind.begins else "document/D-1/do/"
        page = staff.browser("K1").get(f"/custody/{way}{kind.name}", secure=True)
        assert page.status_code == 200
        labels = page.content.decode().split("<label")[1:]
        assert not [each for each in labels if "_" in each.split(">")[1].split("<")[0]]


def test_statuses_levels_and_alarms_have_words() -> None:
    """None is shown as it stands in code."""
    from zhamen.custody.alarms import AlarmKind
    from zhamen.custody.terms import Status
    from zhamen.office.custody.words import ALARMS, STATUSES

    assert set(STATUSES) == {status.value for status in Status}
    assert set(ALARMS) == {kind.value for kind in AlarmKind}


@pytest.mark.parametrize(("status", "gone"), [("in_store", False), ("destroyed", True)])
def test_nobody_holds_what_has_left_for_good(staff: Staff, status: str, gone: bool) -> None:
    """A destroyed copy has no place, and its last holder is called the last."""
    from zhamen.office.custody.models import Copy

    Copy.objects.filter(number="1").update(status=status)
    page = staff.browser("K1").get("/custody/", secure=True).content.decode()

    assert ("最后是" in page) is gone
