"""A list changes what was shown, and nothing before."""

from office_cast import Cast, browser_of, somebody

LIST = """工号,姓名,部门,班组,涉密类别
G1,示例新名,炼铁总厂,甲班,核心
G2,示例乙,炼铁总厂,甲班,
坏 号,丙,,,
"""


def uploaded(cast: Cast, text: str = LIST) -> str:
    """Upload a list and return where its preview is."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = browser_of(cast.system)
    file = SimpleUploadedFile("list.csv", text.encode())
    return str(client.post("/people/import", {"file": file}, secure=True)["Location"])


def test_the_preview_changes_nothing(cast: Cast) -> None:
    """It shows one addition, one change with both names, one wrong row, two new units."""
    from zhamen.office.people.models import Person, Unit

    somebody("G1")
    page = browser_of(cast.system).get(uploaded(cast), secure=True).content.decode()

    assert "示例G1" in page and "示例新名" in page and "炼铁总厂 / 甲班" in page
    assert not Person.objects.filter(number="G2").exists()
    assert Unit.objects.count() == 1


def test_applied_it_does_what_was_shown(cast: Cast) -> None:
    """And brings a one-time code for whoever is new; the journal names fields and not values."""
    from zhamen.office.journal.reading import entries
    from zhamen.office.people.models import Person

    person = somebody("G1")
    page = browser_of(cast.system).post(uploaded(cast), secure=True).content.decode()
    person.refresh_from_db()
    fresh = Person.objects.get(number="G2")
    written = "".join(entries().values_list("record", flat=True))

    assert (person.name, person.clearance) == ("示例新名", "core")
    assert fresh.unit and fresh.unit.path == "炼铁总厂 / 甲班" and fresh.unit.kind == "team"
    assert page.count("一次性码") >= 1 and "G2" in page and "G1" not in page
    assert "示例新名" not in written and '"fields":["clearance","name","unit"]' in written


def test_what_changed_meanwhile_is_shown_again(cast: Cast) -> None:
    """What is applied is what somebody has seen."""
    from zhamen.office.people.models import Person

    way = uploaded(cast)
    somebody("G1")
    response = browser_of(cast.system).post(way, secure=True)

    assert response.status_code == 302
    assert not Person.objects.filter(number="G2").exists()


def test_a_draft_is_its_bringers_own(cast: Cast) -> None:
    """Another system administrator finds no such page."""
    from zhamen.office.people.models import Seat

    other = somebody("G7")
    Seat.objects.create(person=other, role="system", way="direct")

    assert browser_of(other).get(uploaded(cast), secure=True).status_code == 404
