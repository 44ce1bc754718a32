"""A real office for each test, on SQLite and on PostgreSQL 15; the tests run once on each."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from office_setting import Setting, make_setting

from zhamen.office.places import Places

pytest.importorskip("django", reason="the extra console is not installed")


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """A PostgreSQL cluster of our own in a temporary folder, reached by its socket alone."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not found:
        pytest.skip("PostgreSQL is not here: apt install postgresql")
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    # pg_ctl refuses to run as root.
    user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="zhamen-pg-"))
    shutil.chown(folder, user)
    run = {"cwd": folder, "user": user, "check": True, "capture_output": True}
    binaries = found[-1].parent
    try:
        subprocess.run([binaries / "initdb", "-D", folder / "data", "-A", "trust", "-E", "UTF8",
                        "--no-sync", "-U", "zhamen"], **run)  # fmt: skip
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        subprocess.run([found[-1], "-D", folder / "data", "-o", options, "-l", folder / "log", "-w",
                        "start"], **{**run, "capture_output": False})  # fmt: skip
        yield f"postgresql://zhamen@{str(folder).replace('/', '%2F')}"
    finally:
        subprocess.run([found[-1], "-D", folder / "data", "-m", "immediate", "stop"], **run)
        shutil.rmtree(folder, ignore_errors=True)


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
