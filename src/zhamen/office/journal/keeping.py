"""Writing the journal: an act and its entry are committed together or not at all."""

from datetime import UTC, datetime
from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from zhamen.errors import JournalError
from zhamen.journal.appending import Act, extended
from zhamen.journal.appending import Head as Edge
from zhamen.journal.head_file import write_head
from zhamen.journal.keys import SigningKey
from zhamen.office.journal.apps import JournalConfig
from zhamen.office.journal.models import Checkpoint, Entry, Head

KEPT = 256
"""A checkpoint is kept each time so many entries have come."""
_LOCK = 0x7A68616D656E
"""Number of PostgreSQL's advisory lock: `zhamen` in ASCII."""


def signing_key() -> SigningKey:
    """Return the key of this office's journal."""
    return cast(JournalConfig, apps.get_app_config("journal")).key


def record(*acts: Act) -> None:
    """Append acts, within the transaction in which they happen.

    Raises JournalError outside of one, or if the journal's head was bent: nothing is done then.
    """
    if not connection.in_atomic_block:
        raise JournalError("an act is recorded within its own transaction")
    take_turn()
    before = Head.objects.filter(pk=1).first()
    edge = Edge(before.note, before.size, bytes(before.peaks)) if before else None
    records, edge = extended(edge, acts, signing_key(), _now())
    # What the signed note says counts, and not what stands beside it in the table.
    start = edge.size - len(records)
    Entry.objects.bulk_create(
        Entry(number=number, record=data.decode()) for number, data in enumerate(records, start)
    )
    _put_head(before, edge)
    if edge.size // KEPT > start // KEPT:
        Checkpoint.objects.create(size=edge.size, note=edge.note)
    transaction.on_commit(lambda: _beside(edge.note), robust=True)


def keep_checkpoint() -> Checkpoint | None:
    """Keep the head as it is now, for printing; None while nothing has happened."""
    with transaction.atomic():
        take_turn()
        head = Head.objects.filter(pk=1).first()
        if head is None:
            return None
        return Checkpoint.objects.get_or_create(size=head.size, defaults={"note": head.note})[0]


def take_turn() -> None:
    """Wait until no other process writes, within a transaction; it lasts until that ends.

    SQLite does so by itself (BEGIN IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _put_head(before: Head | None, edge: Edge) -> None:
    values: dict[str, Any] = {"size": edge.size, "note": edge.note, "peaks": edge.peaks}
    if before is None:
        Head.objects.create(id=1, **values)
    else:
        Head.objects.filter(pk=1).update(**values)


def _beside(note: str) -> None:
    """Write the head beside the database, too."""
    write_head(settings.ZHAMEN_PLACES.head, note, signing_key().public)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
