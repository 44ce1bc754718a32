"""A real office for each test, on SQLite and on PostgreSQL 15; the tests run once on each."""

from collections.abc import Iterator
from pathlib import Path

import office_cluster
import pytest
from office_setting import Setting, make_setting

from zhamen.office.places import Places

pytest.importorskip("django", reason="the extra console is not installed")


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """A PostgreSQL cluster of our own."""
    if office_cluster.control() is None:
        pytest.skip("PostgreSQL is not here: apt install postgresql")
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    with office_cluster.running() as address:
        yield address


@pytest.fixture(scope="session")
def sqlite_setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    """A migrated SQLite office from which each test gets a copy."""
    return make_setting(tmp_path_factory.mktemp("sqlite"), "")


@pytest.fixture(scope="session")
def postgres_setting(tmp_path_factory: pytest.TempPathFactory, cluster: str) -> Setting:
    """A migrated PostgreSQL office from which each test gets a copy."""
    return make_setting(tmp_path_factory.mktemp("postgres"), cluster)


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Places]:
    """An office of this test's own, on each database."""
    name = {"sqlite": "sqlite_setting", "postgresql": "postgres_setting"}[request.param]
    setting: Setting = request.getfixturevalue(name)
    with setting.copied(tmp_path / "office") as places:
        yield places


@pytest.fixture
def desk(sqlite_setting: Setting, tmp_path: Path) -> Iterator[Places]:
    """An office of this test's own, on SQLite: for what does not depend on the database."""
    with sqlite_setting.copied(tmp_path / "office") as places:
        yield places
