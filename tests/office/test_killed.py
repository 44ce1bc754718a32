"""The office is killed under load: nothing that was acknowledged is lost or there twice."""

import random
from pathlib import Path

from office_cast import opened, somebody
from office_killing import Tally, examine, examine_verdicts, live_and_die

from zhamen.office.places import Places


def test_killed_under_load_it_loses_nothing(office: Places, tmp_path: Path) -> None:
    """Four kills on each database, amid deeds, pages and verdicts."""
    from zhamen.office.people.models import Duty, Unit

    opened()
    for number in ("B1", "B2"):
        person = somebody(number, clearance="core")
        Duty.objects.create(person=person, unit=Unit.objects.first(), kind="officer")
    spool, tally, chance = tmp_path / "spool", Tally(), random.Random(4)
    spool.mkdir()
    for _ in range(4):
        live_and_die(office, spool, tally, chance)
        examine(office, tally)
    examine_verdicts(spool, tally)

    assert tally.faults == []
    assert tally.deeds and tally.places and tally.lines
