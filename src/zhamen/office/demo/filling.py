"""Filling an empty office with the demonstration; one that is not empty is left alone."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from zhamen.errors import UsageError
from zhamen.office.places import Places
from zhamen.settings import Settings

if TYPE_CHECKING:
    from zhamen.office.demo.cast import Login

MARK = "demo"
"""File in the office's folder that says that everything here is invented."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is besides what the small demonstration shows."""

    people: int = 0
    copies: int = 0
    verdicts: int = 0
    groups: int = 0


SIZES = {
    "small": Size(),
    "large": Size(people=5_000, copies=20_000, verdicts=100_000, groups=1_000),
}


def demo_settings(settings: Settings) -> Settings:
    """Return the settings of the demonstration: beside the real office, never in it."""
    office = settings.office
    folder = office.folder
    if folder is None:
        real = Places.of(office).folder
        folder = real.with_name(f"{real.name}-demo")
    spool = replace(settings.spool, folder=folder / "spool", digest_key=folder / "digest.key")
    office = replace(office, folder=folder, snapshots=folder / "snapshots")
    return replace(settings, office=office, spool=spool)


def is_demo(settings: Settings) -> bool:
    """Tell whether the folder holds a demonstration already."""
    return (Places.of(settings.office).folder / MARK).exists()


def fill(settings: Settings, size: str, progress: Callable[[str], None]) -> "Login":
    """Fill an office that was prepared. Raises UsageError if there is anybody in it."""
    from zhamen.office.demo import cast, circles, papers, verdicts
    from zhamen.office.people.opening import needed

    folder = Places.of(settings.office).folder
    if not needed():
        raise UsageError(
            f"{folder}: 这里已经有人了，不装示例数据 / not an empty office",
            advice="另设 office.folder / set another office.folder",
        )
    said = tomllib.loads(files("zhamen.office.demo").joinpath("demo.toml").read_text("utf-8"))
    more = SIZES[size]
    progress("people")
    people, login = cast.assemble(said)
    places = papers.cabinets(people["S2"], said["places"])
    progress("custody")
    papers.fill(people, places)
    progress("groups")
    circles.fill(people, said["groups"])
    progress("verdicts")
    verdicts.fill(settings, people, said)
    if more.people:
        crowd = cast.crowd(people["S1"], more.people)
        progress("custody")
        papers.fill_many(people, places, more.copies)
        progress("groups")
        circles.fill_many(people, crowd, more.groups)
        progress("verdicts")
        verdicts.fill_many(settings, more.verdicts)
    _mark(folder)
    return login


def _mark(folder: Path) -> None:
    (folder / MARK).write_text("示例数据 / invented, all of it\n", "utf-8")
