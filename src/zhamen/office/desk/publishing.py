"""Publishing: releases and false alarms become the snapshot that the gatehouse follows."""

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone

from zhamen.gatehouse.releasing import Release, to_bytes
from zhamen.gatehouse.snapshot import publish
from zhamen.journal.keys import SigningKey
from zhamen.office.desk.kinds import Outcome
from zhamen.office.desk.models import FalseAlarm, Hold


def contents(extra: Path | None = None) -> dict[str, bytes]:
    """Return the files of the next snapshot: ours, and those of a folder laid beside them."""
    found = {"releases.json": _releases(), "allowed.toml": _allowed()}
    if extra is not None and extra.is_dir():
        for path in sorted(extra.rglob("*")):
            name = path.relative_to(extra).as_posix()
            if path.is_file() and name.startswith(("phrases/", "register/")):
                found[name] = path.read_bytes()
    return found


def publish_if_changed(root: Path, key: SigningKey, extra: Path | None, last: object) -> object:
    """Publish where something has changed since `last`, and return what stands now."""
    now = contents(extra)
    if now != last:
        publish(root, now, key, datetime.now(UTC))
    return now


def _releases() -> bytes:
    living = Hold.objects.filter(outcome=Outcome.RELEASED, until__gt=timezone.now())
    return to_bytes([
        Release(hold.id_for_gates, hold.event.digest, hold.event.sender, hold.event.group,
                hold.until)
        for hold in living.select_related("event").order_by("pk") if hold.until is not None
    ])  # fmt: skip


def _allowed() -> bytes:
    by_rule: defaultdict[str, list[str]] = defaultdict(list)
    for alarm in FalseAlarm.objects.filter(ended_at=None).exclude(confirmed_by=None):
        by_rule[alarm.rule].append(alarm.digest)
    lines = [
        f"{rule} = [{', '.join(f'{each!r}' for each in sorted(digests))}]"
        for rule, digests in sorted(by_rule.items())
    ]
    return ("[allowed]\n" + "".join(f"{line}\n" for line in lines)).replace("'", '"').encode()
