"""The pages of the register: who sees which group, what is offered, refused and signed."""

import csv
import io
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from group_acting import (
    NAME,
    PURPOSE,
    applied,
    chief,
    done,
    in_a_year,
    living,
    officer,
    on_duty,
    row,
)
from office_cast import Cast, browser_of, opened, signature, somebody

from zhamen.office.places import Places

if TYPE_CHECKING:
    from zhamen.office.people.models import Person


@pytest.fixture
def cast(desk: Places) -> Cast:
    """Three administrators, on SQLite."""
    return opened()


def got(person: "Person", path: str = "", language: str = "zh") -> Any:
    """Return the answer to a request of somebody's."""
    client = browser_of(person)
    client.cookies["lang"] = language
    return client.get(f"/groups/{path}", secure=True)


def text(person: "Person", path: str = "", language: str = "zh") -> str:
    """Return a page."""
    answer = got(person, path, language)
    assert answer.status_code == 200
    page: str = answer.content.decode()
    return page


def said(person: "Person", path: str, /, **data: Any) -> Any:
    """Post as somebody, signed, and return the answer, wherever it leads."""
    return unsigned(person, path, **signature(person), **data)


def unsigned(person: "Person", path: str, /, **data: Any) -> Any:
    """Post as somebody without his code."""
    return browser_of(person).post(f"/groups/{path}", data, secure=True, follow=True)


def deed(person: "Person", number: str, name: str, /, **data: Any) -> str:
    """Post a deed's form and return the page."""
    fields = {f"{name}-{field}": value for field, value in data.items()}
    page: str = said(person, f"{number}/do/{name}", **fields).content.decode()
    return page


def offers(person: "Person", number: str) -> set[str]:
    """Return the deeds that a group's page offers to somebody."""
    return set(re.findall(rf"/groups/{number}/do/(\w+)", text(person, number)))


def test_a_group_from_application_to_its_end(cast: Cast) -> None:
    """By pages alone: applied for, approved by two, opened, joined, reviewed, dissolved."""
    from zhamen.office.groups.doing import identity
    from zhamen.office.groups.models import Proposal

    builder, bert = somebody("G1"), somebody("G2")
    said(builder, "apply", platform="wechat", name=NAME, purpose=PURPOSE, expires=in_a_year())
    (number,) = re.findall(r"/groups/(G\d+-\d+)", text(builder))[:1]
    deed(officer(), number, "approve", leader=identity(chief()))
    assert NAME in text(chief(), "waiting")
    said(chief(), f"proposals/{Proposal.objects.get().pk}/sign")
    deed(builder, number, "sign_letter", until=in_a_year())
    deed(builder, number, "open", noticed="True")
    deed(builder, number, "admit", people="G2")
    states = [row(number).state, text(bert, number).count("在用")]
    deed(officer(), number, "review", in_order="True")
    deed(bert, number, "leave", people=identity(bert))
    deed(builder, number, "dissolve")

    assert states[0] == "open" and states[1]
    assert [*row(number).history.values_list("name", flat=True)] == [
        "apply", "approve", "sign_letter", "open", "admit", "review", "leave", "dissolve",
    ]  # fmt: skip


def test_what_two_must_sign_goes_by_pages_too(cast: Cast) -> None:
    """Another name, a freeze, a thaw, a manager, another builder; and who must sign is told."""
    from zhamen.office.groups.doing import identity
    from zhamen.office.groups.models import Proposal

    builder, bert = somebody("G1"), somebody("G2")
    number = living(builder, bert)
    done(bert, number, "sign_letter", until=in_a_year())
    leader, to = identity(chief()), identity(bert)
    new = {"name": "新名字（示例）", "purpose": "新用途（示例）", "expires": in_a_year()}
    steps: list[tuple[Any, str, dict[str, Any], Any]] = [
        (officer(), "reword", {**new, "leader": leader}, chief()),
        (officer(), "freeze", {"leader": leader}, chief()),
        (officer(), "thaw", {"leader": leader}, chief()),
        (builder, "appoint", {"manager": to}, bert),
        (builder, "pass_on", {"to": to}, bert),
    ]
    for person, name, data, second in steps:
        deed(person, number, name, **data)
        home = browser_of(second).get("/", secure=True).content.decode()
        assert "工作群有事等您签字" in home
        assert name != "reword" or "新用途（示例）" in text(second, "waiting")
        said(second, f"proposals/{Proposal.objects.get(outcome='open').pk}/sign")

    assert [*row(number).history.values_list("name", flat=True)][-5:] == [s[1] for s in steps]
    assert row(number).builder == to and "新名字（示例）" in text(bert)


