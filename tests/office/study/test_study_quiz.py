"""Answers and what comes of them: reasons at once, making up, returns, boards, letters."""

from datetime import timedelta
from typing import Any

import pytest
from office_cast import browser_of, signature
from study_cast import Team

from zhamen.errors import OfficeError


@pytest.fixture
def due(team: Team) -> Any:
    """What the team owes."""
    return team.due()


def answered(team: Team, who: int, due: Any, *right: bool) -> None:
    """Answer the questions of an issue, rightly or not."""
    from zhamen.office.study import quiz

    for number, (good, question) in enumerate(
        zip(right, due.issue.value.questions, strict=True), 1
    ):
        wrong = question.answer % len(question.options) + 1
        quiz.answer(team.people[who], due.issue, number, question.answer if good else wrong)


def test_a_wrong_answer_is_explained_at_once(team: Team, due: Any) -> None:
    """With the reason, and the question is closed."""
    phone, way = browser_of(team.people[1]), f"/study/read/{due.issue_id}"
    question = due.issue.value.questions[0]
    wrong = question.answer % 4 + 1
    phone.post(way, {"question": 1, "chosen": wrong}, secure=True)
    page = phone.get(way, secure=True).content.decode()
    again = phone.post(way, {"question": 1, "chosen": question.answer}, secure=True, follow=True)

    assert "再想想。" in page and question.explanation in page
    assert "已经答过" in again.content.decode() and due.issue.answers.count() == 1


@pytest.mark.parametrize(
    "sent", [{}, {"question": "1"}, {"question": "9", "chosen": "1"}, {"question": "x",
             "chosen": "-1"}, {"question": "1", "chosen": "99"},
             {"question": "9" * 5000, "chosen": "1"}]
)  # fmt: skip
def test_what_is_no_answer_is_refused(team: Team, due: Any, sent: dict[str, str]) -> None:
    """Told, and nothing is kept."""
    answer = browser_of(team.people[1]).post(
        f"/study/read/{due.issue_id}", sent, secure=True, follow=True
    )

    assert answer.status_code == 200 and not due.issue.answers.exists()


def test_reading_and_answering_makes_it_up(team: Team, due: Any) -> None:
    """With the last question the issue is done, on record as made up on the phone."""
    answered(team, 3, due, True, False, True)
    made = due.attended.get()

    assert (made.person, made.way, made.minutes) == (team.people[3], "phone", 5)


