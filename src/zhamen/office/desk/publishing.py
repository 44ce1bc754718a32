"""Publishing: releases and false alarms become the snapshot that the gatehouse follows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import tomli_w
from django.utils import timezone

from zhamen.gatehouse.releasing import Release, to_bytes
from zhamen.gatehouse.snapshot import publish
from zhamen.journal.keys import SigningKey
from zhamen.office.desk.kinds import Outcome
from zhamen.office.desk.models import FalseAlarm, Hold

RENEW_SECONDS = 1800.0
"""How long a snapshot stands unchanged: a gate with `snapshot.most_hours` must hear from us."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was published last, as far as comparing goes, and when by the monotonic clock."""

    state: Mapping[str, object]
    at: float


def contents(extra: Path | None = None) -> dict[str, bytes]:
    """Return the files of the next snapshot: ours, and those of a folder laid beside them."""
    return {**_ours(), **{name: path.read_bytes() for name, path in _beside(extra)}}


def publish_if_changed(
    root: Path, key: SigningKey, extra: Path | None, last: Published | None
) -> Published:
    """Publish where something has changed since `last`, or that is old; return what stands now."""
    state, now = _state(extra), monotonic()
    if last is not None and state == last.state and now - last.at < RENEW_SECONDS:
        return last
    at = datetime.now(UTC)
    # Numbers from the clock: an office that was restored is past all that gates have seen of it.
    publish(root, contents(extra), key, at, past=int(at.timestamp()))
    return Published(state, now)


def _state(extra: Path | None) -> dict[str, object]:
    """Return what tells a change; a register of gigabytes is not read every second."""
    seen = ((name, path.stat()) for name, path in _beside(extra))
    return {**_ours(), **{name: (stat.st_size, stat.st_mtime_ns) for name, stat in seen}}


def _ours() -> dict[str, bytes]:
    return {"releases.json": _releases(), "allowed.toml": _allowed()}


def _beside(extra: Path | None) -> Iterator[tuple[str, Path]]:
    """Yield (name, file) of the phrase lists and bundles in a folder."""
    if extra is None:
        return
    for path in sorted(extra.rglob("*")):
        name = path.relative_to(extra).as_posix()
        if path.is_file() and name.startswith(("phrases/", "register/")):
            yield name, path


def _releases() -> bytes:
    living = Hold.objects.filter(outcome=Outcome.RELEASED, until__gt=timezone.now())
    return to_bytes([
        Release(hold.id_for_gates, hold.event.digest, hold.event.sender, hold.event.group,
                hold.until)
        for hold in living.select_related("event").order_by("pk") if hold.until is not None
    ])  # fmt: skip


def _allowed() -> bytes:
    """Return the list of let-off sentences as TOML: under each rule its digests."""
    by_rule: defaultdict[str, list[str]] = defaultdict(list)
    for alarm in FalseAlarm.objects.filter(ended_at=None).exclude(confirmed_by=None):
        by_rule[alarm.rule].append(alarm.digest)
    # A rule's name came with the spool: whatever stands in it, it stays one name.
    table = {rule: sorted(digests) for rule, digests in sorted(by_rule.items())}
    return tomli_w.dumps({"allowed": table}).encode()
