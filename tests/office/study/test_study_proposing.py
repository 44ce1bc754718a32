"""What the gates stopped proposes the next issue; rates before and after, worked out by hand."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from office_cast import browser_of
from study_cast import Team


def stopped(at: datetime, clauses: str, decision: str = "hold", times: int = 1) -> None:
    """Put verdicts into the desk's table, as the spool would have brought them."""
    from zhamen.office.desk.models import Event, Source

    source, _ = Source.objects.get_or_create(name="test")
    start = Event.objects.count()
    for number in range(times):
        Event.objects.create(
            source=source, offset=start + number, at=at, channel="internet", sender="示例",
            group="", decision=decision, clauses=clauses, digest="", verdict={},
        )  # fmt: skip


@pytest.fixture
def out(team: Team) -> Any:
    """An issue about must-not 1 that came out 28 days ago and more."""
    from django.utils import timezone

    issue = team.issue()
    issue.published_at = timezone.now() - timedelta(days=40)
    return issue


def test_the_most_frequent_is_proposed_first(team: Team) -> None:
    """Must-not 3 fourteen times, 6 twice; hints and what is older are not counted."""
    from django.utils import timezone

    from zhamen.office.study import proposing

    now = timezone.now()
    stopped(now - timedelta(days=2), "3", times=13)
    stopped(now - timedelta(days=27), "3,6", "block")
    stopped(now - timedelta(days=1), "6")
    stopped(now - timedelta(days=1), "5", "hint", times=50)
    stopped(now - timedelta(days=29), "1", times=50)
    found = [(each.clause, each.stopped, each.lesson) for each in proposing.proposals(now)]

    assert found == [(3, 14, "must-not-3"), (6, 2, "must-not-6")]


def test_rates_by_hand(out: Any) -> None:
    """Twelve in the four weeks before are 3 a week, two in the four after are 0.5."""
    from django.utils import timezone

    from zhamen.office.study import proposing

    stopped(out.published_at - timedelta(days=3), "1", times=12)
    stopped(out.published_at - timedelta(days=3), "5", times=9)
    stopped(out.published_at - timedelta(days=30), "1", times=9)
    stopped(out.published_at + timedelta(days=3), "1,4", times=2)
    [effect] = proposing.effects([out], timezone.now())

    assert (effect.before, effect.after, effect.complete) == (3.0, 0.5, True)


def test_a_week_after_is_a_week(out: Any) -> None:
    """Seven days after, two stopped are two a week, and it is said that this may change."""
    from zhamen.office.study import proposing

    stopped(out.published_at + timedelta(days=3), "1", times=2)
    [effect] = proposing.effects([out], out.published_at + timedelta(days=7))

    assert (effect.after, effect.complete) == (2.0, False)
    assert proposing.effects([out], out.published_at + timedelta(days=6, hours=23)) == []


def test_the_writers_see_it(team: Team) -> None:
    """On their page; whoever writes nothing does not."""
    from django.utils import timezone

    team.issue()
    stopped(timezone.now() - timedelta(days=2), "3", times=4)
    page = browser_of(team.officer).get("/study/issues/", secure=True).content.decode()

    assert "没发正文，发了标题" in page and "下一期可以讲" in page
    assert browser_of(team.people[1]).get("/study/issues/", secure=True).status_code == 404
