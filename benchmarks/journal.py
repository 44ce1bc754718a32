"""How fast does the office append to its journal beside a bare transaction, and how fast is it checked?

    python benchmarks/journal.py [--entries 1000000] [--appends 1000]

Appending: one act a transaction, signed head and all, on SQLite (WAL, synchronous=FULL); the peer is
one INSERT of the same bytes a transaction on a file of the same kind, in turn with it. Checking: every
record of an exported file of a million, read, hashed, linked and compared with each kept checkpoint.
"""

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from zhamen.journal.appending import Act, Head, extended
from zhamen.journal.keys import SigningKey
from zhamen.journal.sources import export, open_source
from zhamen.journal.verifying import verify
from zhamen.office.configuring import configure
from zhamen.settings import OfficeSettings, Settings

BATCH, ROUND = 256, 100
AT = "2026-11-24T08:00:00.000000+00:00"


def acts(start: int, count: int) -> list[Act]:
    return [
        Act(
            "people.person.changed",
            f"person:{n % 97}",
            "system",
            f"person:{n}",
            {"fields": ["name"]},
        )
        for n in range(start, start + count)
    ]


class Growing:
    """A journal in the making, as a source."""

    def __init__(self, key: SigningKey, size: int) -> None:
        self.notes: list[str] = []
        self.key, self.size = key, size

    def records(self) -> Iterator[tuple[int | None, bytes]]:
        """Yield records as they are made."""
        head: Head | None = None
        for start in range(0, self.size, BATCH):
            batch = acts(start, min(BATCH, self.size - start))
            records, head = extended(head, batch, self.key, AT)
            self.notes.append(head.note)
            yield from ((None, record) for record in records)

    def checkpoints(self) -> Iterator[str]:
        """Yield one for each batch."""
        yield from self.notes


def checking(folder: Path, suite: str, size: int) -> None:
    key = SigningKey.new("bench", suite)
    path = folder / f"{suite}.journal"
    with open(path, "wb") as file:
        file.writelines(export(Growing(key, size)))
    begin = time.perf_counter()
    with open_source(str(path)) as source:
        report = verify(source, key.public)
    taken = time.perf_counter() - begin
    assert (report.size, report.faults) == (size, ())
    print(f"check {suite:5} {size:>9,} entries, {report.checkpoints:,} checkpoints: "
          f"{taken:6.1f} s, {size / taken:,.0f}/s")  # fmt: skip


def appending(folder: Path, total: int) -> None:
    configure(Settings(office=OfficeSettings(folder=folder / "office")))
    from django.core.management import call_command
    from django.db import transaction

    from zhamen.office.journal.keeping import record

    call_command("migrate", verbosity=0)

    def ours(number: int) -> None:
        with transaction.atomic():
            record(*acts(number, 1))

    with closing(sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)) as bare:
        bare.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                           "CREATE TABLE entry (number INTEGER PRIMARY KEY, record TEXT)")  # fmt: skip

        def peer(number: int) -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO entry VALUES (?, ?)", (number, "x" * 280))
            bare.execute("COMMIT")

        rounds = range(0, total, ROUND)
        rates = [(rate(ours, start), rate(peer, start)) for start in rounds]
    mine, theirs = (statistics.median(column) for column in zip(*rates, strict=True))
    print(f"append: {mine:,.0f}/s beside {theirs:,.0f}/s bare transactions: {mine / theirs:.2f}")


def rate(act: Callable[[int], None], start: int) -> float:
    begin = time.perf_counter()
    for number in range(start, start + ROUND):
        act(number)
    return ROUND / (time.perf_counter() - begin)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--appends", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        appending(Path(name), options.appends)
        for suite in ("gm", "intl"):
            checking(Path(name), suite, options.entries)
