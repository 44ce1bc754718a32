"""Appends to a journal from a process of its own, and says each entry that is committed."""

import sys
from pathlib import Path

from zhamen.office.configuring import configure
from zhamen.settings import OfficeSettings, Settings

if __name__ == "__main__":
    folder, server, count = sys.argv[1:4]
    configure(Settings(office=OfficeSettings(folder=Path(folder), database=server)))
    from django.db import transaction

    from zhamen.journal.appending import Act
    from zhamen.office.journal.keeping import record

    for number in range(int(count)):
        with transaction.atomic():
            record(Act("office.started", "office", "office", f"{sys.argv[4]}:{number}"))
        print(number, flush=True)
