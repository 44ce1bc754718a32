"""A team meets: codes that rotate, phones that sign for one, paper, excuses, refusals."""

import re
from datetime import timedelta
from typing import Any

import pytest
from office_cast import browser_of, somebody
from study_cast import Team

from zhamen.errors import OfficeError


@pytest.fixture
def session(team: Team) -> Any:
    """An open session."""
    from zhamen.office.study import attending

    return attending.open_session(team.leader, team.due(), "班前室（示例）", 5)


def test_twelve_sign_in_with_twelve_phones(team: Team, session: Any) -> None:
    """Each scans what is shown then; the board counts twelve, and the journal has each of them."""
    from zhamen.office.journal.reading import entries, lines
    from zhamen.office.study import codes

    for person in team.people:
        phone = browser_of(person)
        code = codes.code_of(session)
        assert phone.get(f"/study/in/{code}", secure=True).status_code == 200
        assert phone.post("/study/in", secure=True)["Location"].startswith("/study/read/")
    acts = [line.record.act for line in lines(entries())]

    assert session.due.attended.filter(way="code").count() == 12
    assert acts.count("study.attendance.taken") == 12


@pytest.mark.parametrize(
    ("seconds", "good"), [(0, True), (19, True), (39.9, True), (40, False), (-20, False)]
)
def test_a_code_lives_forty_seconds_at_most(session: Any, seconds: float, good: bool) -> None:
    """The one shown now and the one before; neither an older one nor one to come."""
    from zhamen.office.study import codes

    code = codes.code_of(session, 1_000_000 * codes.SECONDS)
    found = codes.session_of(code, 1_000_000 * codes.SECONDS + seconds)

    assert (found == session) is good


@pytest.mark.parametrize("code", ["", "-", "1", "1-", "x-y", "１-abc", "9" * 30 + "-a", "1-示例",
                                  "1-" + "a" * 15])  # fmt: skip
def test_what_is_no_code_opens_nothing(session: Any, code: str) -> None:
    """Neither an error nor a session."""
    from zhamen.office.study import codes

    assert codes.session_of(code) is None


