"""The demonstration: an invented office in which every page has something to show."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from office_cast import browser_of
from office_running import code_of, command, environment
from office_setting import Setting, at

from zhamen.journal.keys import load_public_key
from zhamen.journal.sources import open_source
from zhamen.journal.verifying import verify
from zhamen.office.places import Places


@dataclass(frozen=True)
class Shown:
    """A filled office, and what the terminal said."""

    places: Places
    said: str


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `zhamen serve` on the office in a folder, without opening it."""
    return subprocess.run(
        command(folder, "serve", "--prepare", *words), env=environment(), capture_output=True,
        text=True, timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="module")
def shown(sqlite_setting: Setting, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """The demonstration on SQLite, by the command; this process is turned to it."""
    from django.conf import settings

    folder = tmp_path_factory.mktemp("demo")
    done = run(folder, "--demo")
    assert done.returncode == 0, done.stderr
    places = Places(folder / "office")
    from zhamen.office.configuring import derived

    secret = places.office_key.read_text("utf-8")
    before = settings.ZHAMEN_SEED_KEY
    with at(places):
        settings.ZHAMEN_SEED_KEY = derived(secret, "seeds")
        yield Shown(places, done.stdout)
    settings.ZHAMEN_SEED_KEY = before


PAGES = [
    ("S1", "/people/", "示例炉"), ("S1", "/people/units", "高炉作业区"),
    ("S2", "/people/seats", "示例丙"),
    ("B1", "/custody/", "DEMO-001"), ("B1", "/custody/document/DEMO-003", "DEMO-003"),
    ("B1", "/groups/", "高炉甲班值班群"), ("L1", "/", "签"), ("T1", "/groups/", "值班群"),
    ("B1", "/desk/", "技术中心事务群"), ("B2", "/desk/holds", "G1"),
    ("B2", "/desk/false", "示例洪"),
    ("S3", "/journal/", "放行"),
]  # fmt: skip


def test_each_page_has_something_to_show(shown: Shown) -> None:
    """To whom it belongs, and with the names of the demonstration."""
    from zhamen.office.people.models import Person

    empty = []
    for number, way, words in PAGES:
        answer = browser_of(Person.objects.get(number=number)).get(way, secure=True)
        if answer.status_code != 200 or words not in answer.content.decode():
            empty.append((number, way, answer.status_code))

    assert empty == []


def test_its_life_is_the_real_one(shown: Shown) -> None:
    """Copies in eight states, groups in four, holds in all; the journal of it verifies."""
    from zhamen.office.custody.models import Copy
    from zhamen.office.desk.models import Event, FalseAlarm, Hold
    from zhamen.office.groups.models import Group

    states = set(Copy.objects.values_list("status", flat=True))
    with open_source(shown.places.journal) as source:
        report = verify(source, load_public_key(shown.places.public_key))

    assert states >= {"in_store", "lent", "in_transit", "destroyed", "missing"}
    assert set(Group.objects.values_list("state", flat=True)) == {
        "open", "frozen", "applied", "dissolved",
    }  # fmt: skip
    assert set(Event.objects.values_list("decision", flat=True)) >= {"pass", "hold", "block"}
    assert set(Hold.objects.values_list("outcome", flat=True)) == {
        "waiting", "released", "kept", "lapsed",
    }  # fmt: skip
    assert FalseAlarm.objects.exclude(confirmed_by=None).count() == 1
    assert FalseAlarm.objects.filter(confirmed_by=None).count() == 1
    assert report.faults == ()


def test_what_is_said_once_signs_in(shown: Shown) -> None:
    """With the password and the authenticator's secret, as anybody signs in."""
    said = re.sub(r"\s", "", shown.said)
    found = re.search(r"口令([0-9a-f-]+)；把密钥([A-Z2-7]+)", said)
    assert found
    client = browser_of(None)
    client.post("/login", {"number": "B1", "password": found[1]}, secure=True)
    client.post("/login/code", {"code": code_of(found[2])}, secure=True)

    assert client.get("/custody/", secure=True).status_code == 200


def test_a_second_time_it_is_opened_as_it_is(shown: Shown) -> None:
    """Nothing is filled in again, and no password is shown."""
    done = run(shown.places.folder.parent, "--demo")

    assert done.returncode == 0 and "口令" not in done.stdout


def test_an_office_with_people_is_left_alone(tmp_path: Path) -> None:
    """Samples never come among real people."""
    assert run(tmp_path).returncode == 0
    database = tmp_path / "office/office.sqlite3"
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "INSERT INTO people_person (password, number, name, clearance, state, seed, step, "
            "failures, locks, code) VALUES ('', 'R1', 'x', 'none', 'new', x'', 0, 0, 0, '')"
        )
    done = run(tmp_path, "--demo")

    assert done.returncode == 3 and "not an empty office" in done.stderr


def test_without_a_folder_it_lies_beside_the_real_office() -> None:
    """Whoever only wants to look around never fills the real one."""
    from zhamen.office.demo.filling import demo_settings
    from zhamen.settings import Settings

    real = Places.of(Settings().office).folder
    folder = demo_settings(Settings()).office.folder

    assert folder is not None and (folder.name, folder.parent) == ("office-demo", real.parent)
