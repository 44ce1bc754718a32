"""Sets an office up in this process, and another for the next test, each on its own database."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from zhamen.office.configuring import configure, database, derived
from zhamen.office.configuring import prepare as prepare_folder
from zhamen.office.places import Places
from zhamen.settings import OfficeSettings, Settings

_COUNT = itertools.count()


@dataclass(frozen=True)
class Setting:
    """A migrated office that is copied for each test."""

    places: Places
    cluster: str

    @contextmanager
    def copied(self, folder: Path) -> Iterator[Places]:
        """Work on a copy in a folder until the block ends."""
        shutil.copytree(self.places.folder, folder)
        name = f"test{next(_COUNT)}"
        if self.cluster:
            execute(self.cluster, f"CREATE DATABASE {name} TEMPLATE template_office")
        places = Places(folder, f"{self.cluster}/{name}" if self.cluster else "")
        with at(places):
            yield places
        if self.cluster:
            execute(self.cluster, f"DROP DATABASE {name} WITH (FORCE)")


def execute(cluster: str, statement: str) -> None:
    """Run a statement in the cluster's own database."""
    import psycopg

    with psycopg.connect(f"{cluster}/postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


def make_setting(folder: Path, cluster: str) -> Setting:
    """Migrate an office to be copied."""
    if cluster:
        execute(cluster, "CREATE DATABASE template_office")
    server = f"{cluster}/template_office" if cluster else ""
    settings = Settings(office=OfficeSettings(folder=folder / "office", database=server))
    configure(settings)
    places = prepare_folder(settings)
    with at(places):
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
    return Setting(places, cluster)


@contextmanager
def at(places: Places) -> Iterator[None]:
    """Turn this process to the office at these places."""
    from django.apps import apps
    from django.conf import settings
    from django.db import connections

    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": database(places)})[
        "default"
    ]
    settings.ZHAMEN_PLACES = places
    # A process of the same office takes the cookies that are signed here.
    settings.SECRET_KEY = derived(places.office_key.read_text("utf-8"), "cookies").hex()
    apps.get_app_config("journal").__dict__.pop("key", None)
    try:
        yield
    finally:
        connections["default"].close()
