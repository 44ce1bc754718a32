"""Kills the office under load again and again, and counts what was acknowledged and is gone."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Signal
from threading import Thread
from urllib.parse import urlencode

from office_cast import browser_of
from office_running import environment

from zhamen.gatehouse.spool import SUFFIX
from zhamen.journal.keys import load_public_key
from zhamen.journal.sources import open_source
from zhamen.journal.verifying import verify
from zhamen.office.places import Places

PROCESS = Path(__file__).with_name("office_laden.py")
PAGE = "/custody/places"
MOST_DEEDS, MOST_PAGES = 25, 4
"""Acknowledged before the kill, at the most."""
PATIENCE = 60.0


@dataclass
class Tally:
    """What was acknowledged over all lives of an office, and what was found wrong."""

    lives: int = 0
    kills: int = 0
    deeds: list[tuple[str, int]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    lines: int = 0
    faults: list[str] = field(default_factory=list)


class Gate(Thread):
    """Writes verdicts as a gate does: a line is acknowledged when it is on the disk."""

    def __init__(self, spool: Path, name: str) -> None:
        super().__init__(daemon=True)
        self._path, self._ends, self.written = spool / f"{name}{SUFFIX}", Signal(), 0

    def run(self) -> None:
        """Write until told to end."""
        row = {
            "at": "2026-11-25T00:00:00+00:00", "channel": "internal", "sender": "示例", "group": "",
            "verdict": {"decision": "hold", "clauses": [1], "findings": [], "unread": []},
        }  # fmt: skip
        with open(self._path, "ab", buffering=0) as file:
            while not self._ends.is_set():
                file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
                os.fdatasync(file.fileno())
                self.written += 1
                time.sleep(0.003)

    def end(self) -> int:
        """Stop and return how many lines there are."""
        self._ends.set()
        self.join()
        return self.written


class Person(Thread):
    """Adds places by the page: one is acknowledged when the page leads back to itself."""

    def __init__(self, port: int, name: str, cookie: str) -> None:
        super().__init__(daemon=True)
        self._port, self._name, self._cookie = port, name, cookie
        self._ends, self._tried, self.done = Signal(), 0, list[str]()
        self.sent_to: set[str] = set()
        """Where the answers led; anywhere but the page itself is no acknowledgement."""

    def run(self) -> None:
        """Ask until told to end; before the office listens and after its death nobody answers."""
        while not self._ends.is_set():
            try:
                self._add(f"{self._name}-{len(self.done)}-{self._tried}")
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)

    def end(self) -> list[str]:
        """Stop and return what was acknowledged."""
        self._ends.set()
        self.join()
        return self.done

    def _add(self, name: str) -> None:
        # A name that was sent and not answered may be there: it is not sent again.
        self._tried += 1
        token = "a" * 32
        headers = {
            "Cookie": f"__Host-zhamen={self._cookie}; __Host-zhamen-csrf={token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = http.client.HTTPConnection("localhost", self._port, timeout=10)
        body = urlencode({"name": name, "csrfmiddlewaretoken": token})
        connection.request("POST", PAGE, body, headers)
        answer = connection.getresponse()
        if answer.status == 302:
            led_to = str(answer.getheader("Location"))
            self.sent_to.add(led_to)
            if led_to == PAGE:
                self.done.append(name)
        connection.close()


def live_and_die(places: Places, spool: Path, tally: Tally, chance: random.Random) -> None:
    """Let the office live for a while under load, and kill it."""
    from office_cast import somebody

    cookie = browser_of(somebody("S2")).cookies["__Host-zhamen"].value
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    tally.lives += 1
    name = f"K{tally.lives}"
    words = [sys.executable, PROCESS, places.folder, places.server, spool, str(port), name]
    gate, person = Gate(spool, name), Person(port, name, cookie)
    gate.start()
    person.start()
    with subprocess.Popen(words, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        said = _until(process, person, chance)
        time.sleep(chance.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        assert process.stdout
        said += process.stdout.read().splitlines(keepends=True)
    tally.deeds += [_deed(line) for line in said if line.startswith("deed") and line[-1] == "\n"]
    tally.lines += gate.end()
    places_done = person.end()
    if process.returncode == -signal.SIGKILL:
        tally.kills += 1
        tally.places += places_done
        tally.faults += [f"sent to {each}" for each in person.sent_to - {PAGE}]
    # Else another program took the port first, and was the one that answered.


def _until(process: subprocess.Popen[str], person: Person, chance: random.Random) -> list[str]:
    """Wait until so many deeds, or so many pages, are done; return what was said so far."""
    assert process.stdout
    deeds = chance.randrange(MOST_DEEDS)
    pages = chance.choice([0, 0, 1, chance.randint(1, MOST_PAGES)])
    said, deadline = [], time.monotonic() + PATIENCE
    while (len(said) <= deeds or len(person.done) < pages) and time.monotonic() < deadline:
        said.append(process.stdout.readline())
    return said


def _deed(line: str) -> tuple[str, int]:
    _, number, version = line.split()
    return number, int(version)


def examine(places: Places, tally: Tally) -> None:
    """Note what was acknowledged and is not there once, and every fault of the journal."""
    from zhamen.office.custody.models import Deed, Place
    from zhamen.office.journal.models import Entry

    with open_source(places.journal) as source:
        report = verify(source, load_public_key(places.public_key))
    tally.faults += [f"journal: {fault}" for fault in report.faults]
    rows = set(Deed.objects.values_list("document_id", "version"))
    tally.faults += [f"deed lost: {each}" for each in tally.deeds if each not in rows]
    told = Entry.objects.filter(record__startswith='{"act":"custody.').exclude(
        record__startswith='{"act":"custody.place'
    )
    if told.count() != len(rows):
        tally.faults.append(f"{len(rows)} deeds, {told.count()} entries of them")
    there = set(Place.objects.values_list("name", flat=True))
    tally.faults += [f"place lost: {each}" for each in tally.places if each not in there]
    placed = Entry.objects.filter(record__startswith='{"act":"custody.place').count()
    if placed != len(there):
        tally.faults.append(f"{len(there)} places, {placed} entries of them")


def examine_verdicts(spool: Path, tally: Tally) -> None:
    """Load what is left of the spool and note what was lost or doubled."""
    from zhamen.office.desk.loading import load
    from zhamen.office.desk.models import Event, Hold

    load(spool)
    events, holds = Event.objects.count(), Hold.objects.count()
    if not events == holds == tally.lines:
        tally.faults.append(f"{tally.lines} verdicts, {events} loaded, {holds} holds")