@pytest.mark.parametrize("code", ["", "000000"])
def test_nothing_is_signed_without_a_code(cast: Cast, code: str) -> None:
    """Neither proposed nor signed by a session alone; what is only noted needs none."""
    from zhamen.office.groups.doing import identity
    from zhamen.office.groups.models import Proposal

    builder, number = somebody("G1"), applied(somebody("G1"))
    wrong = {f"sign_{who.pk}": code for who in (officer(), chief(), builder) if code}
    fields = {"approve-leader": identity(chief())}
    page = unsigned(officer(), f"{number}/do/approve", **fields, **wrong).content.decode()
    deed(officer(), number, "approve", leader=identity(chief()))
    (proposal,) = Proposal.objects.all()
    unsigned(chief(), f"proposals/{proposal.pk}/sign", **wrong)
    proposal.refresh_from_db()

    assert ("动态码不对" if code else "签字还不全") in page
    assert proposal.outcome == "open" and row(number).state == "applied"
    said(chief(), f"proposals/{proposal.pk}/sign")
    unsigned(builder, f"{number}/do/sign_letter", **{"sign_letter-until": in_a_year()}, **wrong)
    assert row(number).history.count() == 2
    deed(builder, number, "sign_letter", until=in_a_year())
    unsigned(builder, f"{number}/do/open", **{"open-noticed": "True"})
    assert row(number).state == "open"


@pytest.mark.parametrize("table", ["view", "texts"])
def test_papers_do_not_rest_on_the_view(cast: Cast, table: str) -> None:
    """Whoever bends the view's digest to other texts has changed no letter and no notice."""
    from zhamen.office.groups import wording
    from zhamen.office.groups.models import Group, Wording

    builder = somebody("G1")
    number = living(builder)
    if table == "view":
        Group.objects.update(wording=wording.keep("别的群（示例）", PURPOSE))
    else:
        Wording.objects.all().delete()
    page = text(builder, f"{number}/notice")

    assert "别的群" not in page
    assert (NAME in page, "不要发" in page) == (table == "view", table == "texts")


def test_who_sees_which_group(cast: Cast) -> None:
    """Those inside, 保密员, security and audit; to the others it does not exist."""
    builder, bert = somebody("G1"), somebody("G2")
    number = living(builder, bert)
    people = [builder, bert, officer(), cast.security, cast.audit]
    others = [somebody("G9"), cast.system, chief()]
    for path in (number, f"{number}/notice", f"{number}/letter/{builder.pk}"):
        assert [got(person, path).status_code for person in people] == [200] * 5
        assert [got(person, path).status_code for person in others] == [404] * 3

    assert [NAME in text(person) for person in people] == [True] * 5
    assert [NAME in text(person) for person in others] == [False] * 3


def test_a_leader_sees_what_waits_for_him(cast: Cast) -> None:
    """Until he has signed, and not for ever."""
    from zhamen.office.groups import doing

    number = applied(somebody("G1"))
    proposal = doing.act(officer(), row(number), "approve", leader=doing.identity(chief()))
    assert proposal is not None
    before = got(chief(), number).status_code
    doing.sign(chief(), proposal)

    assert (before, got(chief(), number).status_code) == (200, 404)


CHANGES = ["apply", "{number}/do/dissolve", "proposals/{proposal}/sign", "export"]


@pytest.mark.parametrize("path", CHANGES)
def test_the_auditor_changes_nothing(cast: Cast, path: str) -> None:
    """Even a group that he has built, and a proposal that waits for him; he may take a copy."""
    from zhamen.office.groups import doing
    from zhamen.office.groups.models import Proposal

    number = applied(cast.audit)
    proposal = doing.act(officer(), row(number), "approve", leader=doing.identity(chief()))
    assert proposal is not None
    Proposal.objects.update(waits_for=cast.audit)
    answer = said(cast.audit, path.format(number=number, proposal=proposal.pk))

    assert answer.status_code == (200 if path == "export" else 403)
    assert row(number).version == 1
    assert f"/groups/{number}/do/" not in text(cast.audit, number)


def test_nobody_acts_on_what_he_does_not_see(cast: Cast) -> None:
    """Neither on a group, nor on another's proposal; staff take no copy of the register."""
    from zhamen.office.groups import doing

    number = applied(somebody("G1"))
    proposal = doing.act(officer(), row(number), "approve", leader=doing.identity(chief()))
    assert proposal is not None
    stranger = somebody("G9")
    paths = (f"{number}/do/dissolve", f"proposals/{proposal.pk}/sign", "export")
    codes = [said(stranger, path).status_code for path in paths]

    assert codes == [404, 404, 404]
    assert row(number).state == "applied"


