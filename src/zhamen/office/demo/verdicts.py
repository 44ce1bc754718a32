"""Verdicts of the demonstration: the real gatehouse decides, the desk loads what it wrote."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any

from django.utils import timezone

from zhamen.gatehouse.digests import make_key
from zhamen.gatehouse.house import Gatehouse
from zhamen.gatehouse.spool import SUFFIX, read_spool
from zhamen.model.message import Message, Part
from zhamen.office.demo.cast import acting
from zhamen.office.desk import deciding, loading
from zhamen.office.desk.kinds import Outcome
from zhamen.office.desk.models import Event, Hold
from zhamen.office.people.models import Person
from zhamen.settings import Settings

_DAYS = 14
_A_FILE = 20_000


def fill(settings: Settings, people: Mapping[str, Person], said: Mapping[str, Any]) -> None:
    """Let the messages of two weeks pass the gate, and decide on some of them at the desk."""
    spool = settings.spool.folder
    assert spool is not None
    key = settings.spool.digest_key
    if key is not None and not key.exists():
        make_key(key)
    with Gatehouse.open(replace(settings, language="zh")) as house:
        for message in _messages(said["messages"]):
            house.pass_through(message)
    loading.load(spool)
    _age()
    deciding.lapse()
    _decide(people)


def fill_many(settings: Settings, count: int) -> None:
    """Write so many verdicts more, each like one of those, over ninety days."""
    spool = settings.spool.folder
    assert spool is not None
    patterns = list(read_spool(spool))
    begin = timezone.now() - timedelta(days=90)
    rows = islice(cycle(patterns), count)
    for first in range(0, count, _A_FILE):
        with open(spool / f"19700101-demo-{first:07d}{SUFFIX}", "w", encoding="utf-8") as file:
            for number, row in enumerate(islice(rows, _A_FILE), first):
                at = begin + timedelta(days=90) * (number / count)
                file.write(json.dumps(_other(row, number, at), ensure_ascii=False) + "\n")
    loading.load(spool)
    _age()
    deciding.lapse()


def _other(row: dict[str, Any], number: int, at: datetime) -> dict[str, Any]:
    who = f"示例{number % 4999}"
    return row | {"at": at.isoformat(), "sender": who, "group": f"示例群{number % 997}"}


def _messages(rows: list[dict[str, Any]]) -> Iterator[Message]:
    texts = [(row["sender"], row["group"], text) for row in rows for text in row["texts"]]
    now = timezone.now()
    for day in range(_DAYS):
        for number, (sender, group, text) in enumerate(texts):
            if (number + day) % 3 == 0 or day == _DAYS - 1:
                at = now - timedelta(days=_DAYS - 1 - day, minutes=7 * number)
                yield Message(f"demo-{day}-{number}", (Part("text", text=text),),
                              sender=sender, group=group, at=at)  # fmt: skip


def _age() -> None:
    """Let holds of the past have waited since then: their clock began when they were loaded."""
    past = timezone.now() - loading.HOLD_FOR
    for hold in Hold.objects.filter(outcome=Outcome.WAITING, event__at__lt=past).iterator():
        Hold.objects.filter(pk=hold.pk).update(due=past)


def _decide(people: Mapping[str, Person]) -> None:
    """Release one, keep one, report a false alarm and have another confirmed."""
    officer, other = acting(people["B1"]), acting(people["B2"])
    waiting = list(Hold.objects.filter(outcome=Outcome.WAITING, event__unread=False)[:2])
    for hold, outcome in zip(waiting, (Outcome.RELEASED, Outcome.KEPT), strict=False):
        deciding.decide(officer, hold, outcome, "已当面核实（示例）")
    seen: set[tuple[str, str]] = set()
    for event in Event.objects.filter(decision="hold"):
        for index, finding in enumerate(event.findings):
            what = (finding["detector"], finding.get("digest", ""))
            if what[1] and what not in seen and len(seen) < 2:
                seen.add(what)
                alarm = deciding.report_false(officer, event, index)
                if len(seen) == 1:
                    deciding.confirm_false(other, alarm)
