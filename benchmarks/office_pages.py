"""How long does each page of a large office take: 100,000 verdicts, 20,000 copies, 5,000 people?

    python benchmarks/office_pages.py [--database sqlite|postgresql] [--office FOLDER] [--times 20]

The office is the demonstration of that size (`zhamen serve --demo large`), with 1,000 groups, served as
it is in earnest; every page that can be looked at is asked for over loopback by somebody to whom it
belongs, one request at a time, then four at a time. The aim: 95 of 100 within 300 ms. The last column is the
processor time that the server takes for one request, which other people's load changes little.
"""

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

sys.path.append(str(Path(__file__).parents[1] / "tests" / "office"))

import office_cluster
from office_running import Office, command, environment, served
from office_setting import at, execute

AIM_MS = 300
PAGES = {
    "S1": ("/", "/people/", "/people/?page=50", "/people/?q=示例49", "/people/20", "/people/units",
           "/people/seats", "/people/add", "/people/import", "/account"),
    "S2": ("/", "/people/seats/propose", "/desk/", "/desk/holds", "/custody/places", "/groups/"),
    "S3": ("/", "/journal/", "/journal/?page=100", "/journal/?act=custody.place.added",
           "/journal/?actor=person:4", "/journal/?on=document:DEMO-001", "/journal/entry/500",
           "/journal/anchor", "/custody/", "/desk/"),
    "B1": ("/", "/custody/", "/custody/?page=50", "/custody/document/DEMO-L0100",
           "/custody/document/DEMO-001", "/custody/do/receive",
           "/custody/document/DEMO-L0100/do/lend", "/groups/", "/groups/?page=20", "/groups/waiting",
           "/groups/sheet", "/desk/", "/desk/?decision=all", "/desk/?decision=hold&page=200",
           "/desk/?clause=1", "/desk/?q=示例77", "/desk/?unread=1", "/desk/5", "/desk/holds", "/desk/false",
           "/selfcheck/"),
    "T1": ("/", "/custody/", "/groups/", "/groups/apply"),
}  # fmt: skip


def signed_in(folder: Path, database: str) -> dict[str, str]:
    """Return a session for each who asks, by number."""
    from zhamen.office.configuring import configure
    from zhamen.office.places import Places
    from zhamen.settings import OfficeSettings, Settings

    configure(Settings(office=OfficeSettings(folder=folder / "office", database=database)))
    with at(Places(folder / "office", database)):
        from django.contrib.sessions.backends.db import SessionStore

        from zhamen.office.people.models import Person

        cookies = {}
        for person in Person.objects.filter(number__in=PAGES):
            session, now = SessionStore(), int(time.time())
            proof = person.get_session_auth_hash()
            session.update({"person": person.pk, "proof": proof, "began": now, "seen": now})
            session.save()
            cookies[person.number] = str(session.session_key)
        return cookies


def asked(port: int, way: str, cookie: str) -> float:
    """Return how many milliseconds a page takes, its body read."""
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    began = time.perf_counter()
    connection.request(
        "GET", quote(way, safe="/?=&:"), headers={"Cookie": f"__Host-zhamen={cookie}"}
    )
    answer = connection.getresponse()
    answer.read()
    taken = (time.perf_counter() - began) * 1000
    connection.close()
    assert answer.status == 200, (way, answer.status)
    return taken


def late(times: list[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def spent(process: int) -> float:
    """Return the milliseconds of processor time that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


@dataclass
class Page:
    """How long one page took: milliseconds of the clock, alone and four at once, and of the server."""

    who: str
    way: str
    alone: list[float]
    crowd: list[float]
    server: float

    @property
    def over(self) -> bool:
        """Tell whether the aim is missed."""
        return late(self.alone) > AIM_MS or late(self.crowd) > AIM_MS

    def __str__(self) -> str:
        figures = (statistics.median(self.alone), late(self.alone), statistics.median(self.crowd),
                   late(self.crowd), self.server)  # fmt: skip
        columns = "".join(f"{figure:8.0f}" for figure in figures)
        return f"{self.who} {self.way:42}{columns}{'  *' if self.over else ''}"


def measured(office: Office, cookies: dict[str, str], times: int) -> Iterator[Page]:
    """Yield what each page takes, after it was asked for once."""
    port = int(office.address.rpartition(":")[2])
    with ThreadPoolExecutor(4) as four:
        for who, way in ((who, way) for who, ways in PAGES.items() for way in ways):
            ask = partial(asked, port, way, cookies[who])
            ask()
            before = spent(office.process.pid)
            alone = [ask() for _ in range(times)]
            server = (spent(office.process.pid) - before) / times
            crowd = list(four.map(lambda _, ask=ask: ask(), range(times)))
            yield Page(who, way, alone, crowd, server)


@contextmanager
def prepared(folder: Path, kind: str) -> Iterator[tuple[Path, str]]:
    """Fill an office on SQLite; for PostgreSQL, bring it there by way of a backup."""
    run(folder, "serve", "--demo", "large", "--prepare")
    if kind == "sqlite":
        yield folder, ""
        return
    with office_cluster.running(durable=True) as cluster, tempfile.TemporaryDirectory() as name:
        execute(cluster, "CREATE DATABASE office")
        database, there = f"{cluster}/office", Path(name)
        run(folder, "backup", "--new-key", f"{name}/key")
        run(folder, "backup", "-o", f"{name}/one", "--key", f"{name}/key", "--with-keys")
        run(there, "restore", f"{name}/one", "--key", f"{name}/key", database=database)
        yield there, database


def run(folder: Path, *words: str, database: str = "") -> None:
    began = time.perf_counter()
    subprocess.run(command(folder, *words, database=database), env=environment(), check=True)
    print(f"{words[0]}: {time.perf_counter() - began:.1f} s", flush=True)


def main(options: argparse.Namespace) -> None:
    with (
        tempfile.TemporaryDirectory() as name,
        prepared(options.office or Path(name), options.database) as (folder, database),
    ):
        cookies = signed_in(folder, database)
        over = 0
        print(f"{options.database:45}    p50     p95  4x p50  4x p95  server   (ms)")
        with served(folder, database=database) as office:
            for page in measured(office, cookies, options.times):
                over += page.over
                print(page, flush=True)
        print(f"{over} pages beyond {AIM_MS} ms; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument(
        "--office", type=Path, help="a folder that is kept: filled once, asked again"
    )
    parser.add_argument("--times", type=int, default=20)
    main(parser.parse_args())
