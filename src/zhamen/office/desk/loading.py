"""Loading the spool: each whole line becomes an event, once, whatever happens in between."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhamen.gatehouse.spool import SUFFIX
from zhamen.journal.appending import Act
from zhamen.journal.record import Fact
from zhamen.model.terms import Decision
from zhamen.office.desk.models import Event, Hold, Source
from zhamen.office.journal.keeping import record

HOLD_FOR = timedelta(hours=4)
"""How long a hold may wait before it lapses: whoever waits longer has gone another way."""
_BATCH = 500
_CHUNK = 4 << 20


def load(folder: Path) -> int:
    """Load what is new in a folder of verdicts and return how many there were.

    Raises OSError for a file that cannot be read, when all the others are loaded.
    """
    count, unread = 0, None
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            count += _load_file(path)
        except OSError as error:
            unread = error
    if unread is not None:
        raise unread
    return count


def _load_file(path: Path) -> int:
    source, _ = Source.objects.get_or_create(name=path.name)
    if path.stat().st_size <= source.offset:
        return 0
    count = 0
    with path.open("rb") as file:
        while lines := _lines(file, source.offset):
            for at in range(0, len(lines), _BATCH):
                _commit(source, lines[at : at + _BATCH])
            count += len(lines)
    return count


def _lines(file: Any, offset: int) -> list[tuple[int, bytes]]:
    """Return (where it begins, line) of the whole lines behind an offset; a torn one waits."""
    file.seek(offset)
    # A line longer than a chunk is read to its end, or it would be waited for for ever.
    data: bytes = file.read(_CHUNK) + file.readline()
    end = data.rfind(b"\n") + 1
    found = []
    for line in data[:end].splitlines(keepends=True):
        found.append((offset, line))
        offset += len(line)
    return found


def _commit(source: Source, lines: list[tuple[int, bytes]]) -> None:
    """Add the events of some lines, with the new offset and an entry in the journal, or none."""
    events = [event for event in _events(source, lines) if event is not None]
    with transaction.atomic():
        Event.objects.bulk_create(events)
        holds = [event for event in events if event.decision == Decision.HOLD]
        now = timezone.now()
        Hold.objects.bulk_create(
            # By our own clock: a gate's may be wrong, and a hold must not wait for years.
            Hold(event=event, due=now + HOLD_FOR)
            for event in holds
        )
        source.offset = lines[-1][0] + len(lines[-1][1])
        source.save(update_fields=["offset"])
        # What was loaded can be shown to be what the gates wrote, line by line.
        digest = hashlib.sha256(b"".join(line for _, line in lines)).hexdigest()
        facts: dict[str, Fact] = {"events": len(events), "passed_over": len(lines) - len(events),
                                  "offset": source.offset, "digest": digest}  # fmt: skip
        record(Act("desk.spool.loaded", "office", "office", f"source:{source.pk}", facts))


def _events(source: Source, lines: list[tuple[int, bytes]]) -> Iterator[Event | None]:
    for offset, line in lines:
        yield _event(source, offset, line)


def _event(source: Source, offset: int, line: bytes) -> Event | None:
    """Return the event of a line; None for one that is no verdict, as after a crash."""
    try:
        row = _storable(json.loads(line))
        verdict = row["verdict"]
        return Event(
            source=source, offset=offset, at=_moment(row["at"]), channel=row["channel"][:16],
            sender=row["sender"][:200], group=row["group"][:200],
            decision=Decision(verdict["decision"]), clauses=_clauses(verdict["clauses"]),
            unread=bool(verdict["unread"]),
            digest="".join(row.get("digests", {}).get("message", [])[:1])[:32], verdict=verdict,
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _storable(value: Any) -> Any:
    """Return a value of JSON as every database takes it: no half surrogate pair, no NUL."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(each) for name, each in value.items()}
    return value


def _clauses(numbers: list[int]) -> str:
    if not set(numbers) <= set(range(1, 8)):
        raise ValueError("no such must-not")
    return "".join(f",{each}" for each in sorted(set(numbers))) + ","


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    aware = timezone.make_aware(found) if timezone.is_naive(found) else found
    return aware.astimezone(UTC)