def test_what_is_offered_is_what_may_be_done(cast: Cast) -> None:
    """By part and state; the rules decide, the page asks them."""
    builder, bert = somebody("G1"), somebody("G2")
    first = applied(builder)
    asked = {who.number: offers(who, first) for who in (builder, officer())}
    number = living(builder, bert)

    assert asked == {"G1": set(), "B1": {"approve", "decline"}}
    assert offers(bert, number) == {"leave", "sign_letter"}
    assert offers(cast.security, number) == set()
    assert offers(officer(), number) == {"review", "freeze", "reword", "dissolve"}
    assert offers(builder, number) == {
        "admit", "appoint", "dissolve", "leave", "pass_on", "post_notice", "sign_letter",
        "dismiss",
    }  # fmt: skip


def test_a_refusal_names_every_reason(cast: Cast) -> None:
    """In words, with names instead of ids, and nothing is done."""
    from zhamen.office.groups.doing import identity

    builder, bert = somebody("G1"), somebody("G2")
    number = living(builder, bert)
    before = row(number).version
    page = deed(bert, number, "appoint", manager=identity(bert))

    assert all(words in page for words in ("示例G2 不是群主", "示例G2 没有有效的责任书"))
    assert "没有办成" in page
    assert row(number).version == before


@pytest.mark.parametrize("people", ["", "G404", "这里写一句话"])
def test_what_is_no_number_of_a_person_is_refused(cast: Cast, people: str) -> None:
    """Nobody, a stranger, a sentence: the form says so."""
    number = living(somebody("G1"))

    assert 'class="error"' in deed(somebody("G1"), number, "admit", people=people)
    assert row(number).ties.filter(since__isnull=False).count() == 1


def test_filters_find_and_alarms_come_first(cast: Cast) -> None:
    """By platform, state, whose, words and alarms."""
    from zhamen.groups.group import Platform
    from zhamen.office.people.models import Person

    builder, bert = somebody("G1"), somebody("G2")
    living(builder, bert, name="告警群（示例）")
    living(somebody("G3"), builder, name="平安群（示例）")
    applied(builder, name="新群（示例）", platform=Platform.QQ)
    Person.objects.filter(pk=bert.pk).update(state="closed")

    def names(query: str, person: "Person" = builder) -> list[str]:
        return re.findall(r"<b>(\w+群)（示例）</b>", text(person, f"?{query}"))

    assert names("") == ["告警群", "新群", "平安群"]
    assert names("platform=qq") == ["新群"]
    assert names("state=open") == ["告警群", "平安群"]
    assert names("whose=builder") == ["告警群", "新群"]
    assert names("whose=inside") == ["告警群", "平安群"]
    assert names("whose=manager") == []
    assert names("alarms=1") == ["告警群"]
    assert names("q=平安") == ["平安群"]
    assert names("", officer()) == ["告警群", "新群", "平安群"]


def test_a_changed_name_is_told(cast: Cast) -> None:
    """On the register, on the group's page, and on the papers that would be signed."""
    from zhamen.office.groups.models import Wording

    number = living(somebody("G1"))
    (kept,) = Wording.objects.values()
    Wording.objects.all().delete()
    Wording.objects.create(**{**kept, "name": "别的群（示例）"})
    builder = somebody("G1")

    assert "名称被改动" in text(builder)
    assert "与批准的不符" in text(builder, number)
    assert "不要签" in text(builder, f"{number}/letter/{builder.pk}")
    assert "不要发" in text(builder, f"{number}/notice")


def test_papers_say_who_answers(cast: Cast) -> None:
    """Letter and notice bear the group, the person, the seven must-nots."""
    from zhamen.policy.loader import load_clauses

    builder = somebody("G1")
    number = living(builder)
    for path in (f"{number}/letter/{builder.pk}", f"{number}/notice"):
        page = text(builder, path)
        assert NAME in page and PURPOSE in page and "示例G1" in page
        assert all(clause.title in page for clause in load_clauses().values())
    assert got(builder, f"{number}/letter/{somebody('G9').pk}").status_code == 404


