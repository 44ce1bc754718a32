"""Does the office lose anything that it acknowledged, or have it twice, when it is killed?

    python benchmarks/office_crash.py [--kills 200] [--database sqlite|postgresql] [--seed N]

The office serves pages, feeds a spool and does custody deeds at once, in one process that is killed
(SIGKILL) at a random moment: after 0 to 24 deeds, or 1 to 4 pages, and up to 50 ms. After each kill the journal is verified
whole; every deed, every page's act and at the end every verdict is looked for.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests" / "office"))

import office_cluster
from office_cast import opened, somebody
from office_killing import Tally, examine, examine_verdicts, live_and_die
from office_setting import Setting, make_setting


@contextmanager
def setting(kind: str, folder: Path) -> Iterator[Setting]:
    if kind == "sqlite":
        yield make_setting(folder, "")
        return
    with office_cluster.running(durable=True) as cluster:
        yield make_setting(folder, cluster)


def main(options: argparse.Namespace) -> None:
    chance, tally = random.Random(options.seed), Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "template").mkdir()
        with (
            setting(options.database, folder / "template") as made,
            made.copied(folder / "office") as places,
        ):
            opened()
            from zhamen.office.people.models import Duty, Unit

            for number in ("B1", "B2"):
                person = somebody(number, clearance="core")
                Duty.objects.create(person=person, unit=Unit.objects.first(), kind="officer")
            spool = folder / "spool"
            spool.mkdir()
            for number in range(options.kills):
                live_and_die(places, spool, tally, chance)
                examine(places, tally)
                if number % 20 == 19:
                    print(f"{tally.kills} kills, {len(tally.deeds):,} deeds, {len(tally.places):,} pages, "
                          f"{tally.lines:,} verdicts, {len(tally.faults)} faults", flush=True)  # fmt: skip
            examine_verdicts(spool, tally)
    print(f"{options.database}: {tally.kills} kills, {len(tally.deeds):,} deeds, {len(tally.places):,} pages "
          f"and {tally.lines:,} verdicts acknowledged: {len(tally.faults)} lost, double or bent")  # fmt: skip
    for fault in tally.faults[:20]:
        print(fault)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    main(parser.parse_args())
