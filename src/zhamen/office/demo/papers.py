"""Documents of the demonstration: the life of each is a row of deeds, done by the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhamen.custody.ledger import LEDGER
from zhamen.custody.terms import Channel
from zhamen.model.terms import Level
from zhamen.office.custody.keeping import do
from zhamen.office.custody.models import Place
from zhamen.office.demo.cast import acting
from zhamen.office.journal.keeping import record
from zhamen.office.people.models import Person

_COPIES = 40
"""Copies of each document of a large office."""


@dataclass
class Paper:
    """One document whose deeds are done one after the other, some days ago."""

    number: str
    people: Mapping[str, str]
    """Number of a person → id in deeds."""
    at: datetime

    def does(self, who: str, name: str, hours: float = 1, **fields: Any) -> "Paper":
        """Do a deed some hours after the last one; everybody who must sign has."""
        self.at += timedelta(hours=hours)
        kind: Any = LEDGER.kinds[name]
        deed = kind(at=self.at, by=self.people[who], signed=frozenset(), **fields)
        signed = kind(at=self.at, by=self.people[who], signed=deed.signers(), **fields)
        do(self.number, signed, "person")
        return self


def cabinets(security: Person, names: list[str]) -> list[str]:
    """Make the places and return their ids; 绝密 may be read in the last."""
    from zhamen.office.acting import act

    ids = []
    for name in names:
        with transaction.atomic():
            place = Place.objects.create(name=name, reading=name == names[-1])
            record(act(acting(security), "custody.place.added", f"place:{place.pk}"))
        ids.append(f"place:{place.pk}")
    return ids


def fill(people: Mapping[str, Person], places: list[str]) -> None:
    """Let six documents be in every state that a page can show, alarms among them."""
    ids = {number: f"person:{person.pk}" for number, person in people.items()}
    now = timezone.localtime()
    cabinet, room = places

    def paper(serial: int, days: int) -> Paper:
        return Paper(f"DEMO-{serial:03d}", ids, now - timedelta(days=days))

    def received(serial: int, days: int, level: Level, count: int, **more: Any) -> Paper:
        copies = tuple(map(str, range(1, count + 1)))
        begun = paper(serial, days).does(
            "B1", "receive", document=f"DEMO-{serial:03d}", level=level, issuer="W-示例",
            copies=copies, intact=True, **more,
        )  # fmt: skip
        return begun.does("B1", "enter", copies=copies, place=cabinet)

    today = now.date()
    lent = received(1, 40, Level.CONFIDENTIAL, 5)
    lent.does("B1", "lend", copy="1", reader=ids["T1"], approver=ids["L1"], place=cabinet,
              due=today - timedelta(days=20))  # fmt: skip
    lent.does("B1", "lend", copy="2", reader=ids["G1"], approver=ids["L1"], place=cabinet,
              due=today + timedelta(days=5))  # fmt: skip
    sent = received(2, 35, Level.SECRET, 4, scope=frozenset({ids["G2"]}))
    sent.does("B1", "distribute", copies=("2", "3"), to="U-示例", channel=Channel.COURIER,
              receipt_due=today - timedelta(days=10))  # fmt: skip
    sent.does("B1", "lend", copy="1", reader=ids["G2"], approver=ids["L1"], place=cabinet,
              due=today + timedelta(days=2))  # fmt: skip
    gone = received(3, 60, Level.CONFIDENTIAL, 3)
    gone.does("B1", "propose_destruction", copies=("1", "2"), listing="Q-示例-1")
    gone.does("L1", "approve_destruction", copies=("1", "2"))
    gone.does("B1", "destroy", copies=("1", "2"), at_unit="X-示例",
              witnesses=frozenset({ids["B2"], ids["D1"]}))  # fmt: skip
    made = paper(4, 15).does(
        "B1", "make", document="DEMO-004", level=Level.TOP_SECRET, classifier=ids["D1"],
        scope=frozenset({ids["D1"], ids["L1"]}), count=2, place=cabinet,
    )  # fmt: skip
    made.does("B1", "lend", copy="1", reader=ids["D1"], approver=ids["L1"], place=room, due=today)
    lost = received(5, 50, Level.CONFIDENTIAL, 3)
    lost.does("B1", "lend", copy="3", reader=ids["G1"], approver=ids["L1"], place=cabinet,
              due=today - timedelta(days=30))  # fmt: skip
    lost.does("B1", "take_stock", 200, seen=frozenset({"1", "2"}), second=ids["B2"])
    lost.does("G1", "lose", copy="3")
    received(6, 1, Level.SECRET, 8, scope=frozenset({ids["G2"]}))


def fill_many(people: Mapping[str, Person], places: list[str], copies: int) -> None:
    """Let there be so many copies more, a quarter of them in other hands."""
    ids = {number: f"person:{person.pk}" for number, person in people.items()}
    began = timezone.localtime() - timedelta(days=300)
    numbers = tuple(map(str, range(1, _COPIES + 1)))
    readers = [ids[number] for number in ("T1", "G1", "G2")]
    for serial in range(copies // _COPIES):
        number = f"DEMO-L{serial:04d}"
        paper = Paper(number, ids, began + timedelta(hours=serial * 12))
        # One wait for the disk a document.
        with transaction.atomic():
            _lead(paper, numbers, places[0], readers[serial % 3], late=serial % 20 == 0)


def _lead(paper: Paper, numbers: tuple[str, ...], place: str, reader: str, *, late: bool) -> None:
    """Let copies come, go to another unit, and be lent; what is late cries out."""
    paper.does("B1", "receive", document=paper.number, level=Level.CONFIDENTIAL,
               issuer="W-示例", copies=numbers, intact=True)  # fmt: skip
    paper.does("B1", "enter", copies=numbers, place=place)
    sent, day = numbers[:8], paper.at.date()
    paper.does("B1", "distribute", copies=sent, to="U-示例", channel=Channel.COURIER,
               receipt_due=day + timedelta(days=9))  # fmt: skip
    paper.does("B1", "lend", copy=numbers[-1], reader=reader, approver=paper.people["L1"],
               place=place, due=day + timedelta(days=30))  # fmt: skip
    if not late:
        paper.does("B1", "acknowledge", copies=sent, receipt=f"H-{paper.number}")
        paper.does("B1", "give_back", copy=numbers[-1], reader=reader, place=place, whole=True)