def test_the_register_goes_to_paper_and_to_a_file(cast: Cast) -> None:
    """Every group with its people; a name is no formula; the copy is on record."""
    from zhamen.office.journal.reading import entries

    builder, bert = somebody("G1"), somebody("G2")
    number = living(builder, bert, name="=1+1（示例）")
    answer = said(officer(), "export")
    (head, *rows) = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    found = dict(zip(head, rows[0], strict=True))
    today = f"{date.today():%Y}"

    assert (found["编号"], found["群名称"], found["成员"]) == (
        number, "'=1+1（示例）", "示例G1、示例G2",
    )  # fmt: skip
    assert found["批准"].startswith(today) and found["启用"].startswith(today)
    assert entries(act="groups.register.exported").count() == 1
    assert "示例G1、示例G2" in text(officer(), "sheet")


def test_a_manager_of_then_answers_for_then(cast: Cast) -> None:
    """Who was inside, who ran it and who answers is asked of any moment, from the deeds alone."""
    from django.utils import timezone

    from zhamen.office.groups.doing import identity
    from zhamen.office.groups.models import Tie

    builder, bert = somebody("G1"), somebody("G2")
    number = living(builder, bert)
    done(bert, number, "sign_letter", until=in_a_year())
    done(builder, number, "appoint", manager=identity(bert))
    moment = f"{timezone.localtime() + timedelta(minutes=1):%Y-%m-%dT%H:%M}"
    Tie.objects.all().delete()
    now = text(officer(), f"{number}/then?at={moment}&sender={identity(builder)}")
    other = text(officer(), f"{number}/then?at={moment}&sender={identity(chief())}")
    before = text(officer(), f"{number}/then?at=2020-01-01T08:00")

    assert re.findall(r"<li><b>(\w+)（?", now) == ["示例G1", "示例G2"]
    assert "当时不在登记的成员里" in other and "当时不在登记的成员里" not in now
    assert "那时还没有这个群" in before
    assert 'class="error"' in text(officer(), f"{number}/then?at=yesterday")
    assert got(somebody("G9"), f"{number}/then").status_code == 404


def test_reviews_stand_in_the_order_in_which_they_are_due(cast: Cast) -> None:
    """With what is overdue named, on the overview too; ended groups are not on the list."""
    from zhamen.office.groups.models import Group

    first, second = living(somebody("G1"), name="甲群"), living(somebody("G2"), name="乙群")
    done(somebody("G3"), living(somebody("G3"), name="散群"), "dissolve")
    Group.objects.filter(pk=second).update(review_due=date(2020, 1, 1))
    page = text(officer(), "reviews")
    home = browser_of(officer()).get("/", secure=True).content.decode()

    assert page.index(second) < page.index(first)
    assert "1 个逾期" in page and "年度复核逾期" in page and "散群" not in page
    assert "年度复核到期：1" in home
    assert got(somebody("G1"), "reviews").status_code == 404


@pytest.mark.parametrize("path", ["export", "reviews"])
@pytest.mark.parametrize("form", ["pdf", "xlsx"])
def test_registers_are_set_for_paper(cast: Cast, path: str, form: str) -> None:
    """By the same piece as the ledgers of custody; each print is on record."""
    from zhamen.office.journal.reading import entries, lines

    if form == "pdf":
        pytest.importorskip("typst", reason="the extra paper is not installed")
    living(somebody("G1"), somebody("G2"))
    answer = said(officer(), path, form=form)
    (line,) = lines(entries(act="groups.register.exported"))

    assert answer.content.startswith({"pdf": b"%PDF", "xlsx": b"PK"}[form])
    assert (line.record.facts["form"], line.record.facts["rows"]) == (form, 1)


def test_names_are_shown_as_text(cast: Cast) -> None:
    """What somebody calls a group is never markup."""
    number = living(somebody("G1"), name="<b onclick=x>群</b>")
    for path in ("", number, "sheet", f"{number}/notice"):
        assert "<b onclick" not in text(somebody("G1"), path)


PATHS = (
    "",
    "apply",
    "waiting",
    "sheet",
    "reviews",
    "{number}",
    "{number}/then",
    "{number}/notice",
    "{number}/letter/{pk}",
)


@pytest.mark.parametrize("path", PATHS)
def test_english_pages_are_english(cast: Cast, path: str) -> None:
    """Names, the brand and the must-nots' own numbers are all that is not."""
    builder = on_duty("G1", "officer")
    number = living(builder, somebody("G2"), name="A（示例）")
    done(builder, number, "post_notice")
    applied(somebody("G3"), name="B（示例）")
    page = text(builder, path.format(number=number, pk=builder.pk), "en")
    page = re.sub(r"闸门|中文|保密办|示例\w*|青崖钢铁（示例）|（示例）", "", page)
    page = page.replace(PURPOSE, "").replace("值班排班和到岗提醒", "")

    assert re.findall("[\u4e00-\u9fff]+", page) == []