def test_a_repeat_in_between_does_not_lose_the_making_up(
    team: Team, due: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One question wrong today, again tomorrow, then the others: it is made up, once."""
    from django.utils import timezone

    from zhamen.office.journal.reading import entries, lines
    from zhamen.office.study import quiz

    person, questions = team.people[3], due.issue.value.questions
    quiz.answer(person, due.issue, 1, questions[0].answer % len(questions[0].options) + 1)
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr("zhamen.office.study.quiz.timezone.localdate", lambda: tomorrow)
    for number, question in enumerate(questions, 1):
        quiz.answer(person, due.issue, number, question.answer)
    told = [line.record for line in lines(entries()) if line.record.act == "study.quiz.answered"]

    assert due.attended.get().person == person
    assert [each.facts for each in told] == [{"questions": 3, "right": 3}]


def test_a_wrong_one_comes_again(team: Team, due: Any) -> None:
    """Tomorrow and not today; the right ones never."""
    from django.utils import timezone

    from zhamen.office.study import quiz

    answered(team, 3, due, True, False, True)
    today = timezone.localdate()

    assert quiz.repeats(team.people[3], today) == []
    assert quiz.repeats(team.people[3], today + timedelta(days=1)) == [(due.issue, 2)]


def test_a_draft_asks_nobody(team: Team) -> None:
    """Questions of what is not out are no questions."""
    from zhamen.office.study import issues, quiz
    from zhamen.study.shipped import shipped

    draft = issues.begin(team.officer, shipped()[1])
    with pytest.raises(OfficeError):
        quiz.answer(team.people[1], draft, 1, 1)

    assert browser_of(team.people[1]).get(f"/study/read/{draft.pk}", secure=True).status_code == 404


def test_the_board_by_hand(team: Team, due: Any) -> None:
    """Twelve should; five made it up, one is excused: six are missing, 5 / 12 is 41 %."""
    from django.utils import timezone

    from zhamen.office.study import attending, boards

    for who in range(1, 6):
        answered(team, who, due, True, True, True)
    today = timezone.localdate()
    attending.excuse(team.leader, due, team.people[6], "trip", today + timedelta(days=2))
    on_time = boards.lines([due], due.by)[0]
    later = boards.lines([due], due.by + timedelta(days=1))[0]
    chased = boards.chase(boards.lines([due], due.by + timedelta(days=30)))

    assert (on_time.should, on_time.done, on_time.excused, on_time.missing) == (12, 5, 1, 6)
    assert (on_time.percent, on_time.late, later.late) == (41, False, True)
    assert len(chased) == 7 and (team.people[6], due, today + timedelta(days=2)) in chased


def test_nobody_is_led_to_a_page_that_is_closed_to_him(team: Team, due: Any) -> None:
    """A leader's board names no analysis; the officer's does, and it opens."""
    way = f"/study/board/{due.issue_id}"
    leader, officer = browser_of(team.leader), browser_of(team.officer)

    assert way not in leader.get("/study/board", secure=True).content.decode()
    assert way in officer.get("/study/board", secure=True).content.decode()
    assert leader.get(way, secure=True).status_code == 404
    assert officer.get(way, secure=True).status_code == 200


def test_who_moved_has_read_it_all_the_same(team: Team, due: Any) -> None:
    """Another team owes the same issue; whoever read it in his old one is done there too."""
    from zhamen.office.people.models import Unit
    from zhamen.office.study import attending, boards
    from zhamen.office.study.models import Due

    other = Unit.objects.create(name="乙班（示例）", kind="team")
    theirs = Due.objects.create(issue=due.issue, team=other, by=due.by)
    answered(team, 3, due, True, True, True)
    for who in (3, 4):
        team.people[who].unit = other
        team.people[who].save()
    [line] = boards.lines([theirs], due.by + timedelta(days=1))
    home = browser_of(team.people[3]).get("/study/", secure=True).content.decode()

    assert (line.should, line.done, line.missing) == (2, 1, 1)
    assert set(line.owing) == {team.people[4].pk}
    assert list(attending.missing(theirs)) == [team.people[4]] and "现在读" not in home


def test_what_is_late_is_shown_however_much_came_after(
    team: Team, due: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for one row the oldest, which is late, stands there; the others are counted."""
    from django.utils import timezone

    from zhamen.office.people.models import Unit
    from zhamen.office.study.models import Due

    Due.objects.filter(pk=due.pk).update(by=timezone.localdate() - timedelta(days=1))
    for number in range(3):
        unit = Unit.objects.create(name=f"新班{number}（示例）", kind="team")
        Due.objects.create(issue=due.issue, team=unit, by=due.by)
    monkeypatch.setattr("zhamen.office.study.views.board._MOST", 1)
    page = browser_of(team.officer).get("/study/board", secure=True).content.decode()

    assert "1 项过期" in page and "甲班（示例）" in page and "新班" not in page
    assert "另有 3 条没有列出" in page and "另有 11 条没有列出" in page


def test_hours_by_hand(team: Team, due: Any) -> None:
    """Four lessons of 45 minutes are 180; a session of 40 and an issue of 5 are 45."""
    from django.utils import timezone

    from zhamen.office.people.models import Person
    from zhamen.office.study import attending, boards, issues
    from zhamen.office.study.codes import Grace
    from zhamen.office.study.models import Due
    from zhamen.study.shipped import shipped

    session = attending.open_session(team.leader, due, "示例", 40)
    attending.sign_in(team.people[1], Grace(session.pk, "d"))
    other = issues.begin(team.officer, shipped()[1])
    attending.make_up(
        team.people[1], Due.objects.create(issue=other, team=team.unit, by=timezone.localdate())
    )
    rows = boards.hours(Person.objects.filter(unit=team.unit), timezone.localdate().year)
    found = {row.person.pk: (row.minutes, row.needed, row.enough) for row in rows}

    assert found[team.people[1].pk] == (45, 180, False)
    assert found[team.people[2].pk] == (0, 180, False)
    assert rows[-1].person == team.people[1]


def test_who_sees_which_board(team: Team, due: Any) -> None:
    """The leader his team, the officer and two administrators all, the others none."""
    statuses = [
        browser_of(person).get("/study/board", secure=True).status_code
        for person in (team.leader, team.officer, team.cast.security, team.cast.audit,
                       team.people[4], team.cast.system)
    ]  # fmt: skip

    assert statuses == [200, 200, 200, 200, 404, 403]


def test_item_analysis_names_nobody(team: Team, due: Any) -> None:
    """Ten answers by hand: question 1 right for eight."""
    from zhamen.office.study import quiz

    for who in range(10):
        answered(team, who, due, who < 8, who < 5, True)
    figures = quiz.analysis(due.issue)
    page = browser_of(team.officer).get(f"/study/board/{due.issue_id}", secure=True)

    assert [item.facility for item in figures] == [0.8, 0.5, 1.0]
    assert figures[2].discrimination == 0 and figures[2].weak
    assert not any(person.name in page.content.decode() for person in team.people)


def test_a_letter_is_good_for_a_year(team: Team) -> None:
    """Signed once, with one's own code and not without; renewed in its last month, from its end."""
    from django.utils import timezone

    from zhamen.office.people.models import Person
    from zhamen.office.study import boards, letters

    person, today = team.people[2], timezone.localdate()
    browser = browser_of(person)
    browser.post("/study/letter", secure=True)
    browser.post("/study/letter", {f"sign_{person.pk}": "000000"}, secure=True)
    assert not person.commitments.exists()
    browser.post("/study/letter", signature(person), secure=True)
    browser.post("/study/letter", signature(person), secure=True)
    first = person.commitments.get()
    soon = first.until - timedelta(days=20)

    assert first.until == today + timedelta(days=365)
    assert not letters.may_sign(person, today) and letters.may_sign(person, soon)
    people = Person.objects.filter(unit=team.unit)
    assert person not in boards.without_letter(people, today)
    assert person in boards.without_letter(people, first.until + timedelta(days=1))
    assert letters.sign(person).until == first.until + timedelta(days=365)


def test_a_certificate_is_signed_and_on_record(team: Team, due: Any) -> None:
    """The PDF's note opens under the office's public key; the journal has it."""
    pytest.importorskip("typst", reason="the extra study is not installed")
    zxing = pytest.importorskip("zxingcpp", reason="the extra ocr is not installed")
    import pypdfium2 as pdfium

    from zhamen.office.journal.keeping import signing_key
    from zhamen.office.journal.reading import entries, lines
    from zhamen.study.certificate import opened

    answered(team, 3, due, True, True, True)
    answer = browser_of(team.people[3]).post("/study/certificate", secure=True)
    if answer["Content-Type"] != "application/pdf":
        pytest.skip("no fonts: apt install fonts-noto-cjk")
    page = pdfium.PdfDocument(answer.content)[0].render(scale=4).to_numpy()
    told = opened(zxing.read_barcodes(page)[0].text, signing_key().public)

    assert (told.person, told.minutes) == (team.people[3].name, 5)
    assert "study.certificate.issued" in [line.record.act for line in lines(entries())]
