"""How long does each page of a large office take: 100,000 verdicts, 20,000 copies, 5,000 people?

    python benchmarks/office_pages.py [--database sqlite|postgresql] [--office FOLDER] [--times 20]

The office is the demonstration of that size (`zhamen serve --demo large`), with 1,000 groups, served as
it is in earnest; every page that can be looked at is asked for over loopback by somebody to whom it
belongs, one request at a time, then four at a time. The aim: 95 of 100 within 300 ms.
"""

import argparse
import http.client
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

sys.path.append(str(Path(__file__).parents[1] / "tests" / "office"))

import office_cluster
from office_running import command, environment, served
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


def prepared(folder: Path, database: str) -> None:
    """Fill the office, unless it is full already."""
    subprocess.run(
        command(folder, "serve", "--demo", "large", "--prepare", database=database),
        env=environment(), check=True,
    )  # fmt: skip


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


def measured(
    port: int, cookies: dict[str, str], times: int
) -> Iterator[tuple[str, str, list[float], list[float]]]:
    """Yield (who, page, times alone, times four at once)."""
    with ThreadPoolExecutor(4) as four:
        for who, ways in PAGES.items():
            for way in ways:
                asked(port, way, cookies[who])
                alone = [asked(port, way, cookies[who]) for _ in range(times)]
                crowd = list(four.map(lambda _: asked(port, way, cookies[who]), range(times)))  # noqa: B023
                yield who, way, alone, crowd


@contextmanager
def database_of(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        yield ""
        return
    with office_cluster.running(durable=True) as cluster:
        execute(cluster, "CREATE DATABASE office")
        yield f"{cluster}/office"


def main(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as name, database_of(options.database) as database:
        folder = options.office or Path(name)
        prepared(folder, database)
        cookies = signed_in(folder, database)
        missed = 0
        with served(folder, database=database) as office:
            port = int(office.address.rpartition(":")[2])
            print(
                f"{'page':44} {'p50':>6} {'p95':>6}   four at once {'p50':>6} {'p95':>6}  (ms, {options.database})"
            )
            for who, way, alone, crowd in measured(port, cookies, options.times):
                over = late(alone) > AIM_MS or late(crowd) > AIM_MS
                missed += over
                print(f"{who} {way:41} {statistics.median(alone):6.0f} {late(alone):6.0f}                "
                      f"{statistics.median(crowd):6.0f} {late(crowd):6.0f}{'  *' if over else ''}", flush=True)  # fmt: skip
        print(f"{missed} pages beyond {AIM_MS} ms")


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
