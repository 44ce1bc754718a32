"""The office under load, in a process of its own: it serves, feeds, and does deeds without a pause.

Each deed is said once it is committed: `deed NUMBER VERSION`.
"""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Thread

from zhamen.office import serving
from zhamen.settings import OfficeSettings, Settings, SpoolSettings


def work(name: str) -> None:
    """Let document after document come and be handed to and fro."""
    from zhamen.custody.deeds.enter import Enter
    from zhamen.custody.deeds.hand_over import HandOver
    from zhamen.custody.deeds.receive import Receive
    from zhamen.model.terms import Level
    from zhamen.office.custody.keeping import do
    from zhamen.office.people.models import Person

    one, two = (f"person:{Person.objects.get(number=number).pk}" for number in ("B1", "B2"))
    both = frozenset({one, two})
    for serial in count():
        number = f"{name}-{serial}"

        def done(deed: object, number: str = number) -> None:
            print("deed", number, do(number, deed, "person").deeds, flush=True)  # type: ignore[arg-type]

        done(Receive(at=datetime.now(UTC), by=one, signed=both, document=number, intact=True,
                     level=Level.CONFIDENTIAL, issuer="W", copies=("1", "2", "3")))  # fmt: skip
        done(Enter(at=datetime.now(UTC), by=one, signed=both, copies=("1", "2", "3"), place="P"))
        for giver, taker in ((one, two), (two, one)):
            done(HandOver(at=datetime.now(UTC), by=giver, signed=both, copies=("1", "2"),
                          to=taker, place="P"))  # fmt: skip


if __name__ == "__main__":
    folder, database, spool, port, name = sys.argv[1:]
    office = OfficeSettings(folder=Path(folder), database=database, port=int(port))
    office = replace(office, snapshots=Path(spool).with_name("snapshots"))
    settings = Settings(office=office, spool=SpoolSettings(Path(spool)))
    serving.prepare(settings)
    Thread(target=work, args=[name], daemon=True).start()
    print("up", flush=True)
    serving.serve(settings)
