"""An issue's way out: one writes, the gate inspects, another publishes, and it stays as it is."""

from typing import Any

import pytest
from office_cast import browser_of
from study_cast import Team

from zhamen.errors import OfficeError, StudyError
from zhamen.study.fonts import find_fonts


@pytest.fixture(autouse=True)
def _typesetting() -> None:
    pytest.importorskip("typst", reason="the extra study is not installed")
    try:
        find_fonts()
    except StudyError:
        pytest.skip("no fonts: apt install fonts-noto-cjk")


@pytest.fixture
def issue(team: Team) -> Any:
    """A draft like the fourth shipped issue."""
    from zhamen.office.study import issues
    from zhamen.study.shipped import shipped

    return issues.begin(team.officer, shipped()[3])


def filled(issue: Any, **changes: str) -> dict[str, Any]:
    """Return what the editor's form would send."""
    from zhamen.office.study.forms import IssueForm

    form = IssueForm(issue.value)
    sent = {name: field.initial for name, field in form.fields.items()}
    return {name: "" if value is None else value for name, value in sent.items()} | changes


def test_the_form_sends_back_what_it_shows(team: Team, issue: Any) -> None:
    """Saved without a change the issue is the same."""
    before = issue.value
    answer = browser_of(team.officer).post(
        f"/study/issues/{issue.pk}/edit", filled(issue), secure=True
    )
    issue.refresh_from_db()

    assert answer.status_code == 302 and issue.value == before


def test_the_preview_says_what_is_too_long(team: Team, issue: Any) -> None:
    """The picture and the room of every part; an error names the part."""
    way, writer = f"/study/issues/{issue.pk}/preview", browser_of(team.officer)
    long = writer.post(way, filled(issue, intro="长" * 200), secure=True).json()
    empty = writer.post(way, filled(issue, intro=""), secure=True).json()

    assert long["rooms"]["intro"] < 0 < long["rooms"]["deck"]
    assert long["picture"].startswith("data:image/png;base64,") and "导语" in empty["error"]


def test_one_writes_another_publishes(team: Team, issue: Any) -> None:
    """The writer cannot; what was changed since cannot; then every team owes it."""
    from zhamen.office.journal.reading import entries, lines
    from zhamen.office.study import issues

    with pytest.raises(OfficeError):
        issues.publish(team.cast.security, issue)
    issues.propose(team.officer, issue)
    with pytest.raises(OfficeError):
        issues.publish(team.officer, issue)
    issues.publish(team.cast.security, issue)
    issue.refresh_from_db()

    assert issue.state == "published" and issue.dues.get().team == team.unit
    acts = [line.record.act for line in lines(entries())]
    assert {"study.issue.proposed", "study.issue.published"} <= set(acts)


def test_a_mark_never_goes_out(team: Team, issue: Any) -> None:
    """The part is named, the text is not; nothing is proposed."""
    from zhamen.office.study import issues

    data = issue.data | {"deck": "机密★10年"}
    issues.save(team.officer, issue, data)
    issue.refresh_from_db()
    answer = browser_of(team.officer).post(
        f"/study/issues/{issue.pk}/send/propose", secure=True, follow=True
    )
    page = answer.content.decode()
    issue.refresh_from_db()

    assert issue.state == "draft" and "副题" in page and "机密★10年" not in page.split("<main")[1]


def test_what_is_too_long_never_goes_out(team: Team, issue: Any) -> None:
    """One page is one page."""
    from zhamen.office.study import issues

    issues.save(team.officer, issue, issue.data | {"intro": "长" * 300})
    issue.refresh_from_db()
    with pytest.raises(OfficeError, match="导语"):
        issues.propose(team.officer, issue)


def test_what_is_out_stays(team_on_each: Team) -> None:
    """Neither the rules nor the database let it be changed."""
    from django.db import DatabaseError, transaction

    from zhamen.office.study import issues
    from zhamen.office.study.models import Issue

    issue = team_on_each.issue()
    with pytest.raises(OfficeError):
        issues.save(team_on_each.officer, issue, issue.data)
    with pytest.raises(DatabaseError), transaction.atomic():
        Issue.objects.filter(pk=issue.pk).update(name="other")


def test_a_change_takes_the_proposal_back(team: Team, issue: Any) -> None:
    """What a second person looked at is what goes out, to the letter."""
    from zhamen.office.study import issues

    issues.propose(team.officer, issue)
    issues.save(team.officer, issue, issue.data | {"credit": "另一个来源（示例）。"})
    with pytest.raises(OfficeError):
        issues.publish(team.cast.security, issue)


@pytest.mark.parametrize("form", ["pdf", "png", "html", "docx"])
def test_every_form_is_handed_out(team: Team, issue: Any, form: str) -> None:
    """To those who write; to others the issue does not exist."""
    way = f"/study/issues/{issue.pk}/file/{form}"
    heads = {"pdf": b"%PDF", "png": b"\x89PNG", "html": b"<!do", "docx": b"PK\x03\x04"}

    assert browser_of(team.officer).get(way, secure=True).content[:4] == heads[form]
    assert browser_of(team.people[1]).get(way, secure=True).status_code == 404


def test_the_sheet_carries_the_journal(team: Team, issue: Any) -> None:
    """The foot names the checkpoint of the journal as it is now."""
    import pypdfium2 as pdfium

    from zhamen.journal.checkpoint import opened
    from zhamen.office.journal.keeping import signing_key
    from zhamen.office.journal.reading import head

    answer = browser_of(team.officer).get(f"/study/issues/{issue.pk}/file/pdf", secure=True)
    text = pdfium.PdfDocument(answer.content)[0].get_textpage().get_text_range()
    last = head()

    assert last and opened(last.note, signing_key().public).short in text