def test_a_code_that_was_passed_on_signs_nobody_in(
    team: Team, session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The friend at home opens it a minute later: it has changed, and no grace is given."""
    import time

    from zhamen.office.study import codes

    code, now = codes.code_of(session), time.time()
    monkeypatch.setattr("zhamen.office.study.codes.time.time", lambda: now + 60)
    friend = browser_of(team.people[1])
    answer = friend.get(f"/study/in/{code}", secure=True)
    tried = friend.post("/study/in", secure=True)

    assert (answer.status_code, tried.status_code) == (410, 410)
    assert "重新扫" in answer.content.decode() and not session.due.attended.exists()


def test_grace_is_bound_to_the_phone(team: Team, session: Any) -> None:
    """Ten minutes for a slow sign-in; the address alone takes nobody else in."""
    from zhamen.office.study import codes

    phone, other = browser_of(team.people[1]), browser_of(team.people[2])
    phone.get(f"/study/in/{codes.code_of(session)}", secure=True)

    assert other.post("/study/in", secure=True).status_code == 410
    assert phone.post("/study/in", secure=True).status_code == 302


def test_one_phone_signs_one_person_in(team: Team, session: Any) -> None:
    """A leader's helper with one phone for all gets no further than himself."""
    from zhamen.office.study import codes

    phone = browser_of(team.people[1])
    phone.get(f"/study/in/{codes.code_of(session)}", secure=True)
    phone.post("/study/in", secure=True)
    second = browser_of(team.people[2])
    second.cookies["__Host-zhamen-study"] = phone.cookies["__Host-zhamen-study"].value
    answer = second.post("/study/in", secure=True)

    assert answer.status_code == 409 and session.due.attended.count() == 1


def test_a_phone_that_waits_is_no_other_phone(
    team: Team, session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eleven minutes later its grace is over; scanned again it is the device that it was."""
    import time

    from zhamen.office.study import codes

    first, second, now = browser_of(team.people[1]), browser_of(team.people[2]), time.time()
    first.get(f"/study/in/{codes.code_of(session)}", secure=True)
    first.post("/study/in", secure=True)
    second.cookies["__Host-zhamen-study"] = first.cookies["__Host-zhamen-study"].value
    monkeypatch.setattr("time.time", lambda: now + 660)
    late = second.post("/study/in", secure=True)
    second.get(f"/study/in/{codes.code_of(session)}", secure=True)
    again = second.post("/study/in", secure=True)

    assert (late.status_code, again.status_code) == (410, 409)
    assert session.due.attended.count() == 1


def test_two_at_once_on_one_phone(team_on_each: Team) -> None:
    """The database itself lets one device in once, on SQLite and on PostgreSQL."""
    from zhamen.office.study import attending
    from zhamen.office.study.codes import Grace

    team = team_on_each
    session = attending.open_session(team.leader, team.due(), "示例", 5)
    attending.sign_in(team.people[1], Grace(session.pk, "d"))
    with pytest.raises(OfficeError):
        attending.sign_in(team.people[2], Grace(session.pk, "d"))
    attending.sign_in(team.people[1], Grace(session.pk, "d"))

    assert session.due.attended.count() == 1


def test_a_stranger_is_of_no_team(team: Team, session: Any) -> None:
    """Whoever does not belong to the team is not counted."""
    from zhamen.office.study import attending
    from zhamen.office.study.codes import Grace

    with pytest.raises(OfficeError):
        attending.sign_in(somebody("X9"), Grace(session.pk, "d"))


def test_a_closed_session_takes_nobody(team: Team, session: Any) -> None:
    """Nor does its code open anything."""
    from zhamen.office.study import attending, codes
    from zhamen.office.study.codes import Grace

    code = codes.code_of(session)
    attending.close_session(team.leader, session)
    with pytest.raises(OfficeError):
        attending.sign_in(team.people[1], Grace(session.pk, "d"))

    assert codes.session_of(code) is None


def test_paper_heads_and_excuses(team: Team, session: Any) -> None:
    """Nine on paper, one excused with a day, two missing; the head count is told to disagree."""
    from django.utils import timezone

    from zhamen.office.study import attending

    leader, way = browser_of(team.leader), f"/study/sessions/{session.pk}"
    people = [person.pk for person in team.people[:9]]
    leader.post(f"{way}/act/paper", {"people": people, "heads": 10}, secure=True)
    day = timezone.localdate() + timedelta(days=3)
    leader.post(f"{way}/act/excuse", {"person": team.people[9].pk, "reason": "shift",
                                      "make_up": day.isoformat()}, secure=True)  # fmt: skip
    page = leader.get(way, secure=True).content.decode()

    assert session.due.attended.filter(way="paper").count() == 9
    assert session.due.excused.get().make_up == day
    assert attending.missing(session.due).count() == 2
    assert "与签到人数不符" in page and team.people[9].name in page


def test_heads_are_those_of_one_shift(team: Team, session: Any) -> None:
    """Two came by code to the first session: three on paper and three heads in the second agree."""
    from zhamen.office.study import attending
    from zhamen.office.study.codes import Grace

    for place in (1, 2):
        attending.sign_in(team.people[place], Grace(session.pk, f"d{place}"))
    second = attending.open_session(team.leader, session.due, "夜班（示例）", 5)
    leader, way = browser_of(team.leader), f"/study/sessions/{second.pk}"
    people = [person.pk for person in team.people[3:6]]
    for signed, heads, agrees in ((people, 3, True), ([], 5, False)):
        leader.post(f"{way}/act/paper", {"people": signed, "heads": heads}, secure=True)
        page = leader.get(way, secure=True).content.decode()

        assert ("与签到人数不符" not in page) is agrees


def test_an_unknown_step_is_no_page(team: Team, session: Any) -> None:
    """It does not pass for done."""
    way = f"/study/sessions/{session.pk}/act/reopen"

    assert browser_of(team.leader).post(way, secure=True).status_code == 404


def test_a_rhythm_that_is_none_is_told(team: Team) -> None:
    """There is no ninth day, and nothing is kept."""
    from zhamen.office.study.models import Rhythm

    unit = team.unit.pk
    answer = browser_of(team.leader).post(f"/study/sessions/rhythm/{unit}",
        {f"{unit}-weekday": 9, f"{unit}-sessions": 1}, secure=True, follow=True)  # fmt: skip

    assert "没有保存" in answer.content.decode() and not Rhythm.objects.exists()


def test_only_the_leader_acts(team: Team, session: Any) -> None:
    """To the others the session does not exist, and nothing is written."""
    other = browser_of(team.people[3])
    for way in ("", "/code", "/paper"):
        assert other.get(f"/study/sessions/{session.pk}{way}", secure=True).status_code == 404
    answer = other.post(f"/study/sessions/{session.pk}/act/close", secure=True)

    assert answer.status_code == 404
    session.refresh_from_db()
    assert session.closed_at is None


def test_the_screen_shows_another_code_later(team: Team, session: Any) -> None:
    """What the page asks for is the code of the moment, as a drawing."""
    answer = browser_of(team.leader).get(f"/study/sessions/{session.pk}/code", secure=True).json()

    assert re.match("<svg ", answer["drawn"]) and answer["there"] == 0


def test_attendance_is_never_unwritten(team: Team, session: Any) -> None:
    """The database refuses it."""
    from django.db import DatabaseError

    from zhamen.office.study import attending
    from zhamen.office.study.codes import Grace

    attending.sign_in(team.people[1], Grace(session.pk, "d"))
    with pytest.raises(DatabaseError):
        session.due.attended.update(way="paper")
    with pytest.raises(DatabaseError):
        session.due.attended.all().delete()
